import { describe, expect, test } from 'vitest';
import { compareAudits } from '../../../src/audit/compare-audits.ts';
import type { CompareDocument } from '../../../src/model/compare.ts';
import type { Item } from '../../../src/model/inventory.ts';
import { auditOf, service, storage, connection, type AuditParts } from '../../support/closing.ts';
import { assessed, fileItem, finding, packageItem } from '../../support/judged-parts.ts';

const AT = '2016-06-05T01:00:00Z';
const OTHER = '22222222-2222-4222-8222-222222222222';

function compare(
  a: readonly Item[],
  b: readonly Item[],
  more: { a?: AuditParts; b?: AuditParts } = {},
): CompareDocument {
  return compareAudits(auditOf([], more.a, a), auditOf([], more.b, b), AT, null);
}

/** `changed file:/x content mode`, with the rule where one tells it apart. */
function said({ items, toldApart }: CompareDocument): string[] {
  return [...items, ...toldApart].map(({ change, id, fields, rule }) =>
    [
      change,
      id,
      ...fields.map(({ field, rule: by }) => (by === null ? field : `(${field})`)),
      rule === null ? '' : `[${rule}]`,
    ]
      .filter((word) => word !== '')
      .join(' '),
  );
}

const setting = (area: string, key: string, value: string): Item => ({
  kind: 'setting',
  id: `setting:${area}.${key}`,
  evidence: [],
  area,
  key,
  value,
  from: 'x',
});
const vm = (powerState: string): Item => ({
  kind: 'vm',
  id: 'vm:1',
  evidence: [],
  uuid: '1',
  name: 'web',
  powerState,
  residentHere: true,
  obstacles: [],
});

describe('two audits of one host', () => {
  test.each<
    [string, readonly Item[], readonly Item[], { a?: AuditParts; b?: AuditParts }, readonly string[]]
  >([
    ['the same', [fileItem('/a')], [fileItem('/a')], {}, []],
    ['a new file', [], [fileItem('/a')], {}, ['added file:/a']],
    ['a file that is gone', [fileItem('/a')], [], {}, ['gone file:/a']],
    ['another mode', [fileItem('/a')], [fileItem('/a', { mode: '100600' })], {}, ['changed file:/a mode']],
    [
      'another text',
      [fileItem('/a')],
      [fileItem('/a', { mtime: '2016-06-03T00:00:00Z' })],
      { a: { texts: { '/a': 'x\n' } }, b: { texts: { '/a': 'y\n' } } },
      ['changed file:/a mtime content'],
    ],
    [
      'the same text, written again',
      [fileItem('/a')],
      [fileItem('/a', { mtime: '2016-06-03T00:00:00Z' })],
      { a: { texts: { '/a': 'x\n' } }, b: { texts: { '/a': 'x\n' } } },
      ['changed file:/a (mtime) [written-again]'],
    ],
    [
      'a file that was touched and whose content is not known',
      [fileItem('/a')],
      [fileItem('/a', { mtime: '2016-06-03T00:00:00Z' })],
      {},
      ['changed file:/a mtime'],
    ],
    [
      'a package in another version',
      [packageItem('bash', { version: '3' })],
      [packageItem('bash', { version: '4' })],
      {},
      ['changed package:bash-3-1.x86_64 version'],
    ],
    [
      'a file of a package that came in another version',
      [fileItem('/a', { package: 'sm-core-1.0-1.el5.x86_64' })],
      [fileItem('/a', { package: 'sm-core-1.1-2.el5.x86_64' })],
      {},
      ['changed file:/a (package) [owner-version]'],
    ],
    [
      'a file that belongs to another package',
      [fileItem('/a', { package: 'sm-core-1.0-1.el5.x86_64' })],
      [fileItem('/a', { package: 'sm-1.0-1.el5.x86_64' })],
      {},
      ['changed file:/a package'],
    ],
    [
      'what virtual machines do',
      [vm('running')],
      [vm('halted')],
      {},
      ['changed vm:1 (powerState) [fill-level]'],
    ],
    [
      'a service that was switched off',
      [service('snmpd')],
      [service('snmpd', { enabledRunlevels: [] })],
      {},
      ['changed service:snmpd enabledRunlevels'],
    ],
  ])('%s', (_, a, b, more, expected) => {
    expect(said(compare(a, b, more))).toEqual(expected);
  });

  test('an item that the other side could not see is not said to be gone', () => {
    const gap = {
      collector: 'services',
      origin: 'chkconfig',
      reason: 'denied',
      detail: 'which there are',
    } as const;

    const document = compare([service('snmpd')], [], { b: { gaps: [gap] } });

    expect(document).toMatchObject({ isPartial: true, isDifferent: false, items: [] });
    expect(document.uncompared).toMatchObject([{ id: 'service:snmpd', seenOn: 'a', hiddenBy: [gap] }]);
  });

  test('findings that are new, gone, or weigh otherwise are told, and both verdicts', () => {
    const audit = (findings: readonly ReturnType<typeof finding>[]) =>
      auditOf([assessed(fileItem('/a'))], { findings });
    const document = compareAudits(
      audit([finding('old', 'low', 'file:/a'), finding('both', 'low', 'file:/a')]),
      audit([finding('new', 'blocker', 'file:/a'), finding('both', 'high', 'file:/a')]),
      AT,
      null,
    );

    expect(document.findings.map(({ rule, change }) => `${rule} ${change}`)).toEqual([
      'both severity',
      'new new',
      'old gone',
    ]);
    expect(document.isDifferent).toBe(true);
  });
});

