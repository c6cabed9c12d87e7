import { describe, expect, test } from 'vitest';
import type { UpgradeMethod } from '../../../src/model/host.ts';
import { loadRelease } from '../../../src/rules/releases/load.ts';
import { assessRestore } from '../../../src/rules/restore/index.ts';
import { PREFLIGHT } from '../../../src/rules/restore/preflight/index.ts';
import { file } from '../../support/inventory.ts';
import {
  DISK,
  disk,
  gap,
  group,
  HEALTHY,
  mount,
  partition,
  pbd,
  preflightInventory,
  SR,
  storage,
  type PreflightHost,
} from '../../support/preflight-host.ts';

const DATA = new URL('../../../data/', import.meta.url);
const MIB = 1024 * 1024;

function assess(
  change: Partial<PreflightHost>,
  method: UpgradeMethod = 'worst',
  target = 'xs-7.0',
  from = '6.5.0',
) {
  return assessRestore(loadRelease(DATA, target), from, method, preflightInventory(change));
}

function withKeys(keys: PreflightHost['keys']): Partial<PreflightHost> {
  return { keys: { ...HEALTHY.keys, ...keys } };
}

function withSettings(settings: PreflightHost['settings']): Partial<PreflightHost> {
  return { settings: { ...HEALTHY.settings, ...settings } };
}

const MARKED = { 'host.safe2upgrade': 'present' };
const EMPTY_GROUP = group(`VG_XenStorage-${SR}`, ['/dev/sda3'], ['MGT']);
const [ROOT, BACKUP, STORAGE] = HEALTHY.partitions;
if (ROOT === undefined || BACKUP === undefined || STORAGE === undefined)
  throw new Error('the host has three partitions');

interface Row {
  readonly what: string;
  readonly condition: string;
  readonly change: Partial<PreflightHost>;
  /** Subjects with their keys; empty = it does not hold. */
  readonly stops: readonly string[];
  readonly target?: string;
  readonly from?: string;
  readonly method?: UpgradeMethod;
}

