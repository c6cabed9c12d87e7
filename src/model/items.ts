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
