import { lowerBound, prefixRange, type Globs } from '../lib/globs.ts';
import { compareText } from '../lib/order.ts';
import { remember } from '../lib/remember.ts';
import type { AssessedItem, Assessment } from '../model/fate.ts';
import type { FileItem, Item, ItemKind } from '../model/inventory.ts';

export type ItemOfKind<K extends ItemKind> = Extract<Item, { readonly kind: K }>;

/** Not as the product ships, makes or changes it: what an administrator, a vendor or a pack brought or edited. */
export function isCustom(assessed: AssessedItem): boolean {
  const { item, provenance } = assessed;
  if (assessed.stockChange || provenance === 'runtime') return false;
  if (item.kind === 'file' && (item.state === 'changed' || item.state === 'missing')) return true;
  return provenance !== 'stock' && provenance !== 'hotfix';
}

/** A list with the paths of its values beside it, in the order of the paths. */
export interface ByPath<T> {
  readonly paths: readonly string[];
  readonly values: readonly T[];
}

export interface ItemIndex {
  /** What is not stock, in the order of the ids. */
  readonly custom: readonly AssessedItem[];
  readonly byKind: ReadonlyMap<ItemKind, readonly AssessedItem[]>;
  readonly customByKind: ReadonlyMap<ItemKind, readonly AssessedItem[]>;
  readonly files: ByPath<AssessedItem<FileItem>>;
  readonly customFiles: ByPath<AssessedItem<FileItem>>;
  readonly item: (id: string) => AssessedItem | null;
  readonly file: (path: string) => AssessedItem<FileItem> | null;
}

/** Files the items once. Single ones are found by halving the sorted list: a map of 100,000 costs more than it saves. */
export function indexItems(assessment: Assessment): ItemIndex {
  const sorted = sortById(assessment.items);
  const ids = sorted.map(({ item }) => item.id);
  const custom: AssessedItem[] = [];
  const byKind = new Map<ItemKind, AssessedItem[]>();
  const customByKind = new Map<ItemKind, AssessedItem[]>();
  for (const assessed of sorted) {
    pushTo(byKind, assessed.item.kind, assessed);
    if (!isCustom(assessed)) continue;
    custom.push(assessed);
    pushTo(customByKind, assessed.item.kind, assessed);
  }
  const item = (id: string): AssessedItem | null => {
    const found = sorted[lowerBound(ids, (other) => other < id)];
    return found?.item.id === id ? found : null;
  };
  const asked = new Map<string, AssessedItem<FileItem> | null>();
  return {
    custom,
    byKind,
    customByKind,
    files: byPath((byKind.get('file') ?? []).filter(isFile)),
    customFiles: byPath((customByKind.get('file') ?? []).filter(isFile)),
    item,
    file: (path) => remember(asked, path, () => asFile(item(`file:${path}`))),
  };
}

/** Each section of an inventory is in this order already, and sorting then only has to join them. */
function sortById(items: readonly AssessedItem[]): readonly AssessedItem[] {
  return [...items].sort((a, b) => compareText(a.item.id, b.item.id));
}

/** The id of a file is its path behind a fixed word, so that the order of the ids is that of the paths. */
function byPath(files: readonly AssessedItem<FileItem>[]): ByPath<AssessedItem<FileItem>> {
  return { paths: files.map(({ item }) => item.path), values: files };
}

function asFile(assessed: AssessedItem | null): AssessedItem<FileItem> | null {
  return assessed !== null && isFile(assessed) ? assessed : null;
}

function isFile(assessed: AssessedItem): assessed is AssessedItem<FileItem> {
  return assessed.item.kind === 'file';
}

export function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Looks only at the parts of the list that the fixed beginnings of the globs allow, and at each once. */
export function select<T>({ paths, values }: ByPath<T>, globs: Globs): readonly T[] {
  const ranges = globs.bases.map(({ base }) => prefixRange(paths, base)).sort(([a], [b]) => a - b);
  const found: T[] = [];
  let next = 0;
  for (const [start, end] of ranges) {
    for (let at = Math.max(start, next); at < end; at++) {
      const path = paths[at];
      const value = values[at];
      if (path !== undefined && value !== undefined && globs.test(path)) found.push(value);
    }
    next = Math.max(next, end);
  }
  return found;
}
