import type { Globs } from '../lib/globs.ts';
import type { Gap } from '../model/gap.ts';
import type { Inventory, Item } from '../model/inventory.ts';
import { allItems, itemsOfKind } from '../model/items.ts';
import { collectorsOf, collectorsOfArea } from '../rules/collectors-of.ts';
import { gapFinder } from '../rules/facts-gaps.ts';

/** The gaps of an inventory that may hide an item which it does not have. */
export function hiddenByGaps(inventory: Inventory): (item: Item) => readonly Gap[] {
  const items = allItems(inventory);
  const files = new Set(itemsOfKind(items, 'file').map(({ path }) => path));
  const mounts = new Set(itemsOfKind(items, 'mount').map(({ target }) => target));
  const finder = gapFinder(inventory, {
    isFile: (path) => files.has(path),
    isMount: (path) => mounts.has(path),
  });
  return (item) => {
    if (item.kind === 'file') return finder.ofPaths(exactly(item.path), 'existence');
    if (item.kind === 'setting') return finder.ofCollectors(collectorsOfArea(item.area));
    return finder.ofCollectors(collectorsOf(item.kind));
  };
}

/** A choice of one path, whatever signs of a glob it holds. */
function exactly(path: string): Globs {
  return { sources: [path], bases: [{ base: path, exact: true }], test: (text) => text === path };
}