const ROWS: readonly Row[] = [
  ...['BUILD_NUMBER', 'PLATFORM_VERSION', 'PRODUCT_BRAND', 'PRODUCT_VERSION'].map((key) => ({
    what: `${key} missing`,
    condition: 'inv-keys',
    change: withKeys({ [key]: undefined }),
    stops: [`file:/etc/xensource-inventory ${key}`],
  })),
  {
    what: 'no PRODUCT_NAME, but a PLATFORM_NAME',
    condition: 'inv-keys',
    change: withKeys({ PRODUCT_NAME: undefined, PRODUCT_BRAND: undefined }),
    stops: [],
  },
  {
    what: 'OEM_VERSION instead of PRODUCT_VERSION',
    condition: 'inv-keys',
    change: withKeys({ PRODUCT_VERSION: undefined, OEM_VERSION: '6.5' }),
    stops: [],
  },
  {
    what: 'a platform version that is none',
    condition: 'inv-keys',
    change: withKeys({ PLATFORM_VERSION: 'x' }),
    stops: ['setting:inventory.PLATFORM_VERSION PLATFORM_VERSION'],
  },
  {
    what: 'double quotes',
    condition: 'inv-quotes',
    change: withKeys({ PRODUCT_NAME: '"xenenterprise"' }),
    stops: ['setting:inventory.PRODUCT_NAME PRODUCT_NAME'],
  },
  {
    what: 'another product',
    condition: 'name',
    change: withKeys({ PRODUCT_NAME: 'xcp' }),
    stops: ['setting:inventory.PRODUCT_NAME'],
  },
  {
    what: 'XCP, which has no product name',
    condition: 'name',
    change: withKeys({ PRODUCT_NAME: undefined }),
    stops: ['setting:inventory.PLATFORM_NAME'],
  },
  {
    what: 'older than 6.0',
    condition: 'version',
    change: withKeys({ PLATFORM_VERSION: '1.0.98' }),
    stops: ['setting:inventory.PLATFORM_VERSION'],
  },
  { what: 'just 6.0', condition: 'version', change: withKeys({ PLATFORM_VERSION: '1.0.99' }), stops: [] },
  {
    what: 'newer than the target',
    condition: 'version',
    change: withKeys({ PLATFORM_VERSION: '2.1.1' }),
    stops: ['setting:inventory.PLATFORM_VERSION'],
  },
  {
    what: '6.5 straight to 8.0',
    condition: 'version',
    change: {},
    target: 'ch-8.0',
    stops: ['setting:inventory.PLATFORM_VERSION'],
  },
  {
    what: 'another label of the root',
    condition: 'root-label',
    change: withSettings({ 'host.root-label': 'mine' }),
    stops: ['setting:host.root-label'],
  },
  {
    what: 'a root partition of another type',
    condition: 'root-label',
    change: { partitions: [{ ...ROOT, type: '0FC63DAF-8483-4772-8E79-3D69D8477DE4' }, BACKUP, STORAGE] },
    stops: [`partition:${DISK}#1 type`],
  },
  {
    what: 'a root partition of type 83',
    condition: 'root-label',
    change: { partitions: [{ ...ROOT, type: '83' }, BACKUP, STORAGE] },
    stops: [],
  },
  {
    what: 'a second partition with such a label',
    condition: 'root-label',
    change: { partitions: [ROOT, { ...BACKUP, label: 'root-zzzzzzzz' }, STORAGE] },
    stops: [`partition:${DISK}#2 second`],
  },
  {
    what: 'a root turned into ext4',
    condition: 'root-ext3',
    change: withSettings({ 'host.root-fs-type': 'ext4' }),
    stops: ['setting:host.root-fs-type'],
  },
  {
    what: 'PRIMARY_DISK leads nowhere',
    condition: 'primary-disk',
    change: withSettings({ 'storage.PRIMARY_DISK': '' }),
    stops: ['setting:storage.PRIMARY_DISK'],
  },
  {
    what: 'PRIMARY_DISK leads nowhere, in an interactive run',
    condition: 'primary-disk',
    change: withSettings({ 'storage.PRIMARY_DISK': '' }),
    method: 'cd',
    stops: [],
  },
  {
    what: 'the root is on another disk',
    condition: 'primary-disk',
    change: {
      ...withSettings({ 'host.root-device': '/dev/sdb1' }),
      disks: [...HEALTHY.disks, disk('/dev/sdb')],
      partitions: [
        ...HEALTHY.partitions,
        {
          ...partition(1, 'other', '0700'),
          id: 'partition:/dev/sdb#1',
          disk: '/dev/sdb',
          device: '/dev/sdb1',
        },
      ],
    },
    stops: ['setting:storage.PRIMARY_DISK other-disk'],
  },
  {
    what: 'a script without a state file',
    condition: 'firstboot-state',
    change: {
      ...withSettings({ 'firstboot.pending.99-mine': '0755' }),
      files: [...HEALTHY.files, file('/etc/firstboot.d/99-mine')],
    },
    stops: ['file:/etc/firstboot.d/99-mine'],
  },
  {
    what: 'a script without a state file, unattended',
    condition: 'firstboot-state',
    change: withSettings({ 'firstboot.pending.99-mine': '0755' }),
    method: 'unattended',
    stops: [],
  },
  {
    what: 'a dangling script',
    condition: 'firstboot-state',
    change: withSettings({ 'firstboot.dangling.98-gone': 'x' }),
    stops: ['setting:firstboot.dangling.98-gone'],
  },
  {
    what: 'no state folder',
    condition: 'firstboot-state',
    change: withSettings({ 'firstboot.state': 'missing' }),
    stops: ['setting:firstboot.state'],
  },
  {
    what: 'no state folder, to 8.1',
    condition: 'firstboot-state',
    change: withSettings({ 'firstboot.state': 'missing' }),
    target: 'ch-8.1',
    stops: [],
  },
  {
    what: 'HA armed',
    condition: 'ha',
    change: withSettings({ 'host.ha-armed': 'true' }),
    stops: ['setting:host.ha-armed'],
  },
  {
    what: 'HA armed, in a rolling upgrade',
    condition: 'ha',
    change: withSettings({ 'host.ha-armed': 'true' }),
    method: 'rolling',
    stops: [],
  },
  {
    what: 'ntp.conf missing',
    condition: 'settings-files',
    change: withSettings({ 'host.missing-settings-files': '/etc/ntp.conf' }),
    stops: ['setting:host.missing-settings-files /etc/ntp.conf'],
  },
  {
    what: 'ntp.conf as an absolute link',
    condition: 'settings-files',
    change: {
      files: [
        ...HEALTHY.files,
        file('/etc/ntp.conf', { type: 'symlink', linkTarget: '/opt/ntp.conf', linkLeadsTo: 'file' }),
      ],
    },
    stops: ['file:/etc/ntp.conf'],
  },
  {
    what: 'root without a password',
    condition: 'root-hash',
    change: withSettings({ 'account.root-password': 'empty' }),
    stops: ['setting:account.root-password'],
  },
  {
    what: 'a locked password of root',
    condition: 'root-hash',
    change: withSettings({ 'account.root-password': 'locked' }),
    stops: [],
  },
  {
    what: 'management switched off',
    condition: 'mgmt-iface',
    change: withKeys({ MANAGEMENT_INTERFACE: '' }),
    stops: ['setting:inventory.MANAGEMENT_INTERFACE'],
  },
  {
    what: 'management on a VLAN',
    condition: 'mgmt-iface',
    change: withSettings({ 'networkd.xenbr0.interfaces': '', 'networkd.xenbr0.vlan': '100' }),
    stops: ['setting:networkd.xenbr0.interfaces'],
  },
  {
    what: 'management on a VLAN, to 7.1',
    condition: 'mgmt-iface',
    change: withSettings({ 'networkd.xenbr0.interfaces': '' }),
    target: 'xs-7.1',
    stops: [],
  },
  {
    what: 'a host of 6.0, which has no networkd.db',
    condition: 'mgmt-iface',
    change: {
      ...withSettings({
        'networkd.xenbr0.interfaces': undefined,
        'networkd.xenbr0.mode': undefined,
        'networkd.xenbr0.ipaddr': undefined,
        'networkd.xenbr0.netmask': undefined,
      }),
      files: HEALTHY.files.filter(({ path }) => !path.endsWith('networkd.db')),
    },
    stops: [],
  },
  {
    what: 'a NIC with a name of its own',
    condition: 'mgmt-nic',
    change: withSettings({ 'networkd.xenbr0.interfaces': 'side0' }),
    stops: ['setting:networkd.xenbr0.interfaces'],
  },
  {
    what: 'the first of two bonded NICs',
    condition: 'mgmt-nic',
    change: withSettings({ 'networkd.xenbr0.interfaces': 'eth0,eth1' }),
    stops: [],
  },
  {
    what: 'a static address without netmask',
    condition: 'mgmt-static',
    change: withSettings({ 'networkd.xenbr0.netmask': undefined }),
    stops: ['setting:networkd.xenbr0.interfaces'],
  },
  {
    what: 'a dynamic address',
    condition: 'mgmt-static',
    change: withSettings({ 'networkd.xenbr0.netmask': undefined, 'networkd.xenbr0.mode': 'dhcp' }),
    stops: [],
  },
  {
    what: 'default-storage.conf without TYPE',
    condition: 'storage-conf',
    change: {
      contents: { ...HEALTHY.contents, '/etc/firstboot.d/data/default-storage.conf': "XSTYPE='lvm'\n" },
    },
    stops: ['file:/etc/firstboot.d/data/default-storage.conf'],
  },
  {
    what: 'no default-storage.conf',
    condition: 'storage-conf',
    change: {
      contents: { '/etc/fstab': HEALTHY.contents['/etc/fstab'] ?? '' },
      files: HEALTHY.files.filter(({ path }) => !path.endsWith('storage.conf')),
    },
    stops: [],
  },
  {
    what: 'a serial line without speed',
    condition: 'boot-conf',
    change: withSettings({ 'boot.installer-reads-menu': 'serial-without-speed' }),
    stops: ['setting:boot.installer-reads-menu serial-without-speed'],
  },
  {
    what: 'INSTALLATION_UUID missing',
    condition: 'uuids',
    change: withKeys({ INSTALLATION_UUID: undefined }),
    stops: ['file:/etc/xensource-inventory INSTALLATION_UUID'],
  },
  {
    what: 'PRIMARY_DISK missing',
    condition: 'primary-disk-key',
    change: withKeys({ PRIMARY_DISK: undefined }),
    stops: ['file:/etc/xensource-inventory'],
  },
  {
    what: 'a file of a user that the target does not have',
    condition: 'owners',
    change: { files: [...HEALTHY.files, file('/root/.ssh/x', { user: 'nagios', uid: 500 })] },
    stops: ['file:/root/.ssh/x user:500'],
  },
  {
    what: 'a broken line of passwd, to 7.5',
    condition: 'passwd-lines',
    change: {
      gaps: { users: [gap('users', '/etc/passwd', 'unparsable', 'line 3 has not the usual fields')] },
    },
    target: 'xs-7.5',
    stops: ['file:/etc/passwd line 3 has not the usual fields'],
  },
  {
    what: 'a broken line of passwd, to 7.0',
    condition: 'passwd-lines',
    change: { gaps: { users: [gap('users', '/etc/passwd', 'unparsable')] } },
    stops: [],
  },
  {
    what: 'a file at root/.ssh',
    condition: 'path-type',
    change: { files: [...HEALTHY.files.slice(0, 5), file('/root/.ssh')] },
    stops: ['file:/root/.ssh'],
  },
  {
    what: 'a fifo among the listed paths',
    condition: 'restore-fifo',
    change: { files: [...HEALTHY.files, file('/root/.ssh/f', { type: 'fifo' })] },
    stops: ['file:/root/.ssh/f'],
  },
  {
    what: 'a fifo among the listed paths, to 7.1',
    condition: 'restore-fifo',
    change: { files: [...HEALTHY.files, file('/root/.ssh/f', { type: 'fifo' })] },
    target: 'xs-7.1',
    stops: [],
  },
  {
    what: 'a socket among the listed paths',
    condition: 'restore-socket',
    change: { files: [...HEALTHY.files, file('/root/.ssh/s', { type: 'socket' })] },
    stops: ['file:/root/.ssh/s'],
  },
  {
    what: 'a link to a folder',
    condition: 'restore-directory-link',
    change: {
      files: [
        ...HEALTHY.files,
        file('/root/.ssh/d', { type: 'symlink', linkTarget: '../../opt', linkLeadsTo: 'directory' }),
      ],
    },
    stops: ['file:/root/.ssh/d'],
  },
  {
    what: 'neither rules nor cache',
    condition: 'dbcache',
    change: { files: HEALTHY.files.filter(({ path }) => !path.endsWith('static-rules.conf')) },
    stops: ['file:/etc/xensource-inventory'],
  },
  {
    what: 'a table with lines that cannot be read',
    condition: 'table-unreadable',
    change: { gaps: { storage: [gap('storage', 'sgdisk -p /dev/sda', 'unparsable')] } },
    stops: [`disk:${DISK}`],
  },
  {
    what: 'an EFI partition',
    condition: 'stray-esp',
    change: { partitions: [...HEALTHY.partitions, partition(6, 'other', 'EF00')] },
    stops: [`partition:${DISK}#6 efi`],
  },
  {
    what: 'a BIOS boot partition',
    condition: 'stray-esp',
    change: {
      partitions: [...HEALTHY.partitions, partition(4, 'boot', '21686148-6449-6E6F-744E-656564454649')],
    },
    stops: [`partition:${DISK}#4 bios-boot`],
  },
  {
    what: 'the BIOS boot partition of a 7.0 host',
    condition: 'stray-esp',
    change: { partitions: [...HEALTHY.partitions, partition(4, 'boot', 'EF02')] },
    target: 'xs-7.1',
    from: '7.0.0',
    stops: [],
  },
  {
    what: 'a partition of type 8300',
    condition: 'gpt-types',
    change: {
      partitions: [...HEALTHY.partitions, partition(9, 'other', '0FC63DAF-8483-4772-8E79-3D69D8477DE4')],
    },
    stops: [`partition:${DISK}#9`],
  },
  {
    what: 'a partition of type 8300, where the table is not written',
    condition: 'gpt-types',
    change: {
      partitions: [...HEALTHY.partitions, partition(4, 'boot', '0700'), partition(9, 'other', '8300')],
    },
    stops: [],
  },
  {
    what: 'a fourth partition',
    condition: 'part-4',
    change: { partitions: [...HEALTHY.partitions, partition(4, 'boot', '0700')] },
    stops: [`partition:${DISK}#4`],
  },
  {
    what: 'the fourth partition of a DOS table',
    condition: 'part-4',
    change: {
      disks: [disk('/dev/sda', { isPrimary: true, table: 'dos' })],
      partitions: [...HEALTHY.partitions, partition(4, 'boot', '83')],
    },
    stops: [],
  },
  {
    what: 'a fifth partition',
    condition: 'part-5',
    change: { partitions: [...HEALTHY.partitions, partition(5, 'log', '0700')] },
    stops: [`partition:${DISK}#5`],
  },
  {
    what: 'a sixth partition',
    condition: 'part-5',
    change: { partitions: [...HEALTHY.partitions, partition(6, 'swap', '8200')] },
    stops: [`partition:${DISK}#6 swap`],
  },
  {
    what: 'the log partition of a 7.0 host',
    condition: 'part-5',
    change: { partitions: [...HEALTHY.partitions, partition(5, 'log', '0700', { label: 'logs-abcdefgh' })] },
    target: 'xs-7.1',
    from: '7.0.0',
    stops: [],
  },
  {
    what: 'no backup partition',
    condition: 'backup-part',
    change: { partitions: [ROOT, STORAGE] },
    stops: [`disk:${DISK} missing`],
  },
  {
    what: 'a mounted backup partition',
    condition: 'backup-part',
    change: { mounts: [...HEALTHY.mounts, mount('/srv', '/dev/sda2')] },
    stops: ['mount:/srv mounted'],
  },
  {
    what: 'something else in its place',
    condition: 'backup-part',
    change: {
      ...withSettings({ 'storage.BACKUP_PARTITION': undefined }),
      partitions: [ROOT, { ...BACKUP, fsType: 'xfs' }, STORAGE],
    },
    stops: [`partition:${DISK}#2 foreign`],
  },
  {
    what: 'a small backup partition',
    condition: 'backup-copy',
    change: { partitions: [ROOT, { ...BACKUP, sizeBytes: 2000 * MIB }, STORAGE] },
    stops: [`partition:${DISK}#2`],
  },
  {
    what: 'a small backup partition that is large enough',
    condition: 'backup-copy',
    change: {
      ...withSettings({ 'host.root-used-bytes': String(900 * MIB) }),
      partitions: [ROOT, { ...BACKUP, sizeBytes: 2000 * MIB }, STORAGE],
    },
    stops: [],
  },
  {
    what: 'the marker over virtual disks',
    condition: 'marker-vg',
    change: withSettings(MARKED),
    stops: [`vg:VG_XenStorage-${SR}`],
  },
  {
    what: 'the marker over empty storage',
    condition: 'marker-vg',
    change: { ...withSettings(MARKED), groups: [EMPTY_GROUP], srs: [storage({ vdiCount: 0 })] },
    stops: [],
  },
  {
    what: 'the marker over a volume made by hand',
    condition: 'marker-vg',
    change: {
      ...withSettings(MARKED),
      groups: [group(EMPTY_GROUP.name, ['/dev/sda3'], ['MGT', 'backup'])],
      srs: [storage({ vdiCount: 0 })],
    },
    stops: [`vg:VG_XenStorage-${SR}`],
  },
  {
    what: 'the marker on a DOS table',
    condition: 'marker-vg',
    change: { ...withSettings(MARKED), disks: [disk('/dev/sda', { isPrimary: true, table: 'dos' })] },
    stops: [],
  },
  {
    what: 'the marker where there is a fifth partition',
    condition: 'marker-vg',
    change: { ...withSettings(MARKED), partitions: [...HEALTHY.partitions, partition(5, 'log', '0700')] },
    stops: [],
  },
  {
    what: 'a disk whose name contains that of the boot disk',
    condition: 'marker-vg-name',
    change: { ...withSettings(MARKED), groups: [...HEALTHY.groups, group('data', ['/dev/sdaa1'], ['x'])] },
    stops: ['vg:data'],
  },
  {
    what: 'another disk',
    condition: 'marker-vg-name',
    change: { ...withSettings(MARKED), groups: [...HEALTHY.groups, group('data', ['/dev/sdb1'], ['x'])] },
    stops: [],
  },
  {
    what: 'too little space',
    condition: 'marker-space',
    change: { ...withSettings(MARKED), partitions: [ROOT, BACKUP, { ...STORAGE, sizeBytes: 30000 * MIB }] },
    stops: [`partition:${DISK}#3`],
  },
  {
    what: 'a detached repository',
    condition: 'plugin-blind',
    change: { pbds: [pbd({ attached: false })] },
    stops: [`vg:VG_XenStorage-${SR}`],
  },
  {
    what: 'a detached repository, from a CD',
    condition: 'plugin-blind',
    change: { pbds: [pbd({ attached: false })] },
    method: 'cd',
    stops: [],
  },
  {
    what: 'a disk whose partitions are named with a p',
    condition: 'plugin-blind',
    change: {
      ...withSettings({
        'storage.PRIMARY_DISK': '/dev/cciss/c0d0',
        'storage.BACKUP_PARTITION': '/dev/cciss/c0d0p2',
      }),
      disks: [disk('/dev/cciss/c0d0', { isPrimary: true })],
      partitions: HEALTHY.partitions.map((part) => ({
        ...part,
        device: `/dev/cciss/c0d0p${String(part.number)}`,
      })),
      groups: [group(EMPTY_GROUP.name, ['/dev/cciss/c0d0p3'], ['MGT', 'VHD-1'])],
    },
    stops: [`vg:VG_XenStorage-${SR}`],
  },
  {
    what: 'nothing at stake',
    condition: 'plugin-blind',
    change: { pbds: [], srs: [], groups: [], partitions: [ROOT, BACKUP] },
    stops: [],
  },
  {
    what: 'a volume made by hand',
    condition: 'plugin-vdi',
    change: {
      groups: [group(EMPTY_GROUP.name, ['/dev/sda3'], ['MGT', 'backup'])],
      srs: [storage({ vdiCount: 0 })],
    },
    stops: [`sr:${SR}`],
  },
  {
    what: 'loose files',
    condition: 'plugin-vdi',
    change: {
      ...withSettings({ [`sr-mount.${SR}.loose-files`]: 'backup.tar (1 bytes)' }),
      groups: [group(`XSLocalEXT-${SR}`, ['/dev/sda3'], [SR])],
      srs: [storage({ type: 'ext', vdiCount: 0 })],
    },
    stops: [`sr:${SR}`],
  },
  {
    what: 'a repository too small for the new layout',
    condition: 'plugin-vdi',
    change: {
      groups: [group(EMPTY_GROUP.name, ['/dev/sda3'], ['MGT', 'backup'])],
      srs: [storage({ vdiCount: 0, sizeBytes: 30 * 1024 * MIB })],
    },
    stops: [],
  },
  {
    what: 'a blank line in the inventory',
    condition: 'plugin-inventory',
    change: withSettings({ 'host.inventory-lines-without-equals': '' }),
    stops: ['setting:host.inventory-lines-without-equals'],
  },
  {
    what: '/var/log of its own',
    condition: 'plugin-varlog',
    change: { mounts: [...HEALTHY.mounts, mount('/var/log', '/dev/sdb1')] },
    stops: ['mount:/var/log'],
  },
  {
    what: '/var/log of its own, with nothing at stake',
    condition: 'plugin-varlog',
    change: {
      mounts: [...HEALTHY.mounts, mount('/var/log', '/dev/sdb1')],
      srs: [],
      pbds: [],
      groups: [],
      partitions: [ROOT, BACKUP],
    },
    stops: [],
  },
  {
    what: 'the root by its UUID',
    condition: 'plugin-fstab',
    change: { contents: { ...HEALTHY.contents, '/etc/fstab': 'UUID=1 / ext3 defaults 1 1\n' } },
    stops: ['file:/etc/fstab'],
  },
  {
    what: 'another label than the root has',
    condition: 'plugin-fstab',
    change: { contents: { ...HEALTHY.contents, '/etc/fstab': 'LABEL=root-old / ext3 defaults 1 1\n' } },
    stops: ['file:/etc/fstab label'],
  },
  {
    what: 'little space',
    condition: 'plugin-space',
    change: withSettings({ 'host.root-available-bytes': String(50 * MIB) }),
    stops: ['setting:host.root-available-bytes'],
  },
  {
    what: 'a static interface without gateway',
    condition: 'plugin-net',
    change: withSettings({ 'xapi.pif.eth0.gateway': undefined }),
    stops: ['setting:xapi.pif.eth0.management gateway'],
  },
  {
    what: 'a dynamic one',
    condition: 'plugin-net',
    change: withSettings({
      'xapi.pif.eth0.gateway': undefined,
      'xapi.pif.eth0.IP-configuration-mode': 'DHCP',
    }),
    stops: [],
  },
  {
    what: 'a newer host',
    condition: 'plugin-version',
    change: withKeys({ PLATFORM_VERSION: '2.3.0' }),
    stops: ['setting:inventory.PLATFORM_VERSION'],
  },
  {
    what: 'GRUB legacy',
    condition: 'restore-grub',
    change: withSettings({ 'boot.loader': 'grub' }),
    stops: ['setting:boot.loader'],
  },
  {
    what: 'a DOS table',
    condition: 'later-dos',
    change: { disks: [disk('/dev/sda', { isPrimary: true, table: 'dos' })] },
    target: 'xs-8',
    from: '7.0.0',
    stops: [`disk:${DISK}`],
  },
  {
    what: 'the old layout',
    condition: 'later-old-layout',
    change: {},
    target: 'xs-8',
    from: '7.0.0',
    stops: [`disk:${DISK}`],
  },
  {
    what: 'the old layout with the marker',
    condition: 'later-old-layout',
    change: withSettings(MARKED),
    target: 'xs-8',
    from: '7.0.0',
    stops: [],
  },
  {
    what: 'a BIOS host',
    condition: 'later-uefi',
    change: {},
    target: 'xs-9',
    from: '8.2.0',
    stops: ['setting:host.firmware'],
  },
  {
    what: 'a UEFI host',
    condition: 'later-uefi',
    change: withSettings({ 'host.firmware': 'uefi' }),
    target: 'xs-9',
    from: '8.2.0',
    stops: [],
  },
  {
    what: 'the old transport',
    condition: 'later-corosync',
    change: {
      files: [...HEALTHY.files, file('/etc/corosync/corosync.conf')],
      contents: { ...HEALTHY.contents, '/etc/corosync/corosync.conf': 'totem {\n  transport: udpu\n}\n' },
    },
    target: 'xs-9',
    from: '8.2.0',
    stops: ['file:/etc/corosync/corosync.conf'],
  },
];

