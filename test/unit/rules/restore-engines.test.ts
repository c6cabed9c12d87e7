import { describe, expect, test } from 'vitest';
import type { FileItem } from '../../../src/model/inventory.ts';
import { loadRelease } from '../../../src/rules/releases/load.ts';
import { restoreFacts } from '../../../src/rules/restore/restore-facts.ts';
import { simulateRestore } from '../../../src/rules/restore/simulate.ts';
import type { Account, RestoreFacts } from '../../../src/rules/restore/world.ts';
import { file, inventoryOf } from '../../support/inventory.ts';

const DATA = new URL('../../../data/', import.meta.url);
const RULES = file('/etc/sysconfig/network-scripts/interface-rename-data/static-rules.conf');
const ACCOUNTS: readonly Account[] = [
  { name: 'root', id: 0 },
  { name: 'ntp', id: 38 },
];

function play(target: string, items: readonly FileItem[], facts: Partial<RestoreFacts> = {}) {
  return simulateRestore(loadRelease(DATA, target), [RULES, ...items], {
    users: ACCOUNTS,
    groups: ACCOUNTS,
    mountPoints: [],
    contents: new Map(),
    inventory: new Map([['PRIMARY_DISK', '/dev/sda']]),
    ...facts,
  });
}

function link(path: string, linkTarget: string, linkLeadsTo: FileItem['linkLeadsTo']): FileItem {
  return file(path, { type: 'symlink', linkTarget, linkLeadsTo, mode: '120777' });
}

/** What became of links, fifos and sockets as the installers got newer; seen by running the restore code of each. */
describe('the way of copying', () => {
  test.each([
    ['xs-6.5', 'converted'],
    ['xs-7.0', 'converted'],
    ['xs-7.1', 'kept'],
    ['xs-7.5', 'kept'],
    ['ch-8.2', 'kept'],
    ['xs-9', 'kept'],
  ])('to %s a listed relative link is %s', (target, name) => {
    const { fates } = play(target, [
      link('/etc/resolv.conf', 'resolv.site', 'file'),
      file('/etc/resolv.site'),
    ]);

    expect(fates.get('/etc/resolv.conf')?.name).toBe(name);
  });

  test.each([
    ['xs-7.1', 'replaced'],
    ['ch-8.2', 'replaced'],
    ['xs-8', 'kept'],
    ['xs-9', 'kept'],
  ])('to %s a dangling link is %s', (target, name) => {
    const { fates } = play(target, [link('/etc/resolv.conf', '/run/gone', 'dangling')]);

    expect(fates.get('/etc/resolv.conf')?.name).toBe(name);
  });

  test.each([
    ['xs-6.5', ['restore-fifo']],
    ['xs-7.1', []],
    ['xs-7.5', []],
  ])('to %s a fifo in root/.ssh stops: %j', (target, conditions) => {
    const { stops } = play(target, [file('/root/.ssh/f', { type: 'fifo', mode: '010600' })]);

    expect(stops.map(({ condition }) => condition)).toEqual(conditions);
  });

  test.each([
    ['xs-6.5', 0],
    ['xs-7.1', 2],
    ['xs-7.5', 2],
    ['ch-8.2', 2],
  ])('to %s a file of nobody stops at %i names', (target, count) => {
    const { stops } = play(target, [
      file('/etc/krb5.conf', { user: null, group: null, uid: 4711, gid: 4711 }),
    ]);

    expect(stops.filter(({ condition }) => condition === 'owners')).toHaveLength(count);
  });

  test('to XenServer 8 the mode of host keys is set', () => {
    const { fates } = play('xs-8', [file('/etc/ssh/ssh_host_rsa_key', { mode: '100640' })]);

    expect(fates.get('/etc/ssh/ssh_host_rsa_key')).toMatchObject({
      name: 'converted',
      changes: ['mode: 0640 becomes 0600'],
    });
  });

  test('to XenServer 8 a copy of a host key under another name is no longer restored', () => {
    expect(
      play('xs-8', [file('/etc/ssh/ssh_host_rsa_key.bak')]).fates.has('/etc/ssh/ssh_host_rsa_key.bak'),
    ).toBe(false);
    expect(
      play('ch-8.2', [file('/etc/ssh/ssh_host_rsa_key.bak')]).fates.get('/etc/ssh/ssh_host_rsa_key.bak')
        ?.name,
    ).toBe('kept');
  });

  test('to XenServer 8 a listed folder keeps its own mode', () => {
    const items = [file('/root/.ssh', { type: 'directory', mode: '040700' }), file('/root/.ssh/a')];

    expect(play('xs-8', items).fates.get('/root/.ssh')?.name).toBe('kept');
    expect(play('ch-8.2', items).fates.get('/root/.ssh')?.name).toBe('converted');
  });

  test('to 7.2 the history of xapi comes back with one candidate build only', () => {
    const fate = play('xs-7.2', [file('/var/lib/xcp/blobs/rrd')]).fates.get('/var/lib/xcp/blobs/rrd');

    expect(fate?.name).toBe('lost');
    expect(fate?.uncertain).toContain('with build faaf4f5 it is kept');
    expect(play('xs-7.1', [file('/var/lib/xcp/blobs/rrd')]).fates.has('/var/lib/xcp/blobs/rrd')).toBe(false);
    expect(play('xs-7.3', [file('/var/lib/xcp/blobs/rrd')]).fates.get('/var/lib/xcp/blobs/rrd')?.name).toBe(
      'kept',
    );
  });
});

describe('two names for one number', () => {
  const both: readonly Account[] = [{ name: 'toor', id: 0 }, ...ACCOUNTS];

  test('the first one is asked for, the last one is read', () => {
    const first = { users: both };
    const last = { users: [...ACCOUNTS, { name: 'toor', id: 0 }] };

    expect(play('xs-7.1', [file('/etc/krb5.conf')], first).stops).not.toEqual([]);
    expect(play('xs-7.1', [file('/etc/krb5.conf')], last).stops).toEqual([]);
    expect(play('xs-7.5', [file('/etc/krb5.conf')], first).stops).toEqual([]);
    expect(play('xs-7.5', [file('/etc/krb5.conf')], last).stops).not.toEqual([]);
  });

  test('out of an inventory, which has no order of lines, the one that stops is taken', () => {
    const user = (name: string) =>
      ({
        kind: 'user',
        id: `user:${name}`,
        evidence: [],
        name,
        uid: 0,
        gid: 0,
        home: '/',
        shell: '',
        password: 'set',
      }) as const;
    const profile = loadRelease(DATA, 'xs-7.1');

    for (const users of [
      [user('root'), user('toor')],
      [user('toor'), user('root')],
    ])
      expect(restoreFacts(inventoryOf(users), profile).users).toEqual([{ name: 'toor', id: 0 }]);
  });
});
