import type { Item } from '../model/inventory.ts';
import type { ApartContext } from './apart-rules.ts';
import type { InventoryIndex } from './inventory-index.ts';

/** The two sides of one item. */
export type Pair =
  | { readonly a: Item; readonly b: Item }
  | { readonly a: Item; readonly b: null }
  | { readonly a: null; readonly b: Item };

/**
 * Pairs items by id; packages also by name and architecture; on two hosts also what has the same id once a host's own names
 * are made general. Where that leaves a doubt, nothing is paired. Every item is in exactly one pair.
 */
export function pairItems(a: InventoryIndex, b: InventoryIndex, { scope, general }: ApartContext): Pair[] {
  const pairs: Pair[] = [];
  const restA: Item[] = [];
  for (const item of a.items) {
    const other = b.get(item.id);
    if (other === null) restA.push(item);
    else pairs.push({ a: item, b: other });
  }
  const restB = b.items.filter(({ id }) => a.get(id) === null);
  const taken = new Set<Item>();
  const pairBy = (key: (item: Item) => string | null, keyOfB = key): void => {
    const inB = single(restB, keyOfB);
    for (const [text, item] of single(restA, key)) {
      const other = inB.get(text);
      if (other === undefined || taken.has(item) || taken.has(other)) continue;
      pairs.push({ a: item, b: other });
      taken.add(item).add(other);
    }
  };
  pairBy(packageKey);
  if (scope === 'two-hosts')
    pairBy(
      ({ id }) => general.a(id),
      ({ id }) => general.b(id),
    );
  return [
    ...pairs,
    ...restA.filter((item) => !taken.has(item)).map((item) => ({ a: item, b: null })),
    ...restB.filter((item) => !taken.has(item)).map((item) => ({ a: null, b: item })),
  ];
}

/** A package in another version is the same package. */
function packageKey(item: Item): string | null {
  return item.kind === 'package' ? `${item.name}.${item.arch ?? ''}` : null;
}

/** Items by a key, as far as no two share it. */
function single(items: readonly Item[], keyOf: (item: Item) => string | null): Map<string, Item> {
  const found = new Map<string, Item>();
  const twice = new Set<string>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    if (found.has(key)) twice.add(key);
    found.set(key, item);
  }
  for (const key of twice) found.delete(key);
  return found;
}
