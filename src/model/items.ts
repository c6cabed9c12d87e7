import type { Inventory, Item, ItemKind } from './inventory.ts';

/** Every item of the inventory, in the order of its sections. */
export function allItems(inventory: Inventory): Item[] {
  return Object.values(inventory.sections).flatMap((section) => section.items);
}

/** The items of one kind, typed as such. */
export function itemsOfKind<K extends ItemKind>(
  items: readonly Item[],
  kind: K,
): Extract<Item, { kind: K }>[] {
  return items.filter((item): item is Extract<Item, { kind: K }> => item.kind === kind);
}

/** The file that the item is, or that makes it; null where no single file does. */
export function pathOfItem(item: Item): string | null {
  switch (item.kind) {
    case 'file':
    case 'service':
    case 'module':
    case 'certificate':
    case 'plugin':
      return item.path;
    case 'cron':
    case 'repo':
    case 'boot-arg':
    case 'drbd':
    case 'route':
    case 'firewall':
      return item.file;
    case 'nic':
      return item.configFile;
    case 'package':
    case 'user':
    case 'group':
    case 'mount':
    case 'swap':
    case 'hotfix':
    case 'pack':
    case 'driver-disk':
    case 'disk':
    case 'partition':
    case 'vg':
    case 'md':
    case 'sr':
    case 'pbd':
    case 'vm':
    case 'setting':
      return null;
  }
}
