import { describe, expect, test } from 'vitest';
import type { Fate } from '../../../src/model/fate.ts';
import type { Item, ItemKind } from '../../../src/model/inventory.ts';
import type { FateContext } from '../../../src/rules/fates/context.ts';
import { fileFate, packageNameOf } from '../../../src/rules/fates/files.ts';
import { otherFate } from '../../../src/rules/fates/others.ts';
import { loadProvenance } from '../../../src/rules/provenance/index.ts';
import { file, inventoryOf, pkg } from '../../support/inventory.ts';

const provenance = loadProvenance(new URL('../../../data/', import.meta.url));
const BASE = pkg('setup', { vendor: 'CentOS' });
const KEPT: Fate = {
  name: 'kept',
  to: null,
  changes: [],
  because: 'listed',
  source: 'rule',
  uncertain: null,
};

function context(items: readonly Item[], more: Partial<FateContext> = {}): FateContext {
  const inventory = inventoryOf([BASE, ...items]);
  const files = new Map(items.flatMap((item) => (item.kind === 'file' ? [[item.path, item] as const] : [])));
  return {
    stock: provenance.stock,
    targetName: 'XenServer 7.0',
    listSource: 'list',
    backupPartition: '/dev/sda2',
    hasMarker: false,
    restored: new Map(),
    provenance: provenance.provenanceOf(inventory, '6.5.0'),
    targetPackages: null,
    targetPaths: null,
    filesKnown: true,
    file: (path) => files.get(path),
    of: <K extends ItemKind>(kind: K) =>
      items.filter((item): item is Extract<Item, { kind: K }> => item.kind === kind),
    ...more,
  };
}

describe('files', () => {
  test.each([
    ['a script of an administrator', file('/root/backup.sh'), 'lost'],
    [
      'an edited file that the target brings',
      file('/etc/ssh/sshd_config', { state: 'changed', package: BASE.nevra }),
      'replaced',
    ],
    [
      'an edited file of a package that the target has',
      file('/etc/setup.extra', { state: 'changed', package: BASE.nevra }),
      'replaced',
    ],
    [
      'an edited file of a package that the target lacks',
      file('/etc/syslog.conf', { state: 'changed', package: 'sysklogd-1.4-1.i386' }),
      'lost',
    ],
    ['a missing file', file('/etc/motd', { state: 'missing', package: BASE.nevra }), 'replaced'],
    ['the time servers', file('/etc/ntp.conf', { state: 'changed', package: BASE.nevra }), 'converted'],
    ['the mount table', file('/etc/fstab'), 'replaced'],
    ['the swap file, which the old disk layout gets anew', file('/var/swap/swap.001'), 'replaced'],
    ['a file that the backup leaves out', file('/lost+found/#123'), 'destroyed'],
    ['a log', file('/var/log/messages'), 'lost'],
  ])('%s: %s', (_, item, name) => {
    expect(fileFate(item, context([item])).name).toBe(name);
  });

  test('the restore list comes first, but not for a file that is missing', () => {
    const kept = file('/root/.ssh/authorized_keys');
    const missing = file('/etc/krb5.conf', { state: 'missing', package: BASE.nevra });
    const restored = new Map([
      [kept.path, KEPT],
      [missing.path, KEPT],
    ]);

    expect(fileFate(kept, context([kept], { restored }))).toEqual(KEPT);
    expect(fileFate(missing, context([missing], { restored })).name).toBe('replaced');
  });

  test('a listed path that the installer skips is replaced where the target brings its own', () => {
    const link = file('/etc/multipath.conf', {
      type: 'symlink',
      linkTarget: '/etc/alternatives/multipath.conf',
    });
    const restored = new Map([[link.path, { ...KEPT, name: 'lost' as const }]]);

    expect(fileFate(link, context([link], { restored })).name).toBe('replaced');
  });

  test('a lost file says where its old copy will be', () => {
    const item = file('/root/backup.sh');

    expect(fileFate(item, context([item])).because).toContain('/root/backup.sh on /dev/sda2');
  });

  test('a clean target host settles what the target brings', () => {
    const item = file('/etc/agent.conf', { state: 'changed', package: BASE.nevra });

    expect(fileFate(item, context([item], { targetPackages: new Set(['other']) })).name).toBe('lost');
    expect(fileFate(item, context([item], { targetPackages: new Set(['setup']) })).name).toBe('replaced');
  });

  test.each([
    ['bash-3.2-32.el5.x86_64', 'bash'],
    ['xapi-core-0:0.2-1.x86_64', 'xapi-core'],
    ['gpg-pubkey-e8562897-459f07a4', 'gpg-pubkey'],
  ])('the name in %s is %s', (nevra, name) => {
    expect(packageNameOf(nevra)).toBe(name);
  });
});

