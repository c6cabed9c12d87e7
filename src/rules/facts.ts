import { compileGlobs, type Globs } from '../lib/globs.ts';
import { compareText } from '../lib/order.ts';
import { remember } from '../lib/remember.ts';
import type { Format, Parsed } from '../formats/format.ts';
import type { AssessedItem, Assessment, Stop } from '../model/fate.ts';
import type { Gap } from '../model/gap.ts';
import type { Upgrade } from '../model/host.ts';
import type { FileItem, Inventory, ItemKind, PackageItem } from '../model/inventory.ts';
import { collectorsOf } from './collectors-of.ts';
import { gapFinder } from './facts-gaps.ts';
import { indexItems, isCustom, pushTo, select, type ItemOfKind } from './facts-index.ts';
import { openText, type FileText } from './file-text.ts';
import { mayBeScript, scriptOfJob, scriptOfText, type ScriptSubject } from './script-subjects.ts';
import { analyseScript, type ScriptFacts } from './scripts/analyse.ts';

/** `custom`: what is not as the product ships or makes it; `any`: everything that was collected. */
export type Of = 'custom' | 'any';

export type { FileText } from './file-text.ts';
export type { ItemOfKind } from './facts-index.ts';
export type { ScriptSubject } from './script-subjects.ts';

/** What a matcher may ask. Everything is indexed once and the answers are kept: 250 rules ask much the same. */
export interface Facts {
  readonly inventory: Inventory;
  readonly assessment: Assessment;
  readonly upgrade: Upgrade;
  /** Every item that is not stock, in the order of the ids. */
  readonly custom: readonly AssessedItem[];
  /** Items of one kind, in the order of their ids. */
  items<K extends ItemKind>(kind: K, of: Of): readonly AssessedItem<ItemOfKind<K>>[];
  item(id: string): AssessedItem | null;
  /** Files whose path the globs take, in the order of their paths. */
  files(globs: Globs, of: Of): readonly AssessedItem<FileItem>[];
  file(path: string): AssessedItem<FileItem> | null;
  /** The package, not one of the product, that says it brings the path; only notable paths are known. */
  packageOf(path: string): AssessedItem<PackageItem> | null;
  /** Collected texts whose path the globs take. `custom` leaves out files that are as their package brought them. */
  texts(globs: Globs, of: Of): readonly FileText[];
  text(path: string): FileText | null;
  parsed(text: FileText, format: Format): Parsed;
  script(text: FileText): ScriptFacts;
  /** Every collected script and every cron command, scripts first. */
  scripts(of: Of): readonly ScriptSubject[];
  /** What these collectors could not look at. */
  gapsOfCollectors(collectors: readonly string[]): readonly Gap[];
  /** Gaps that may hide items of these kinds. */
  gapsOfKinds(kinds: readonly ItemKind[]): readonly Gap[];
  /** Gaps that may hide files on these paths (`content`: or what is in them). */
  gapsOfPaths(globs: Globs, need: 'existence' | 'content'): readonly Gap[];
  /** Gaps that may hide what a compiled file is and needs. */
  gapsOfCode(): readonly Gap[];
  /** Gaps that may hide the text of a script. */
  gapsOfScripts(): readonly Gap[];
  /** Points at which the installer would stop or destroy, by condition. */
  stops(condition: string): readonly Stop[];
  /** Why a condition could not be told. */
  missingOf(condition: string): readonly Gap[];
}

/** Indexes an inventory with its fates. The result does not depend on the order of the items. */
export function buildFacts(inventory: Inventory, assessment: Assessment, upgrade: Upgrade): Facts {
  const index = indexItems(assessment);
  const contents = new Map(inventory.contents.map((content) => [content.path, content]));
  const contentPaths = [...contents.keys()].sort(compareText);
  const fileCache = new Map<string, readonly AssessedItem<FileItem>[]>();
  const textCache = new Map<string, readonly FileText[]>();
  const texts = new Map<string, FileText>();
  const parsedCache = new Map<string, Parsed>();
  const scriptCache = new Map<string, ScriptFacts>();
  const scriptsCache = new Map<Of, readonly ScriptSubject[]>();
  const missing = new Map((assessment.missing ?? []).map(({ condition, gaps }) => [condition, gaps]));
  const stops = groupStops(assessment.stops);
  let bringers: ReadonlyMap<string, AssessedItem<PackageItem>> | null = null;
  const gaps = gapFinder(inventory, {
    isFile: (path) => index.file(path) !== null,
    isMount: (path) => index.item(`mount:${path}`) !== null,
  });

  function textOf(path: string): FileText | null {
    const content = contents.get(path);
    if (content === undefined) return null;
    return remember(texts, path, () => openText(content, index.file(path)));
  }

  function textsOf(globs: Globs, of: Of): readonly FileText[] {
    return remember(textCache, cacheKey(globs, of), () =>
      select({ paths: contentPaths, values: contentPaths }, globs).flatMap((path) => {
        const text = textOf(path);
        if (text === null || (of === 'custom' && (text.file === null || !isCustom(text.file)))) return [];
        return [text];
      }),
    );
  }

  function itemsOf<K extends ItemKind>(kind: K, of: Of): readonly AssessedItem<ItemOfKind<K>>[] {
    const list = (of === 'custom' ? index.customByKind : index.byKind).get(kind) ?? [];
    // The lists are filed by the kind of their items, which is what K says.
    return list as unknown as readonly AssessedItem<ItemOfKind<K>>[];
  }

  function script(text: FileText): ScriptFacts {
    return remember(scriptCache, text.path, () => analyseScript(text.path, text.content.text));
  }

  return {
    inventory,
    assessment,
    upgrade,
    custom: index.custom,
    items: itemsOf,
    item: index.item,
    file: index.file,
    packageOf(path) {
      bringers ??= new Map(
        itemsOf('package', 'custom').flatMap((brings) =>
          brings.item.notablePaths.map((notable) => [notable, brings] as const),
        ),
      );
      return bringers.get(path) ?? null;
    },
    files: (globs, of) =>
      remember(fileCache, cacheKey(globs, of), () =>
        select(of === 'custom' ? index.customFiles : index.files, globs),
      ),
    texts: textsOf,
    text: textOf,
    parsed: (text, format) =>
      remember(parsedCache, `${format.name}\0${text.path}`, () => format.parse(text.content.text)),
    script,
    scripts: (of) =>
      remember(scriptsCache, of, () => {
        const everything = compileGlobs(['/**']);
        const files = textsOf(everything, of).flatMap((text) => scriptOfText(text, script));
        const jobs = itemsOf('cron', of).map(scriptOfJob);
        return [...files, ...jobs];
      }),
    gapsOfScripts: () =>
      gaps
        .ofPaths(compileGlobs(['/**']), 'content')
        .filter((gap) => !gap.origin.startsWith('/') || mayBeScript(gap.origin, index.file)),
    gapsOfCode: gaps.ofCode,
    gapsOfCollectors: gaps.ofCollectors,
    gapsOfKinds: (kinds) => gaps.ofCollectors(kinds.flatMap(collectorsOf)),
    gapsOfPaths: gaps.ofPaths,
    stops: (condition) => stops.get(condition) ?? [],
    missingOf: (condition) => missing.get(condition) ?? [],
  };
}

function cacheKey(globs: Globs, of: Of): string {
  return `${of}\0${globs.sources.join('\0')}`;
}

function groupStops(stops: readonly Stop[]): Map<string, Stop[]> {
  const groups = new Map<string, Stop[]>();
  for (const stop of stops) pushTo(groups, stop.condition, stop);
  return groups;
}
