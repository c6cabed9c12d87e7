import { describe, expect, test } from 'vitest';
import { verifyHost } from '../../../src/audit/verify-host.ts';
import type { VerifySettings } from '../../../src/audit/verify-settings.ts';
import type { Item } from '../../../src/model/inventory.ts';
import type { ClosedItem } from '../../../src/model/verify.ts';
import { auditOf, connection, hostWith, service, storage, type HostParts } from '../../support/closing.ts';
import { assessed, fileItem, packageItem, type Judgement } from '../../support/judged-parts.ts';

const SETTINGS: VerifySettings = {
  verifiedAt: '2016-06-05T01:00:00Z',
  ticket: null,
  title: null,
  beforeRestore: false,
  waivers: [],
  dropped: [],
  oldContent: null,
  fetched: null,
};
const seen = { evidence: [] } as const;

const cron = (more: Partial<Extract<Item, { kind: 'cron' }>> = {}): Item => ({
  ...seen,
  kind: 'cron',
  id: `cron:${more.file ?? '/etc/crontab'}#${more.schedule ?? 'x'}`,
  file: '/etc/crontab',
  line: 1,
  source: 'crontab',
  schedule: '5 4 * * *',
  user: 'root',
  command: '/usr/local/sbin/backup',
  ...more,
});
const mount = (more: Partial<Extract<Item, { kind: 'mount' }>> = {}): Item => ({
  ...seen,
  kind: 'mount',
  id: 'mount:/data',
  target: '/data',
  source: '/dev/sdb1',
  fsType: 'ext3',
  options: 'rw',
  inFstab: true,
  mounted: true,
  sizeBytes: 100,
  usedBytes: 10,
  ...more,
});
const user = (more: Partial<Extract<Item, { kind: 'user' }>> = {}): Item => ({
  ...seen,
  kind: 'user',
  id: 'user:backup',
  name: 'backup',
  uid: 501,
  gid: 501,
  home: '/home/backup',
  shell: '/bin/sh',
  password: 'set',
  ...more,
});
const bootArg = (value: string | null, id = 'boot-arg:kernel:hpet'): Item => ({
  ...seen,
  kind: 'boot-arg',
  id,
  target: 'kernel',
  name: 'hpet',
  value,
  entry: 'xe',
  file: '/boot/extlinux.conf',
});
const runningLine = (value: string): Item => ({
  ...seen,
  kind: 'setting',
  id: 'setting:boot.running-command-line',
  area: 'boot',
  key: 'running-command-line',
  value,
  from: '/proc/cmdline',
});
const multipath = (...paths: string[]): Item => ({
  ...seen,
  kind: 'disk',
  id: 'disk:scsi-3600',
  device: '/dev/dm-0',
  byId: ['scsi-3600'],
  sizeBytes: 1,
  vendor: null,
  model: null,
  table: 'none',
  isPrimary: false,
  paths,
});
const route = (more: Partial<Extract<Item, { kind: 'route' }>> = {}): Item => ({
  ...seen,
  kind: 'route',
  id: 'route:1',
  destination: '203.0.113.0/24',
  via: '192.0.2.254',
  device: 'xenbr0',
  file: '/etc/sysconfig/static-routes',
  active: true,
  ...more,
});
const firewall = (more: Partial<Extract<Item, { kind: 'firewall' }>> = {}): Item => ({
  ...seen,
  kind: 'firewall',
  id: 'firewall:1',
  table: 'filter',
  rule: '-A INPUT -p tcp --dport 161 -j ACCEPT',
  file: '/etc/sysconfig/iptables',
  active: true,
  ...more,
});
const repo = (enabled: boolean): Item => ({
  ...seen,
  kind: 'repo',
  id: 'repo:site',
  repoId: 'site',
  file: '/etc/yum.repos.d/site.repo',
  name: null,
  baseUrl: 'http://repo.example.test/',
  enabled,
});
const certificate = (notAfter: string): Item => ({
  ...seen,
  kind: 'certificate',
  id: 'certificate:/etc/pki/site.pem',
  path: '/etc/pki/site.pem',
  subject: 'CN=site',
  issuer: 'CN=ca',
  notAfter,
  keyBits: 2048,
});
const plugin = (owner: string | null): Item => ({
  ...seen,
  kind: 'plugin',
  id: 'plugin:/etc/xapi.d/plugins/x',
  path: '/etc/xapi.d/plugins/x',
  area: 'xapi.d',
  package: owner,
});
const group = (...members: string[]): Item => ({
  ...seen,
  kind: 'group',
  id: 'group:ops',
  name: 'ops',
  gid: 600,
  members,
});
const pkg = packageItem;
const base = [pkg('glibc', { release: '1.el7' }), pkg('bash', { release: '2.el7' })];

async function close(
  was: Item,
  now: readonly Item[],
  foretold?: Judgement,
  host?: HostParts,
): Promise<ClosedItem> {
  const { document } = await verifyHost(
    auditOf([assessed(was, foretold)]),
    hostWith(now, { version: '7.0.0', ...host }),
    SETTINGS,
  );
  const closed = document.items.find(({ id }) => id === was.id);
  if (closed === undefined) throw new Error('the item was lost');
  return closed;
}

