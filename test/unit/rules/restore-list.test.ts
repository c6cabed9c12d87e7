import { describe, expect, test } from 'vitest';
import type { Fate } from '../../../src/model/fate.ts';
import type { FileItem } from '../../../src/model/inventory.ts';
import { loadRelease } from '../../../src/rules/releases/load.ts';
import { simulateRestore } from '../../../src/rules/restore/simulate.ts';
import type { RestoreFacts } from '../../../src/rules/restore/world.ts';
import { file } from '../../support/inventory.ts';

const DATA = new URL('../../../data/', import.meta.url);
const seven = loadRelease(DATA, 'xs-7.0');
const FACTS: RestoreFacts = {
  users: [{ name: 'root', id: 0 }],
  groups: [{ name: 'root', id: 0 }],
  mountPoints: [],
  contents: new Map(),
  inventory: new Map([['PRIMARY_DISK', '/dev/sda']]),
};

/** One path that a rule is about: what becomes of it, and of its neighbours that the rule does not take. */
interface Case {
  readonly path: string;
  readonly with?: readonly FileItem[];
  readonly texts?: Readonly<Record<string, string>>;
  readonly fate: Fate['name'];
  readonly to?: string;
  readonly changes?: readonly string[];
  readonly not?: readonly string[];
}

/** Every rule of the list from 6.x to 7.0. A rule that is added to the list without a case here fails the first test. */
const CASES: Readonly<Record<string, Case>> = {
  ptoken: { path: '/etc/xensource/ptoken', fate: 'kept', not: ['/etc/xensource/ptoken.old'] },
  'pool-conf': { path: '/etc/xensource/pool.conf', fate: 'kept', not: ['/etc/xensource/db.conf'] },
  'xapi-ssl': { path: '/etc/xensource/xapi-ssl.pem', fate: 'kept', not: ['/etc/xensource/other.pem'] },
  'ssh-host-any': {
    path: '/etc/ssh/ssh_host_rsa_key.bak',
    fate: 'kept',
    not: [
      '/etc/ssh/sshd_config',
      '/etc/ssh/ssh_host_',
      '/etc/ssh/old/ssh_host_rsa_key',
      '/etc/ssh/ssh_host_\nz',
    ],
  },
  'sysconfig-network': {
    path: '/etc/sysconfig/network',
    texts: { '/etc/sysconfig/network': 'HOSTNAME=a\n' },
    fate: 'converted',
    changes: ['content: NETWORKING_IPV6=no is added'],
    not: ['/etc/sysconfig/network.bak', '/etc/sysconfig/iptables'],
  },
  dbcache: { path: '/var/lib/xcp/network.dbcache', fate: 'kept', not: ['/var/lib/xcp/local.db'] },
  'dbcache-move': { path: '/var/xapi/network.dbcache', fate: 'moved', to: '/var/lib/xcp/network.dbcache' },
  ifcfg: {
    path: '/etc/sysconfig/network-scripts/ifcfg-eth0.bak',
    fate: 'kept',
    not: [
      '/etc/sysconfig/network-scripts/ifcfg-Bond0',
      '/etc/sysconfig/network-scripts/ifcfg-',
      '/etc/sysconfig/network-scripts/route-eth0',
      '/etc/sysconfig/network-scripts/ifup-local',
    ],
  },
  'xapi-db': { path: '/var/lib/xcp/state.db', fate: 'kept', not: ['/var/lib/xcp/state.db.bak'] },
  license: { path: '/etc/xensource/license', fate: 'kept', not: ['/etc/xensource/license.d'] },
  'xapi-db-move': { path: '/var/xapi/state.db', fate: 'moved', to: '/var/lib/xcp/state.db' },
  'firstboot-data': {
    path: '/etc/firstboot.d/data/reconfigure.sh',
    fate: 'kept',
    not: [
      '/etc/firstboot.d/data/initial-ifcfg/ifcfg-eth0',
      '/etc/firstboot.d/data/X.CONF',
      '/etc/firstboot.d/x.conf',
    ],
  },
  'xs-syslog': { path: '/etc/xensource/syslog.conf', fate: 'kept', not: ['/etc/syslog.conf'] },
  inventory: { path: '/etc/xensource-inventory', fate: 'moved', to: '/var/tmp/.previousInventory' },
  'resolv-conf': { path: '/etc/resolv.conf', fate: 'kept', not: ['/etc/hosts'] },
  nsswitch: { path: '/etc/nsswitch.conf', fate: 'kept' },
  'krb5-conf': { path: '/etc/krb5.conf', fate: 'kept' },
  'krb5-keytab': { path: '/etc/krb5.keytab', fate: 'kept' },
  'pam-sshd': { path: '/etc/pam.d/sshd', fate: 'kept', not: ['/etc/pam.d/system-auth'] },
  likewise: { path: '/var/lib/likewise/db/registry.db', fate: 'moved', to: '/var/lib/likewise/registry.db' },
  'pbis-krb5': {
    path: '/var/lib/pbis/krb5.conf',
    fate: 'kept',
    not: ['/var/lib/pbis/lsass.conf', '/var/lib/pbis/krb5'],
  },
  'pbis-xml': { path: '/var/lib/pbis/.xml', fate: 'kept', not: ['/var/lib/pbis/xml'] },
  'pbis-db': { path: '/var/lib/pbis/db/registry.db', fate: 'kept' },
  'lpe-move': {
    path: '/var/xapi/lpe-cache/a',
    fate: 'moved',
    to: '/var/lib/xcp/lpe-cache/a',
    not: ['/var/lib/xcp/lpe-cache/b'],
  },
  'blobs-move': {
    path: '/var/xapi/blobs/rrds/a',
    fate: 'moved',
    to: '/var/lib/xcp/blobs/rrds/a',
    not: ['/var/lib/xcp/blobs/b'],
  },
  'mkinitrd-latches': { path: '/etc/sysconfig/mkinitrd.latches', fate: 'kept' },
  ifrename: {
    path: '/etc/sysconfig/network-scripts/interface-rename-data/static-rules.conf',
    texts: {
      '/etc/sysconfig/network-scripts/interface-rename-data/static-rules.conf': 'eth0: ppn="pci1p2"\n',
    },
    fate: 'converted',
    changes: ['content: pci<N>p<M> becomes p<N>p<M>'],
  },
  'ifrename-install': {
    path: '/etc/sysconfig/network-scripts/interface-rename-data/.from_install/static-rules.conf',
    fate: 'kept',
  },
  'root-ssh': {
    path: '/root/.ssh/authorized_keys',
    fate: 'kept',
    not: ['/root/.bashrc', '/home/a/.ssh/authorized_keys'],
  },
  'networkd-db-move': { path: '/var/xapi/networkd.db', fate: 'moved', to: '/var/lib/xcp/networkd.db' },
  'networkd-db': { path: '/var/lib/xcp/networkd.db', fate: 'kept' },
  'pygrub-oracle': {
    path: '/etc/pygrub/rules.d/oracle-5.6',
    fate: 'kept',
    not: ['/etc/pygrub/rules.d/oracle-6'],
  },
  multipath: {
    path: '/etc/multipath.conf',
    fate: 'moved',
    to: '/etc/multipath.conf.bak',
    not: ['/etc/multipath.conf.old'],
  },
  'locale-conf': { path: '/etc/locale.conf', fate: 'replaced' },
  'machine-id': { path: '/etc/machine-id', fate: 'kept' },
  vconsole: { path: '/etc/vconsole.conf', fate: 'kept' },
  'sysconfig-logrotate': { path: '/etc/sysconfig/logrotate', fate: 'kept', not: ['/etc/logrotate.conf'] },
  mdadm: { path: '/etc/mdadm.conf', fate: 'kept', not: ['/etc/mdadm/mdadm.conf'] },
};

