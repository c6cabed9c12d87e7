import { compareText } from '../lib/order.ts';
import type { CompareDocument, FieldDifference, ItemDifference } from '../model/compare.ts';
import type { Gap } from '../model/gap.ts';
import type { FileItem, Inventory, Item } from '../model/inventory.ts';
import { itemName } from '../model/item-words.ts';
import { APART_RULES, apartField, apartItem, type ApartContext, type Scope } from './apart-rules.ts';
import { fieldDifferences, shortened, type View } from './field-differences.ts';
import { lookAt, type FileLook } from './file-look.ts';
import { generalise } from './host-words.ts';
import { indexInventory, type InventoryIndex } from './inventory-index.ts';
import { pairItems, type Pair } from './pairs.ts';
import { sameContent, type ContentAnswer } from './same-content.ts';
import { textDiff } from './text-diff.ts';

/** One side, with what may hide an item of the other side from it. */
export interface ComparableSide {
  readonly inventory: Inventory;
  readonly hiddenBy: (item: Item) => readonly Gap[];
}

type Comparison = Pick<CompareDocument, 'scope' | 'counts' | 'items' | 'toldApart' | 'rules' | 'uncompared'>;

/** Gaps that are named with one item. */
const FEW_GAPS = 3;

/** One host when the host says so itself; without an identity, when both have one name. */
export function scopeOf(a: Inventory, b: Inventory): Scope {
  const [one, other] = [a.host, b.host];
  if (one.uuid !== null && other.uuid !== null) return one.uuid === other.uuid ? 'one-host' : 'two-hosts';
  return one.hostname !== null && one.hostname === other.hostname ? 'one-host' : 'two-hosts';
}

/** Compares two inventories item by item. Pure; `added` and `gone` swap when the sides do. */
export function compareInventories(a: ComparableSide, b: ComparableSide, scope: Scope): Comparison {
  const context: ApartContext = {
    scope,
    general: { a: generalise(a.inventory), b: generalise(b.inventory) },
  };
  const [indexA, indexB] = [indexInventory(a.inventory), indexInventory(b.inventory)];
  const differences: ItemDifference[] = [];
  const uncompared: CompareDocument['uncompared'][number][] = [];
  const pairs = pairItems(indexA, indexB, context);
  for (const pair of pairs) {
    const hidden = hiddenOf(pair, a, b);
    if (hidden !== null) uncompared.push(hidden);
    else differences.push(...differenceOf(pair, indexA, indexB, context));
  }
  differences.sort(byKindAndId);
  const items = differences.filter(({ rule }) => rule === null);
  const toldApart = differences.filter(({ rule }) => rule !== null);
  return {
    scope,
    counts: {
      changed: items.filter(({ change }) => change === 'changed').length,
      added: items.filter(({ change }) => change === 'added').length,
      gone: items.filter(({ change }) => change === 'gone').length,
      toldApart: toldApart.length,
      uncompared: uncompared.length,
      same: pairs.length - differences.length - uncompared.length,
    },
    items,
    toldApart,
    rules: rulesUsed(differences),
    uncompared: uncompared.sort(byKindAndId),
  };
}

function hiddenOf(
  pair: Pair,
  a: ComparableSide,
  b: ComparableSide,
): CompareDocument['uncompared'][number] | null {
  if (pair.a !== null && pair.b !== null) return null;
  const [item, seenOn, other] = pair.a === null ? [pair.b, 'b' as const, a] : [pair.a, 'a' as const, b];
  const gaps = other.hiddenBy(item);
  if (gaps.length === 0) return null;
  return { id: item.id, kind: item.kind, name: itemName(item), seenOn, hiddenBy: gaps.slice(0, FEW_GAPS) };
}

function differenceOf(
  pair: Pair,
  indexA: InventoryIndex,
  indexB: InventoryIndex,
  context: ApartContext,
): ItemDifference[] {
  if (pair.b === null) return [alone(pair.a, 'gone', context)];
  if (pair.a === null) return [alone(pair.b, 'added', context)];
  const { a, b } = pair;
  const looks = a.kind === 'file' && b.kind === 'file' ? ([look(a, indexA), look(b, indexB)] as const) : null;
  const content = looks === null ? null : sameContent(...looks);
  const found = [...fieldDifferences(viewOf(a), viewOf(b)), ...contentField(looks, content)];
  if (found.length === 0) return [];
  const about = { ...context, content, isGenerallySame: looks !== null && isGenerallySame(looks, context) };
  const fields = found.map((one) => ({ ...one, rule: apartField(a, one, about) }));
  const counts = fields.some(({ rule }) => rule === null);
  return [
    {
      id: a.id,
      kind: a.kind,
      name: itemName(a),
      change: 'changed',
      fields: shortened(fields),
      diff: looks === null ? null : textDiff(itemName(a), ...looks, { before: 'first', after: 'second' }),
      rule: apartItem(a, context) ?? (counts ? null : (fields[0]?.rule ?? null)),
    },
  ];
}

function alone(item: Item, change: 'added' | 'gone', context: ApartContext): ItemDifference {
  return {
    id: item.id,
    kind: item.kind,
    name: itemName(item),
    change,
    fields: [],
    diff: null,
    rule: apartItem(item, context),
  };
}

function look(file: FileItem, index: InventoryIndex): FileLook {
  return lookAt(file, { content: index.content(file), entry: null, bytes: null });
}

/** All that the inventory says of it; where it was seen is no part of what it is. */
function viewOf(item: Item): View {
  return Object.fromEntries(
    Object.entries(item).filter(([key]) => !['id', 'kind', 'evidence', 'digest', 'nevra'].includes(key)),
  );
}

/** A field of its own for what is in a file; where only the sizes say so, they are a field already. */
function contentField(
  looks: readonly [FileLook, FileLook] | null,
  content: ContentAnswer | null,
): FieldDifference[] {
  if (looks === null || content?.answer !== 'different' || content.proof === 'metadata') return [];
  const said = ({ sizeBytes }: FileLook): string => (sizeBytes === null ? 'not known' : `${sizeBytes} bytes`);
  return [{ field: 'content', before: said(looks[0]), after: said(looks[1]) }];
}

function isGenerallySame([a, b]: readonly [FileLook, FileLook], { general }: ApartContext): boolean {
  if (a.text === null || b.text === null || !a.isWholeText || !b.isWholeText) return false;
  return general.a(a.text) === general.b(b.text);
}

function rulesUsed(differences: readonly ItemDifference[]): CompareDocument['rules'] {
  return APART_RULES.map(({ id, sentence }) => ({
    id,
    sentence,
    items: differences.filter(({ rule, fields }) => rule === id || fields.some((field) => field.rule === id))
      .length,
  })).filter(({ items }) => items > 0);
}

function byKindAndId(
  a: { readonly kind: string; readonly id: string },
  b: { readonly kind: string; readonly id: string },
): number {
  return compareText(a.kind, b.kind) || compareText(a.id, b.id);
}
