import type {
  DiskItem,
  FileItem,
  Inventory,
  Item,
  MountItem,
  NicItem,
  PartitionItem,
  PbdItem,
  Section,
  SettingItem,
  SrItem,
  VolumeGroupItem,
} from '../../src/model/inventory.ts';
import type { Gap } from '../../src/model/gap.ts';
import { file, inventoryOf } from './inventory.ts';

/** A 6.5 host of which nothing stands in the way of an upgrade, in pieces that a test can exchange. Made by hand. */
export interface PreflightHost {
  readonly keys: Readonly<Record<string, string | undefined>>;
  readonly settings: Readonly<Record<string, string | undefined>>;
  readonly files: readonly FileItem[];
  readonly disks: readonly DiskItem[];
  readonly partitions: readonly PartitionItem[];
  readonly groups: readonly VolumeGroupItem[];
  readonly mounts: readonly MountItem[];
  readonly nics: readonly NicItem[];
  readonly srs: readonly SrItem[];
  readonly pbds: readonly PbdItem[];
  readonly contents: Readonly<Record<string, string>>;
  readonly gaps: Readonly<Record<string, readonly Gap[]>>;
  /** Collectors whose part did not come. */
  readonly without: readonly string[];
}

export const DISK = 'scsi-36001405aaaabbbb';
export const SR = 'aaaaaaaa-1111-4222-8333-444444444444';
const MIB = 1024 * 1024;

export function disk(device: string, more: Partial<DiskItem> = {}): DiskItem {
  const id = more.isPrimary === true ? DISK : device;
  return {
    kind: 'disk',
    id: `disk:${id}`,
    evidence: [],
    device,
    byId: more.isPrimary === true ? [DISK] : [],
    sizeBytes: 500 * 1024 * MIB,
    vendor: null,
    model: null,
    table: 'gpt',
    isPrimary: false,
    ...more,
  };
}

export function partition(
  number: number,
  role: PartitionItem['role'],
  type: string | null,
  more: Partial<PartitionItem> = {},
): PartitionItem {
  return {
    kind: 'partition',
    id: `partition:${DISK}#${String(number)}`,
    evidence: [],
    disk: DISK,
    number,
    device: `/dev/sda${String(number)}`,
    sizeBytes: 4096 * MIB,
    type,
    label: null,
    role,
    ...more,
  };
}

export function group(
  name: string,
  physicalVolumes: readonly string[],
  logicalVolumes: readonly string[],
): VolumeGroupItem {
  return {
    kind: 'vg',
    id: `vg:${name}`,
    evidence: [],
    name,
    sizeBytes: null,
    physicalVolumes,
    logicalVolumes,
  };
}

export function mount(target: string, source: string, more: Partial<MountItem> = {}): MountItem {
  return {
    kind: 'mount',
    id: `mount:${target}`,
    evidence: [],
    target,
    source,
    fsType: 'ext3',
    options: 'rw',
    inFstab: true,
    mounted: true,
    sizeBytes: null,
    usedBytes: null,
    ...more,
  };
}

export function storage(more: Partial<SrItem> = {}): SrItem {
  return {
    kind: 'sr',
    id: `sr:${SR}`,
    evidence: [],
    uuid: SR,
    name: 'Local storage',
    type: 'lvm',
    contentType: 'user',
    shared: false,
    sizeBytes: 400 * 1024 * MIB,
    vdiCount: 3,
    location: null,
    ...more,
  };
}

export function pbd(more: Partial<PbdItem> = {}): PbdItem {
  const device = `/dev/disk/by-id/${DISK}-part3`;
  return {
    kind: 'pbd',
    id: 'pbd:p',
    evidence: [],
    uuid: 'p',
    sr: SR,
    attached: true,
    deviceConfig: { device },
    ...more,
  };
}

export function gap(collector: string, origin: string, reason: Gap['reason'], detail = 'x'): Gap {
  return { collector, origin, reason, detail };
}

