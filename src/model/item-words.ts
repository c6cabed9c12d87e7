import type { Item, ItemKind } from './inventory.ts';

const KINDS: Readonly<Record<ItemKind, string>> = {
  file: 'File',
  package: 'Package',
  service: 'Service',
  cron: 'Job',
  user: 'Account',
  group: 'Group',
  mount: 'Mount',
  swap: 'Swap space',
  repo: 'Package repository',
  module: 'Kernel module',
  'boot-arg': 'Boot argument',
  hotfix: 'Hotfix',
  pack: 'Supplemental pack',
  'driver-disk': 'Driver disk',
  disk: 'Disk',
  partition: 'Partition',
  vg: 'Volume group',
  md: 'Software RAID',
  drbd: 'DRBD resource',
  sr: 'Storage repository',
  pbd: 'PBD',
  vm: 'Virtual machine',
  nic: 'Network interface',
  route: 'Route',
  firewall: 'Firewall rule',
  certificate: 'Certificate',
  plugin: 'Plug-in',
  setting: 'Setting',
};

/** What a person calls things of this kind, as a sentence begins. */
export function kindName(kind: ItemKind): string {
  return KINDS[kind];
}

/** What a person calls an item of this kind, as a sentence begins. */
export function kindWords(item: Item): string {
  if (item.kind === 'file' && item.type === 'directory') return 'Folder';
  if (item.kind === 'file' && item.type === 'symlink') return 'Link';
  return KINDS[item.kind];
}

/** What a person knows an item by: for those whose id is a digest or a uuid, what it says. */
export function itemName(item: Item): string {
  if (item.kind === 'cron') return `"${item.schedule} ${item.command}" of ${item.file}`;
  if (item.kind === 'firewall') return `"${item.rule}" (table ${item.table})`;
  if (item.kind === 'route') {
    const via = item.via === null ? '' : ` via ${item.via}`;
    return `${item.destination}${via}${item.device === null ? '' : ` on ${item.device}`}`;
  }
  if (item.kind === 'boot-arg') {
    const line = item.target === 'xen' ? 'Xen' : 'kernel';
    return `${item.value === null ? item.name : `${item.name}=${item.value}`} (${line})`;
  }
  if (item.kind === 'sr' || item.kind === 'vm')
    return item.name === '' ? item.uuid : `${item.name} (${item.uuid})`;
  if (item.kind === 'hotfix') return item.name ?? item.uuid;
  return item.id.slice(item.id.indexOf(':') + 1);
}
