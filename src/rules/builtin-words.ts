import type { AssessedItem } from '../model/fate.ts';
import type { Severity } from '../model/finding.ts';
import type { Item, ItemKind } from '../model/inventory.ts';

const KINDS: Readonly<Record<ItemKind, string>> = {
  file: 'file',
  package: 'package',
  service: 'service',
  cron: 'job',
  user: 'account',
  group: 'group',
  mount: 'mount',
  swap: 'swap space',
  repo: 'package repository',
  module: 'kernel module',
  'boot-arg': 'boot argument',
  hotfix: 'hotfix',
  pack: 'supplemental pack',
  'driver-disk': 'driver disk',
  disk: 'disk',
  partition: 'partition',
  vg: 'volume group',
  md: 'software RAID',
  drbd: 'DRBD resource',
  sr: 'storage repository',
  pbd: 'PBD',
  vm: 'virtual machine',
  nic: 'network interface',
  route: 'route',
  firewall: 'firewall rule',
  certificate: 'certificate',
  plugin: 'plug-in',
  setting: 'setting',
};

/** What a person calls an item of this kind. */
export function kindWords(item: Item): string {
  if (item.kind === 'file' && item.type === 'directory') return 'folder';
  if (item.kind === 'file' && item.type === 'symlink') return 'link';
  return KINDS[item.kind];
}

/** What a person calls the item: for those whose id is a digest or a uuid, what it says. */
export function itemName(item: Item): string {
  if (item.kind === 'cron') return `"${item.command}" of ${item.file}`;
  if (item.kind === 'firewall') return `"${item.rule}" (${item.table})`;
  if (item.kind === 'route')
    return item.via === null ? item.destination : `${item.destination} via ${item.via}`;
  if (item.kind === 'sr' || item.kind === 'vm') return `${item.name} (${item.uuid})`;
  return item.id.slice(item.id.indexOf(':') + 1);
}

/** Kinds whose loss is easily put right, or is told by another item. */
const SMALL_KINDS: ReadonlySet<ItemKind> = new Set([
  'group',
  'repo',
  'module',
  'nic',
  'swap',
  'hotfix',
  'setting',
]);
/** Left-overs, caches, logs and papers: nobody works with them, and nothing reads them. */
const COSMETIC =
  /\/(?:doc|docs|man|locale|__pycache__|cache|\.cache|\.svn|\.git)\/|^\/(?:tmp|var\/tmp|var\/log|var\/cache|var\/run|var\/lock|lost\+found)(?:\/|$)|(?:~|\.(?:bak|old|orig|rpmsave|rpmnew|rpmorig|swp|tmp|log|pyc|pyo|pid|lock|core|md|html?|txt))$|\/(?:README|LICENSE|COPYING|CHANGELOG|\.bash_history|\.viminfo|\.lesshst)[^/]*$/i;

/** `medium` for what someone made to be used, `low` for what is cosmetic or easily redone. */
export function plainSeverity({ item }: AssessedItem): Severity {
  if (SMALL_KINDS.has(item.kind)) return 'low';
  if (item.kind === 'package' && item.name === 'gpg-pubkey') return 'low';
  if (item.kind !== 'file') return 'medium';
  if (item.type !== 'file') return 'low';
  return COSMETIC.test(item.path) ? 'low' : 'medium';
}