export const HEALTHY: PreflightHost = {
  keys: {
    PRODUCT_BRAND: 'XenServer',
    PRODUCT_NAME: 'xenenterprise',
    PRODUCT_VERSION: '6.5.0',
    PLATFORM_NAME: 'XCP',
    PLATFORM_VERSION: '1.9.0',
    BUILD_NUMBER: '90233c',
    PRIMARY_DISK: `/dev/disk/by-id/${DISK}`,
    BACKUP_PARTITION: `/dev/disk/by-id/${DISK}-part2`,
    INSTALLATION_UUID: '11111111-2222-4333-8444-555555555555',
    CONTROL_DOMAIN_UUID: '66666666-7777-4888-8999-aaaaaaaaaaaa',
    MANAGEMENT_INTERFACE: 'xenbr0',
  },
  settings: {
    'host.root-label': 'root-abcdefgh',
    'host.root-device': '/dev/sda1',
    'host.root-fs-type': 'ext3',
    'host.root-used-bytes': String(2000 * MIB),
    'host.root-available-bytes': String(1900 * MIB),
    'host.ha-armed': 'false',
    'host.missing-settings-files': '',
    'host.safe2upgrade': 'absent',
    'host.firmware': 'bios',
    'account.root-password': 'set',
    'firstboot.state': 'present',
    'firstboot.default-storage.conf.TYPE': 'lvm',
    'networkd.xenbr0.interfaces': 'eth0',
    'networkd.xenbr0.mode': 'static',
    'networkd.xenbr0.ipaddr': '192.0.2.10',
    'networkd.xenbr0.netmask': '/24',
    'boot.installer-reads-menu': 'yes',
    'boot.loader': 'extlinux',
    'storage.PRIMARY_DISK': '/dev/sda',
    'storage.BACKUP_PARTITION': '/dev/sda2',
    'xapi.pif.eth0.management': 'true',
    'xapi.pif.eth0.IP-configuration-mode': 'Static',
    'xapi.pif.eth0.IP': '192.0.2.10',
    'xapi.pif.eth0.netmask': '255.255.255.0',
    'xapi.pif.eth0.gateway': '192.0.2.1',
    'xapi.pif.eth0.DNS': '192.0.2.2',
  },
  files: [
    file('/etc/xensource-inventory'),
    file('/etc/fstab'),
    file('/etc/firstboot.d/data/default-storage.conf'),
    file('/etc/sysconfig/network-scripts/interface-rename-data/static-rules.conf'),
    file('/var/lib/xcp/networkd.db'),
    file('/root/.ssh/authorized_keys'),
  ],
  disks: [disk('/dev/sda', { isPrimary: true })],
  partitions: [
    partition(1, 'root', 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7', { label: 'root-abcdefgh', fsType: 'ext3' }),
    partition(2, 'backup', 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7', { fsType: 'ext3' }),
    partition(3, 'sr', 'E6D6D379-F507-44C2-A23C-238F2A3DF928', { sizeBytes: 400 * 1024 * MIB }),
  ],
  groups: [group(`VG_XenStorage-${SR}`, ['/dev/sda3'], ['MGT', 'VHD-1', 'VHD-2', 'VHD-3'])],
  mounts: [mount('/', '/dev/sda1'), mount('/proc', 'proc', { fsType: 'proc' })],
  nics: [
    {
      kind: 'nic',
      id: 'nic:eth0',
      evidence: [],
      name: 'eth0',
      mac: null,
      driver: null,
      role: 'physical',
      configFile: null,
    },
  ],
  srs: [storage()],
  pbds: [pbd()],
  contents: {
    '/etc/fstab': 'LABEL=root-abcdefgh / ext3 defaults 1 1\n',
    '/etc/firstboot.d/data/default-storage.conf': "TYPE='lvm'\n",
  },
  gaps: {},
  without: [],
};

/** The inventory of such a host, with the parts that a test exchanges. */
export function preflightInventory(change: Partial<PreflightHost> = {}): Inventory {
  const host = { ...HEALTHY, ...change };
  const settings = Object.entries(host.settings).flatMap(([name, value]) =>
    value === undefined ? [] : [setting(name, value)],
  );
  const keys = Object.entries(host.keys).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  const ofArea = (...areas: string[]): SettingItem[] => settings.filter(({ area }) => areas.includes(area));
  const sections: Record<string, readonly Item[]> = {
    host: [...ofArea('host'), ...keys.map(([key, value]) => setting(`inventory.${key}`, value))],
    users: [
      ...ofArea('account'),
      {
        kind: 'user',
        id: 'user:root',
        evidence: [],
        name: 'root',
        uid: 0,
        gid: 0,
        home: '/root',
        shell: '/bin/sh',
        password: 'set',
      },
      { kind: 'group', id: 'group:root', evidence: [], name: 'root', gid: 0, members: [] },
    ],
    files: host.files,
    plugins: ofArea('firstboot'),
    network: [...ofArea('networkd', 'network'), ...host.nics],
    boot: ofArea('boot'),
    storage: [...ofArea('storage', 'sr-mount'), ...host.disks, ...host.partitions, ...host.groups],
    mounts: host.mounts,
    xapi: [...ofArea('xapi'), ...host.srs, ...host.pbds],
  };
  const inventory = inventoryOf([], host.contents);
  return {
    ...inventory,
    host: { ...inventory.host, inventoryKeys: host.without.includes('host') ? [] : keys },
    sections: Object.fromEntries(
      Object.entries(sections).map(([id, items]) => [id, sectionOf(id, items, host)]),
    ),
  };
}

function sectionOf(id: string, items: readonly Item[], host: PreflightHost): Section {
  if (host.without.includes(id))
    return { status: 'unavailable', items: [], gaps: [gap(id, id, 'timed-out')] };
  const gaps = host.gaps[id] ?? [];
  return { status: gaps.length === 0 ? 'complete' : 'partial', items, gaps };
}

function setting(name: string, value: string): SettingItem {
  const dot = name.indexOf('.');
  const [area, key] = [name.slice(0, dot), name.slice(dot + 1)];
  const from =
    key.startsWith('pending.') || key.startsWith('dangling.')
      ? `/etc/firstboot.d/${key.slice(key.indexOf('.') + 1)}`
      : '/x';
  return {
    kind: 'setting',
    id: `setting:${name}`,
    evidence: [{ origin: from, excerpt: value }],
    area,
    key,
    value,
    from,
  };
}
