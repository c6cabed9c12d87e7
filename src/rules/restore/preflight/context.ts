import type { Stop } from '../../../model/fate.ts';
import type { Gap } from '../../../model/gap.ts';
import type { UpgradeMethod } from '../../../model/host.ts';
import type {
  Evidence,
  FileContent,
  FileItem,
  Inventory,
  Item,
  ItemKind,
  SettingItem,
} from '../../../model/inventory.ts';
import type { ReleaseProfile } from '../../releases/schema.ts';
import type { RestoreResult } from '../simulate.ts';
import { allItems, itemsOfKind } from '../../../model/items.ts';

/** What the stop conditions are told from; everything is indexed once. */
export interface PreflightContext {
  readonly profile: ReleaseProfile;
  readonly method: UpgradeMethod;
  /** Source release, an ordered version such as `6.5.0`. */
  readonly from: string;
  readonly restore: RestoreResult;
  of<K extends ItemKind>(kind: K): readonly Extract<Item, { readonly kind: K }>[];
  /** By id, such as `host.root-label`. */
  setting(name: string): SettingItem | null;
  /** Settings whose name begins so, such as `firstboot.pending.`. */
  settings(prefix: string): readonly SettingItem[];
  file(path: string): FileItem | null;
  content(path: string): FileContent | null;
  /** Keys of /etc/xensource-inventory, the last of several counts; null = not collected. */
  readonly keys: ReadonlyMap<string, string> | null;
  /** The collector's part came, whole or not. */
  hasSection(collector: string): boolean;
  gapsOf(collector: string): readonly Gap[];
}

/** What a condition says: stops, or the gaps that hide the answer. Both may be empty: it does not hold. */
export interface PreflightAnswer {
  readonly stops: readonly Stop[];
  readonly missing: readonly Gap[];
}

export type PreflightCondition = (context: PreflightContext) => PreflightAnswer;

export const CLEAR: PreflightAnswer = { stops: [], missing: [] };

export function preflightContext(
  profile: ReleaseProfile,
  method: UpgradeMethod,
  from: string,
  inventory: Inventory,
  restore: RestoreResult,
): PreflightContext {
  const items = allItems(inventory);
  const of = <K extends ItemKind>(kind: K): Extract<Item, { kind: K }>[] => itemsOfKind(items, kind);
  const settings = new Map(of('setting').map((item) => [`${item.area}.${item.key}`, item]));
  const files = new Map(of('file').map((item) => [item.path, item]));
  const contents = new Map(inventory.contents.map((content) => [content.path, content]));
  const { inventoryKeys } = inventory.host;
  return {
    profile,
    method,
    from,
    restore,
    of,
    setting: (name) => settings.get(name) ?? null,
    settings: (prefix) => [...settings].filter(([name]) => name.startsWith(prefix)).map(([, item]) => item),
    file: (path) => files.get(path) ?? null,
    content: (path) => contents.get(path) ?? null,
    keys: inventoryKeys.length === 0 ? null : new Map(inventoryKeys),
    hasSection: (collector) => (inventory.sections[collector]?.status ?? 'unavailable') !== 'unavailable',
    gapsOf: (collector) => inventory.sections[collector]?.gaps ?? [],
  };
}

/** Whether an upgrade run in this way meets a condition; `worst` meets them all. */
export function meets(method: UpgradeMethod, methods: readonly UpgradeMethod[]): boolean {
  return method === 'worst' || methods.includes(method);
}

/** An answer with stops, or a clear one. */
export function found(stops: readonly Stop[]): PreflightAnswer {
  return stops.length === 0 ? CLEAR : { stops, missing: [] };
}

/**
 * The answer is not known. The gaps that hid the fact: those that `about` names, all of them where the whole part of the
 * collector is missing, and where there is none, one that says what is not known.
 */
export function unknown(
  context: PreflightContext,
  collector: string,
  detail: string,
  about: (gap: Gap) => boolean = () => false,
): PreflightAnswer {
  const isGone = !context.hasSection(collector);
  const gaps = context.gapsOf(collector).filter((gap) => gap.reason !== 'withheld' && (isGone || about(gap)));
  const own: Gap = { collector, origin: collector, reason: 'not-collected', detail };
  return { stops: [], missing: gaps.length === 0 ? [own] : gaps };
}

/** What a stop is seen on: an item, or what stands for it. */
export interface Sight {
  readonly id: string;
  readonly evidence: readonly Evidence[];
}

export const INVENTORY_FILE: Sight = {
  id: 'file:/etc/xensource-inventory',
  evidence: [{ origin: '/etc/xensource-inventory', excerpt: 'no such line' }],
};

export function stopAt(condition: string, sight: Sight, sentence: string, key: string | null = null): Stop {
  return { condition, subject: sight.id, sentence, evidence: sight.evidence, key, onlyBuild: null };
}

/** The setting that a key of the inventory file became, or the file itself. */
export function inventoryKey(context: PreflightContext, key: string): Sight {
  return context.setting(`inventory.${key}`) ?? INVENTORY_FILE;
}
