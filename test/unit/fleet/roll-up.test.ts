import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RollUp } from '../../../src/fleet/roll-up/index.ts';
import type { FleetHost, FleetIndex } from '../../../src/model/fleet.ts';
import { fleetDone, fleetFinding, fleetItem, fleetPool } from '../../support/fleet.ts';

const RUN = {
  tool: { name: 'dom0-audit', version: '1' },
  judgedAt: '2016-06-01T10:15:00Z',
  ticket: null,
  title: null,
};

function rollUp(hosts: readonly FleetHost[]): FleetIndex {
  const all = new RollUp();
  for (const host of hosts) all.add(host);
  return all.finish(RUN);
}

const failed = (name: string): FleetHost => ({
  name,
  status: 'failed',
  attempts: 3,
  seconds: 20,
  code: 'ssh-timeout',
  message: `${name} did not answer.`,
  hint: 'Check that it is up.',
});

describe('a roll-up', () => {
  test('has every host once, by name, those that failed with their reason', () => {
    const index = rollUp([fleetDone('xs2'), failed('xs3'), fleetDone('xs1')]);
    expect(index.hosts.map(({ name, status }) => [name, status])).toEqual([
      ['xs1', 'done'],
      ['xs2', 'done'],
      ['xs3', 'failed'],
    ]);
    expect(index.hosts[2]).toMatchObject({
      code: 'ssh-timeout',
      message: 'xs3 did not answer.',
      attempts: 3,
    });
  });

  test('says which hosts have a finding, and on which it is waived', () => {
    const index = rollUp([
      fleetDone('c', { findings: [fleetFinding('r', 'file:/a', { waived: true })] }),
      fleetDone('b', {
        findings: [fleetFinding('r', 'file:/a'), fleetFinding('r', 'file:/b', { waived: true })],
      }),
      fleetDone('a', { findings: [fleetFinding('s', 'file:/a', { severity: 'blocker' })] }),
    ]);
    expect(index.rules).toEqual([
      { rule: 's', severity: 'blocker', title: 'About s', hosts: [0], waived: [] },
      { rule: 'r', severity: 'medium', title: 'About r', hosts: [1], waived: [2] },
    ]);
  });

  test('says what is on one host only first, and tells the same item with another content apart', () => {
    const index = rollUp([
      fleetDone('a', { items: [fleetItem('file:/x', { value: 'one' }), fleetItem('file:/only-a')] }),
      fleetDone('b', {
        items: [fleetItem('file:/x', { value: 'two', fate: 'destroyed', compat: 'breaks' })],
      }),
      fleetDone('c', { items: [fleetItem('file:/x', { value: 'two' })] }),
    ]);
    expect(index.items.map(({ id }) => id)).toEqual(['file:/only-a', 'file:/x']);
    expect(index.items[1]).toMatchObject({
      fate: 'destroyed',
      compat: 'breaks',
      values: [
        { value: 'two', hosts: [1, 2] },
        { value: 'one', hosts: [0] },
      ],
    });
  });

  test('is the same in whatever order the hosts ended', () => {
    const hosts: FleetHost[] = [
      ...fleetPool(['a', 'b', 'c', 'd'], (name, index) => ({
        items: [
          fleetItem('file:/x', { value: name, provenance: index === 0 ? 'unknown' : 'local' }),
          fleetItem(`file:/${name}`),
        ],
        findings: [fleetFinding('r', 'vm:1', { title: `as seen on ${name}` })],
      })),
      failed('e'),
    ];
    const expected = rollUp(hosts);
    fc.assert(
      fc.property(fc.shuffledSubarray(hosts, { minLength: hosts.length }), (shuffled) => {
        expect(rollUp(shuffled)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a pool', () => {
  test('is upgraded master first; a blocked master stops all, a member that was not audited is unknown', () => {
    const hosts = fleetPool(['m', 'z', 'a', 'gone'], (name) =>
      name === 'm' ? { verdict: 'blocked', verdictBecause: ['HA is on.'] } : {},
    ).filter(({ name }) => name !== 'gone');
    const [pool] = rollUp(hosts).pools;
    expect(pool?.verdict).toBe('blocked');
    expect(pool?.order.map(({ name, role, host, go, because }) => [name, role, host, go, because])).toEqual([
      ['m', 'master', 1, 'no-go', 'HA is on.'],
      ['a', 'member', 0, 'no-go', 'The master is upgraded first, and its upgrade is blocked.'],
      ['gone', 'member', null, 'unknown', 'It is in the pool, but was not audited.'],
      ['z', 'member', 2, 'no-go', 'The master is upgraded first, and its upgrade is blocked.'],
    ]);
  });

  test('with a member missing is incomplete, however ready the others are', () => {
    const [pool] = rollUp(fleetPool(['m', 'a', 'b'], () => ({})).slice(0, 2)).pools;
    expect(pool?.verdict).toBe('incomplete');
    expect(pool?.order.map(({ go }) => go)).toEqual(['go', 'go', 'unknown']);
  });

  test('says of the pool what every host reports of it once', () => {
    const [pool] = rollUp(
      fleetPool(['m', 'a'], (name) => ({
        findings: [fleetFinding('ha-on', 'setting:pool.ha-enabled'), fleetFinding('lost', `file:/${name}`)],
      })),
    ).pools;
    expect(pool?.findings.map(({ rule, hosts }) => [rule, hosts])).toEqual([['ha-on', [0, 1]]]);
  });

  const sixHosts = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
  test.each([
    [
      'one lacks what the others have',
      (name: string) => (name === 'h3' ? [] : [fleetItem('file:/etc/multipath.conf', { value: 'same' })]),
      ['h3 lacks the file /etc/multipath.conf that the other 5 have.'],
    ],
    [
      'one has what the others lack',
      (name: string) => (name === 'h2' ? [fleetItem('file:/root/hotfix.sh')] : []),
      ['Only h2 has the file /root/hotfix.sh.'],
    ],
    [
      'two have another content',
      (name: string) => [fleetItem('file:/etc/x', { value: name < 'h3' ? 'old' : 'new' })],
      ['The file /etc/x is another on h1 and h2 than on the other 4.'],
    ],
    [
      'what is not known on one is not called another',
      (name: string) => [fleetItem('file:/etc/x', { value: name === 'h1' ? null : 'v' })],
      [],
    ],
    ['all have the same', () => [fleetItem('file:/etc/x', { value: 'v' })], []],
    [
      'what is another on every host by nature',
      (name: string) => [fleetItem(`disk:${name}`, { kind: 'disk' })],
      [],
    ],
    [
      "a host's own file with its own content",
      (name: string) => [fleetItem('file:/etc/sysconfig/network', { value: name })],
      [],
    ],
  ])('odd ones out: %s', (_, items, sentences) => {
    const [pool] = rollUp(fleetPool(sixHosts, (name) => ({ items: items(name) }))).pools;
    expect(pool?.odd.map(({ sentence }) => sentence)).toEqual(sentences);
  });

  test('lists the fewest odd hosts first', () => {
    const [pool] = rollUp(
      fleetPool(sixHosts, (name) => ({
        items: [
          ...(name < 'h3' ? [fleetItem('file:/a')] : []),
          ...(name === 'h6' ? [fleetItem('file:/b')] : []),
        ],
      })),
    ).pools;
    expect(pool?.odd.map(({ item }) => item)).toEqual(['file:/b', 'file:/a']);
  });

  test('of one host is none', () => {
    expect(rollUp(fleetPool(['m'], () => ({}))).pools).toEqual([]);
  });
});