const STATIC_RULES = '/etc/sysconfig/network-scripts/interface-rename-data/static-rules.conf';

function play(
  paths: readonly string[],
  texts: Readonly<Record<string, string>> = {},
  more: readonly FileItem[] = [],
) {
  // Both files that the installer reads without a test, so that nothing stops for another reason.
  const needed = [STATIC_RULES, '/etc/sysconfig/network'];
  const all = [...new Set([...paths, ...needed])].map((path) => file(path));
  const contents = new Map(
    Object.entries({ '/etc/sysconfig/network': 'NETWORKING_IPV6=no\n', [STATIC_RULES]: '', ...texts }).map(
      ([path, text]) => [path, { path, text, sizeBytes: text.length, truncated: false, withheldLines: 0 }],
    ),
  );
  return simulateRestore(seven, [...all, ...more], { ...FACTS, contents });
}

describe('the restore list from 6.x to 7.0', () => {
  test('has a case here for each of its rules, and no case for another', () => {
    expect(Object.keys(CASES).sort()).toEqual(seven.rules.map(({ id }) => id).sort());
  });

  test.each(Object.entries(CASES))('%s: takes what it names and nothing beside it', (id, entry) => {
    const { fates, stops } = play([entry.path, ...(entry.not ?? [])], entry.texts);

    const fate = fates.get(entry.path);
    expect(stops).toEqual([]);
    expect(fate).toMatchObject({ name: entry.fate, to: entry.to ?? null, changes: entry.changes ?? [] });
    expect(fate?.source).toContain(`restore rule ${id},`);
    expect((entry.not ?? []).filter((path) => fates.has(path))).toEqual([]);
  });

  test('a stale database in a real /var/xapi wins over the live one', () => {
    const { fates } = play(['/var/lib/xcp/state.db', '/var/xapi/state.db']);

    expect(fates.get('/var/lib/xcp/state.db')).toMatchObject({ name: 'replaced' });
    expect(fates.get('/var/lib/xcp/state.db')?.because).toContain('/var/xapi/state.db is restored over it');
    expect(fates.get('/var/xapi/state.db')).toMatchObject({ name: 'moved', to: '/var/lib/xcp/state.db' });
  });

  test('the network daemon keeps its live database when there is a stale one in /var/xapi', () => {
    const { fates } = play(['/var/lib/xcp/networkd.db', '/var/xapi/networkd.db']);

    expect(fates.get('/var/lib/xcp/networkd.db')?.name).toBe('kept');
    expect(fates.get('/var/xapi/networkd.db')?.name).toBe('replaced');
  });

  test('nothing is seen through the absolute link /var/xapi of 6.5', () => {
    const link = file('/var/xapi', { type: 'symlink', linkTarget: '/var/lib/xcp', linkLeadsTo: 'directory' });
    const { fates } = play(
      ['/var/lib/xcp/blobs/rrd', '/var/lib/xcp/lpe-cache/a', '/var/lib/xcp/state.db'],
      {},
      [link],
    );

    expect(fates.has('/var/lib/xcp/blobs/rrd')).toBe(false);
    expect(fates.has('/var/lib/xcp/lpe-cache/a')).toBe(false);
    expect(fates.get('/var/lib/xcp/state.db')?.name).toBe('kept');
  });

  test('paths that come back to nobody are said to be inert', () => {
    const { inert } = play([
      '/etc/multipath.conf',
      '/etc/sysconfig/mkinitrd.latches',
      '/etc/xensource-inventory',
      '/etc/krb5.conf',
    ]);

    expect([...inert.keys()].sort()).toEqual([
      '/etc/multipath.conf',
      '/etc/sysconfig/mkinitrd.latches',
      '/etc/xensource-inventory',
    ]);
  });

  test('the first boot flag is written over what was restored', () => {
    const { fates } = play(['/etc/firstboot.d/data/host.conf']);

    expect(fates.get('/etc/firstboot.d/data/host.conf')).toMatchObject({ name: 'replaced' });
  });

  test.each([
    ['/dev/disk/by-id/scsi-SATA_disk', true],
    ['/dev/disk/by-id/cciss-3600', true],
    ['/dev/md_127', true],
    ['/dev/disk/by-id/scsi-36001405', false],
    ['/dev/sda', false],
  ])('with the boot disk %s its name is replaced in the database: %s', (disk, isReplaced) => {
    const path = '/var/lib/xcp/state.db';
    const contents = new Map([
      [path, { path, text: `x ${disk}-part3`, sizeBytes: 1, truncated: false, withheldLines: 0 }],
    ]);
    const { fates } = simulateRestore(seven, [file(path), file(STATIC_RULES)], {
      ...FACTS,
      contents,
      inventory: new Map([['PRIMARY_DISK', disk]]),
    });

    expect(fates.get(path)?.changes).toEqual(
      isReplaced ? ['content: the name of the boot disk is replaced by its new one'] : [],
    );
  });

  test.each([
    ['HOSTNAME=a\n', true],
    ['#NETWORKING_IPV6=no\n', true],
    ['NETWORKING_IPV6=no\n', false],
    ['NETWORKING_IPV6=yes', false],
    // A line without an equals sign is taken for a key without its last letter.
    ['NETWORKING_IPV6x\n', false],
  ])('IPv6 is switched off in %j: %s', (text, isAdded) => {
    const { fates } = play([], { '/etc/sysconfig/network': text });

    expect(fates.get('/etc/sysconfig/network')?.name).toBe(isAdded ? 'converted' : 'kept');
  });
});