describe('an item that is no file', () => {
  test.each<[string, Item, readonly Item[], ClosedItem['closing'], RegExp]>([
    ['a service of the same name', service('snmpd'), [service('snmpd')], 'identical', /in effect/],
    [
      'a service that is a systemd unit now',
      service('snmpd'),
      [service('snmpd.service', { path: '/usr/lib/systemd/system/snmpd.service' })],
      'identical',
      /in effect/,
    ],
    [
      'a service that is not started at boot any more',
      service('snmpd'),
      [service('snmpd', { enabledRunlevels: [] })],
      'missing',
      /no longer started at boot/,
    ],
    [
      'a service that does not run',
      service('snmpd'),
      [service('snmpd', { running: false })],
      'missing',
      /not running/,
    ],
    [
      'a service of which it was not seen whether it runs',
      service('snmpd'),
      [service('snmpd', { running: null })],
      'untold',
      /could not be told/,
    ],
    [
      'a unit that another one starts, and that runs',
      service('snmpd'),
      [service('snmpd', { manager: 'systemd', enabledRunlevels: [], unitState: 'static' })],
      'identical',
      /in effect/,
    ],
    [
      'a unit that is masked',
      service('snmpd'),
      [service('snmpd', { manager: 'systemd', enabledRunlevels: [], unitState: 'masked', running: false })],
      'missing',
      /no longer started at boot/,
    ],
    [
      'a service that was off and is on',
      service('snmpd', { enabledRunlevels: [], running: false }),
      [service('snmpd')],
      'changed',
      /enabled/,
    ],
    ['a service that is not there', service('snmpd'), [], 'missing', /Nothing like it/],
    [
      'a cron entry in another file',
      cron(),
      [cron({ file: '/etc/cron.d/backup', line: 7, command: '/usr/local/sbin/backup  ' })],
      'identical',
      /in effect/,
    ],
    ['a cron entry at another time', cron(), [cron({ schedule: '0 1 * * *' })], 'changed', /schedule/],
    ['a cron entry of another user', cron(), [cron({ user: 'nobody' })], 'changed', /user/],
    [
      'a cron entry that cron passes over',
      cron(),
      [cron({ ignored: 'the file is writable by others' })],
      'missing',
      /passed over/,
    ],
    ['a mount', mount(), [mount({ usedBytes: 99 })], 'identical', /in effect/],
    ['a mount that is not mounted', mount(), [mount({ mounted: false })], 'missing', /not mounted/],
    ['a mount that the next boot loses', mount(), [mount({ inFstab: false })], 'missing', /next boot/],
    ['a mount of another device', mount(), [mount({ source: '/dev/sdc1' })], 'changed', /source/],
    ['an account', user(), [user()], 'identical', /in effect/],
    ['an account with another number', user(), [user({ uid: 1001 })], 'changed', /uid/],
    ['an account that is locked', user(), [user({ password: 'locked' })], 'missing', /locked/],
    [
      'a group whose members are in another order',
      group('a', 'b'),
      [group('b', 'a')],
      'identical',
      /in effect/,
    ],
    ['a group that lost a member', group('a', 'b'), [group('a')], 'changed', /members/],
    ['a boot argument', bootArg('disable'), [bootArg('disable')], 'identical', /in effect/],
    [
      'a boot argument among several of one name',
      bootArg('disable'),
      [bootArg('force'), bootArg('disable', 'boot-arg:kernel:hpet#2')],
      'identical',
      /in effect/,
    ],
    ['a boot argument with another value', bootArg('disable'), [bootArg('force')], 'changed', /value/],
    [
      'a boot argument with which the kernel was not started',
      bootArg('disable'),
      [bootArg('disable'), runningLine('ro hpet=force')],
      'missing',
      /next boot/,
    ],
    [
      'a storage repository',
      storage('1'),
      [storage('1', { vdiCount: 9, sizeBytes: 3 })],
      'identical',
      /in effect/,
    ],
    [
      'a storage repository that nothing connects to this host',
      storage('1'),
      [storage('1', { onThisHost: false })],
      'missing',
      /nothing connects/,
    ],
    ['a connection', connection('p', '1'), [connection('p', '1')], 'identical', /in effect/],
    [
      'a connection of the same storage under another uuid',
      connection('p', '1'),
      [connection('q', '1')],
      'identical',
      /in effect/,
    ],
    [
      'a connection that is not attached',
      connection('p', '1'),
      [connection('p', '1', { attached: false })],
      'missing',
      /not attached/,
    ],
    [
      'a connection with another configuration',
      connection('p', '1'),
      [connection('p', '1', { deviceConfig: { server: 'other' } })],
      'changed',
      /deviceConfig\.server/,
    ],
    ['a multipath device', multipath('sda', 'sdb'), [multipath('sdc', 'sdd')], 'identical', /in effect/],
    [
      'a multipath device that lost a path',
      multipath('sda', 'sdb'),
      [multipath('sda')],
      'missing',
      /1 of the 2 paths/,
    ],
    [
      'a route of another file',
      route(),
      [route({ id: 'route:2', file: '/etc/x' })],
      'identical',
      /in effect/,
    ],
    ['a route that is not in force', route(), [route({ active: false })], 'missing', /not in force/],
    ['a route that no file brings back', route(), [route({ file: null })], 'missing', /next boot/],
    ['a route of which it was not seen', route(), [route({ active: null })], 'untold', /in force/],
    ['a firewall rule', firewall(), [firewall({ id: 'firewall:2' })], 'identical', /in effect/],
    [
      'a firewall rule that is not loaded',
      firewall(),
      [firewall({ active: false })],
      'missing',
      /not in force/,
    ],
    ['a repository', repo(true), [repo(true)], 'identical', /in effect/],
    ['a repository that is off', repo(true), [repo(false)], 'missing', /disabled/],
    [
      'a certificate with another end',
      certificate('2017-01-01'),
      [certificate('2018-01-01')],
      'changed',
      /notAfter/,
    ],
    ['a plug-in', plugin(null), [plugin(null)], 'identical', /in effect/],
    [
      "a plug-in that is the target's own",
      plugin(null),
      [plugin('xapi-1-1')],
      'missing',
      /belongs to xapi-1-1/,
    ],
    [
      'a package in a build for the release',
      pkg('nrpe', { version: '2.0', release: '1.el5' }),
      [...base, pkg('nrpe', { version: '2.1', release: '3.el7' })],
      'changed',
      /a build for this release/,
    ],
    [
      'a package in its old build',
      pkg('nrpe', { version: '2.0', release: '1.el5' }),
      [...base, pkg('nrpe', { version: '2.0', release: '1.el5' })],
      'changed',
      /is a build for el5; this release is built on el7/,
    ],
    [
      'a package that is tied to no release',
      pkg('site-tools', { arch: 'noarch' }),
      [...base, pkg('site-tools', { arch: 'noarch' })],
      'identical',
      /same build/,
    ],
    [
      'a key that is imported under the same name as others',
      pkg('gpg-pubkey', { version: 'aaaa', arch: null }),
      [pkg('gpg-pubkey', { version: 'bbbb', arch: null })],
      'missing',
      /Nothing like it/,
    ],
  ])('%s is told', async (_, was, now, closing, said) => {
    const closed = await close(was, now);

    expect(`${closed.closing}: ${closed.note}`).toMatch(new RegExp(`^${closing}: `));
    expect(closed.note).toMatch(said);
  });

  test('could not be told where its collector did not answer', async () => {
    const gap = {
      collector: 'services',
      origin: 'chkconfig',
      reason: 'timed-out',
      detail: 'which services start',
    } as const;

    const closed = await close(service('snmpd'), [], {}, { gaps: [gap] });

    expect(closed.closing).toBe('untold');
    expect(closed.note).toContain('chkconfig');
    expect(closed.wouldTell).toContain('which services start');
  });

  test.each([
    ['is there in another version', [pkg('kernel', { version: '3.10' })]],
    ['is there no longer', []],
  ])('that the product brings, and that %s, is no loss', async (_, now) => {
    const closed = await close(pkg('kernel', { version: '2.6' }), now, {
      provenance: 'hotfix',
      fate: 'replaced',
    });

    expect(closed).toMatchObject({ closing: 'changed', needsLook: false });
    expect(closed.note).toContain('part of the product');
  });

  test('is a plug-in whose file is another one, and is not back', async () => {
    const path = '/etc/xapi.d/plugins/x';
    const { document } = await verifyHost(
      auditOf([assessed(plugin(null))], { texts: { [path]: 'mine' } }, [
        fileItem(path, { state: 'changed' }),
      ]),
      hostWith([plugin(null), fileItem(path, { state: 'unchanged' })], {
        version: '7.0.0',
        texts: { [path]: 'theirs' },
      }),
      SETTINGS,
    );

    expect(document.items).toMatchObject([{ id: `plugin:${path}`, closing: 'missing' }]);
  });

  test('is a partition that was to be destroyed, and is there anew', async () => {
    const partition: Item = {
      ...seen,
      kind: 'partition',
      id: 'partition:sda#5',
      disk: 'sda',
      number: 5,
      device: '/dev/sda5',
      sizeBytes: 1,
      type: null,
      label: null,
      role: 'log',
    };

    const closed = await close(partition, [partition], { fate: 'destroyed' });

    expect(closed).toMatchObject({
      closing: 'changed',
      note: expect.stringContaining('made anew') as string,
    });
  });

  test('that was to stay and is different wants to be looked at', async () => {
    const closed = await close(storage('1'), [storage('1', { name: 'Renamed' })], { fate: 'kept' });

    expect(closed).toMatchObject({ closing: 'changed', needsLook: true });
  });
});
