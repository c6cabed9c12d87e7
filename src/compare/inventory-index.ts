import { allItems, itemsOfKind } from '../model/items.ts';
import type { FileContent, FileItem, Inventory, Item, ItemKind } from '../model/inventory.ts';

type Of<K extends ItemKind> = Extract<Item, { kind: K }>;

/** One inventory, made quick to ask. */
export interface InventoryIndex {
  readonly inventory: Inventory;
  readonly items: readonly Item[];
  get(id: string): Item | null;
  ofKind<K extends ItemKind>(kind: K): readonly Of<K>[];
  file(path: string): FileItem | null;
  content(file: Pick<FileItem, 'path' | 'pathEncoding'>): FileContent | null;
}

/** Of items that share an id, which a well-made inventory does not have, the first one counts. */
export function indexInventory(inventory: Inventory): InventoryIndex {
  const byId = new Map<string, Item>();
  for (const item of allItems(inventory)) if (!byId.has(item.id)) byId.set(item.id, item);
  const items = [...byId.values()];
  const kinds = new Map<ItemKind, readonly Item[]>();
  const contents = new Map(
    inventory.contents.map((content) => [contentKey(content.path, content.pathEncoding), content]),
  );
  return {
    inventory,
    items,
    get: (id) => byId.get(id) ?? null,
    ofKind<K extends ItemKind>(kind: K): readonly Of<K>[] {
      const known = kinds.get(kind) ?? itemsOfKind(items, kind);
      kinds.set(kind, known);
      return known as readonly Of<K>[]; // stored under the kind that it was chosen by
    },
    file(path) {
      const found = byId.get(`file:${path}`);
      return found?.kind === 'file' ? found : null;
    },
    content: ({ path, pathEncoding }) => contents.get(contentKey(path, pathEncoding)) ?? null,
  };
}

/** A percent-encoded path may read like another one that is not. */
function contentKey(path: string, pathEncoding: 'percent' | undefined): string {
  return pathEncoding === undefined ? path : `%${path}`;
}