describe('stop conditions', () => {
  test('a healthy host has none, and every one of them can be told', () => {
    expect(assess({})).toMatchObject({ stops: [], missing: [] });
  });

  test.each(ROWS.map((row) => [row.condition, row.what, row] as const))('%s: %s', (condition, _what, row) => {
    const { stops } = assess(row.change, row.method, row.target, row.from);

    const seen = stops.filter((stop) => stop.condition === condition);
    expect(seen.map(({ subject, key }) => (key === null ? subject : `${subject} ${key}`))).toEqual(row.stops);
    expect(seen.every(({ sentence }) => sentence.endsWith('.'))).toBe(true);
  });

  test('each condition has a row that fires', () => {
    const fired = new Set(ROWS.filter(({ stops }) => stops.length > 0).map(({ condition }) => condition));

    expect(Object.keys(PREFLIGHT).filter((condition) => !fired.has(condition))).toEqual([]);
  });

  test.each([
    [
      'host',
      [
        'inv-keys',
        'inv-quotes',
        'name',
        'version',
        'uuids',
        'primary-disk-key',
        'root-ext3',
        'ha',
        'settings-files',
        'marker-vg',
        'plugin-space',
        'plugin-version',
        'plugin-inventory',
        'backup-copy',
        'mgmt-iface',
      ],
    ],
    [
      'storage',
      [
        'primary-disk',
        'root-label',
        'table-unreadable',
        'stray-esp',
        'gpt-types',
        'part-4',
        'part-5',
        'backup-part',
        'backup-copy',
        'plugin-blind',
        'plugin-vdi',
      ],
    ],
    ['files', ['owners', 'path-type', 'restore-fifo', 'restore-socket', 'restore-directory-link']],
    ['plugins', ['firstboot-state']],
    ['users', ['root-hash']],
    ['network', ['mgmt-iface', 'mgmt-nic', 'mgmt-static']],
    ['boot', ['boot-conf', 'restore-grub']],
    ['xapi', ['plugin-blind', 'plugin-vdi', 'plugin-net']],
    ['mounts', ['plugin-varlog']],
  ])('without the %s part these cannot be told', (collector, conditions) => {
    const { missing } = assess({ without: [collector] });

    const told = new Map(missing.map(({ condition, gaps }) => [condition, gaps]));
    expect(conditions.filter((condition) => !told.has(condition))).toEqual([]);
    expect([...told.values()].every((gaps) => gaps.length > 0)).toBe(true);
  });

  test('when LVM did not answer, what local storage holds cannot be told', () => {
    const { stops, missing } = assess({
      ...withSettings(MARKED),
      groups: [],
      gaps: { storage: [gap('storage', 'pvs', 'timed-out')] },
    });

    expect(stops.map(({ condition }) => condition)).toEqual([]);
    expect(missing.map(({ condition }) => condition)).toEqual(
      expect.arrayContaining(['marker-vg', 'plugin-blind', 'plugin-vdi']),
    );
  });

  test('without fstab its condition cannot be told', () => {
    expect(assess({ contents: {} }).missing.map(({ condition }) => condition)).toContain('plugin-fstab');
  });
});
