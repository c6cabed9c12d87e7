import { prefixRange, type Globs } from '../lib/globs.ts';
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
  /** In the order of their ids. */
  readonly sorted: readonly AssessedItem[];
  readonly byId: ReadonlyMap<string, AssessedItem>;
  readonly byKind: ReadonlyMap<ItemKind, readonly AssessedItem[]>;
  readonly customByKind: ReadonlyMap<ItemKind, readonly AssessedItem[]>;
  readonly fileByPath: ReadonlyMap<string, AssessedItem<FileItem>>;
  readonly files: ByPath<AssessedItem<FileItem>>;
  readonly customFiles: ByPath<AssessedItem<FileItem>>;
}

export function indexItems(assessment: Assessment): ItemIndex {
  const byId = new Map(assessment.items.map((assessed) => [assessed.item.id, assessed]));
  const sorted = sortById(assessment.items, byId);
  const byKind = new Map<ItemKind, AssessedItem[]>();
  const customByKind = new Map<ItemKind, AssessedItem[]>();
  const files: AssessedItem<FileItem>[] = [];
  const customFiles: AssessedItem<FileItem>[] = [];
  for (const assessed of sorted) {
    pushTo(byKind, assessed.item.kind, assessed);
    const custom = isCustom(assessed);
    if (custom) pushTo(customByKind, assessed.item.kind, assessed);
    if (!isFile(assessed)) continue;
    files.push(assessed);
    if (custom) customFiles.push(assessed);
  }
  return {
    sorted,
    byId,
    byKind,
    customByKind,
    fileByPath: new Map(files.map((file) => [file.item.path, file])),
    files: byPath(files),
    customFiles: byPath(customFiles),
  };
}

/** Plain sorting of texts is several times as fast as sorting the items by a function; sorted ones are left alone. */
function sortById(
  items: readonly AssessedItem[],
  byId: ReadonlyMap<string, AssessedItem>,
): readonly AssessedItem[] {
  if (items.every(({ item }, at) => at === 0 || (items[at - 1]?.item.id ?? '') < item.id)) return items;
  const ids = [...byId.keys()].sort();
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The id of a file is its path behind a fixed word, so that the order of the ids is that of the paths. */
function byPath(files: readonly AssessedItem<FileItem>[]): ByPath<AssessedItem<FileItem>> {
  return { paths: files.map(({ item }) => item.path), values: files };
}

function isFile(assessed: AssessedItem): assessed is AssessedItem<FileItem> {
  return assessed.item.kind === 'file';
}

export function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Looks only at the part of the list that a glob's fixed beginning allows. */
export function select<T>({ paths, values }: ByPath<T>, globs: Globs): readonly T[] {
  const found = new Set<number>();
  for (const { base } of globs.bases) {
    const [start, end] = prefixRange(paths, base);
    for (let at = start; at < end; at++) {
      const path = paths[at];
      if (path !== undefined && globs.test(path)) found.add(at);
    }
  }
  const places = globs.bases.length < 2 ? [...found] : [...found].sort((a, b) => a - b);
  return places.flatMap((at) => {
    const value = values[at];
    return value === undefined ? [] : [value];
  });
}