describe('two hosts', () => {
  const two = {
    a: { hostname: 'xs-one', uuid: '11111111-1111-4111-8111-111111111111' },
    b: { hostname: 'xs-other', uuid: OTHER },
  };
  test.each<
    [string, readonly Item[], readonly Item[], { a?: AuditParts; b?: AuditParts }, readonly string[]]
  >([
    [
      'own names in a value',
      [setting('syslog', 'tag', 'xs-one!')],
      [setting('syslog', 'tag', 'xs-other!')],
      {},
      ['changed setting:syslog.tag (value) [own-names]'],
    ],
    [
      'own names in a text, with the size and time that follow from it',
      [fileItem('/etc/motd', { sizeBytes: 7 })],
      [fileItem('/etc/motd', { sizeBytes: 9, mtime: '2016-06-03T00:00:00Z' })],
      { a: { texts: { '/etc/motd': 'xs-one\n' } }, b: { texts: { '/etc/motd': 'xs-other\n' } } },
      ['changed file:/etc/motd (mtime) (sizeBytes) (content) [own-names]'],
    ],
    [
      'a text that differs in more than names',
      [fileItem('/etc/motd', { sizeBytes: 7 })],
      [fileItem('/etc/motd', { sizeBytes: 9 })],
      { a: { texts: { '/etc/motd': 'xs-one\n' } }, b: { texts: { '/etc/motd': 'xs-other 2\n' } } },
      ['changed file:/etc/motd sizeBytes content'],
    ],
    [
      'own names in an id',
      [fileItem('/var/lib/xs-one.state')],
      [fileItem('/var/lib/xs-other.state', {})],
      {},
      ['changed file:/var/lib/xs-one.state (path) [own-names]'],
    ],
    [
      'own storage, but not shared storage',
      [storage('1', { shared: false }), storage('2')],
      [connection('3', '4')],
      {},
      ['gone sr:2', 'added pbd:3 [own-storage]', 'gone sr:1 [own-storage]'],
    ],
    [
      'host keys',
      [fileItem('/etc/ssh/ssh_host_rsa_key', { sizeBytes: 1 })],
      [fileItem('/etc/ssh/ssh_host_rsa_key', { sizeBytes: 2 })],
      {},
      ['changed file:/etc/ssh/ssh_host_rsa_key sizeBytes [own-files]'],
    ],
    [
      'another time of change of a file whose content is not known',
      [fileItem('/a')],
      [fileItem('/a', { mtime: '2016-06-03T00:00:00Z' })],
      {},
      ['changed file:/a (mtime) [same-size]'],
    ],
    [
      'a name server that only one has',
      [setting('network', 'nameserver.192.0.2.53', '192.0.2.53')],
      [],
      {},
      ['gone setting:network.nameserver.192.0.2.53'],
    ],
  ])('%s', (_, a, b, more, expected) => {
    const document = compare(a, b, { a: { ...two.a, ...more.a }, b: { ...two.b, ...more.b } });

    expect(document.scope).toBe('two-hosts');
    expect(said(document)).toEqual(expected);
  });

  test('every rule that told something apart is stated, with how much it took', () => {
    const { rules } = compare([fileItem('/a')], [fileItem('/a', { mtime: '2016-06-03T00:00:00Z' })], two);

    expect(rules).toMatchObject([{ id: 'same-size', items: 1 }]);
    expect(rules[0]?.sentence).toMatch(/content was not compared/);
  });
});