describe('other items', () => {
  const agent = pkg('agent', { vendor: 'Example' });
  const cronFile = file('/etc/cron.d/mine');
  const vg: Item = {
    kind: 'vg',
    id: 'vg:VG_XenStorage-1',
    evidence: [],
    name: 'VG_XenStorage-1',
    sizeBytes: null,
    physicalVolumes: ['/dev/sda3'],
    logicalVolumes: [],
  };
  const disk: Item = {
    kind: 'disk',
    id: 'disk:x',
    evidence: [],
    device: '/dev/sda',
    byId: [],
    sizeBytes: null,
    vendor: null,
    model: null,
    table: 'gpt',
    isPrimary: true,
  };
  const user = (name: string): Item => ({
    kind: 'user',
    id: `user:${name}`,
    evidence: [],
    name,
    uid: 500,
    gid: 500,
    home: '/',
    shell: '/bin/sh',
    password: 'set',
  });
  const bootArg = (target: 'xen' | 'kernel', name: string, value: string | null): Item => ({
    kind: 'boot-arg',
    id: `boot-arg:${target}:${name}`,
    evidence: [],
    target,
    name,
    value,
    entry: 'xe',
    file: '/boot/extlinux.conf',
  });
  const mount: Item = {
    kind: 'mount',
    id: 'mount:/mnt/iso',
    evidence: [],
    target: '/mnt/iso',
    source: 'nas:/iso',
    fsType: 'nfs',
    options: '',
    inFstab: true,
    mounted: true,
    sizeBytes: null,
    usedBytes: null,
  };
  const passwd = file('/etc/passwd', { state: 'changed', package: BASE.nevra });

  test.each([
    ['a package of a third party', agent, 'lost'],
    ['a package of the product', BASE, 'replaced'],
    [
      'a cron job',
      {
        kind: 'cron',
        id: 'cron:x',
        evidence: [],
        file: cronFile.path,
        line: 1,
        source: 'cron.d',
        schedule: '* * * * *',
        user: 'root',
        command: 'x',
      } satisfies Item,
      'lost',
    ],
    ['an account', user('monitor'), 'lost'],
    ['root', user('root'), 'converted'],
    ['an account of the distribution', user('sshd'), 'replaced'],
    ['the memory of dom0', bootArg('xen', 'dom0_mem', '4096M,max:4096M'), 'converted'],
    ['a Xen argument', bootArg('xen', 'iommu', '0'), 'lost'],
    ['a stock kernel argument', bootArg('kernel', 'quiet', null), 'replaced'],
    ['an NFS mount', mount, 'lost'],
    ['a volume group', vg, 'untouched'],
  ])('%s: %s', (_, item, name) => {
    expect(
      otherFate(item as Exclude<Item, { kind: 'file' }>, context([item, cronFile, disk, passwd])).name,
    ).toBe(name);
  });

  test('the marker destroys the volume group on the primary disk, and the SR in it', () => {
    const sr: Item = {
      kind: 'sr',
      id: 'sr:1',
      evidence: [],
      uuid: '1',
      name: 'Local',
      type: 'lvm',
      contentType: null,
      shared: false,
      sizeBytes: null,
      vdiCount: 0,
      location: null,
    };
    const marked = context([vg, disk, sr], { hasMarker: true });

    expect(otherFate(vg, marked).name).toBe('destroyed');
    expect(otherFate(sr, marked).name).toBe('destroyed');
    expect(otherFate(sr, context([vg, disk, sr])).name).toBe('kept');
  });

  test('a service of an unchanged script of the product comes in the new version', () => {
    const service: Item = {
      kind: 'service',
      id: 'service:sshd',
      evidence: [],
      name: 'sshd',
      manager: 'sysv',
      path: '/etc/rc.d/init.d/sshd',
      enabledRunlevels: [3],
      running: true,
      command: null,
    };

    expect(otherFate(service, context([service])).name).toBe('replaced');
  });
});
