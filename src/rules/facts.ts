import { compileGlobs, prefixRange, type Globs } from '../lib/globs.ts';
import { compareText } from '../lib/order.ts';
import type { Format, Parsed } from '../formats/format.ts';
import type { AssessedItem, Assessment, Stop } from '../model/fate.ts';
import type { Gap, GapReason } from '../model/gap.ts';
import type { Upgrade } from '../model/host.ts';
import type { FileContent, FileItem, Inventory, Item, ItemKind, PackageItem } from '../model/inventory.ts';
import { collectorsOf } from './collectors-of.ts';
import { analyseCommand, analyseScript, type ScriptFacts } from './scripts/analyse.ts';

/** `custom`: what is not as the product ships or makes it; `any`: everything that was collected. */
export type Of = 'custom' | 'any';

export type ItemOfKind<K extends ItemKind> = Extract<Item, { readonly kind: K }>;

/** The text of a file with its lines. */
export interface FileText {
  readonly path: string;
  readonly content: FileContent;
  /** null when the file has no item: it is as its package brought it. */
  readonly file: AssessedItem<FileItem> | null;
  readonly lines: readonly string[];
}

/** A script, or the command of a cron job, with what it uses. */
export interface ScriptSubject {
  readonly assessed: AssessedItem<FileItem> | AssessedItem<ItemOfKind<'cron'>>;
  readonly place: 'files' | 'cron';
  /** The script, or the crontab. */
  readonly path: string;
  readonly script: ScriptFacts;
  readonly lineText: (line: number) => string;
}

/** What a matcher may ask. Everything is indexed once and the answers are kept: 250 rules ask much the same. */
export interface Facts {
  readonly inventory: Inventory;
  readonly assessment: Assessment;
  readonly upgrade: Upgrade;
  /** Every item, in the order of the ids. */
  readonly all: readonly AssessedItem[];
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
  /** Gaps that may hide the text of a script. */
  gapsOfScripts(): readonly Gap[];
  /** Points at which the installer would stop or destroy, by condition. */
  stops(condition: string): readonly Stop[];
  /** Why a condition could not be told. */
  missingOf(condition: string): readonly Gap[];
}

/** Not as the product ships, makes or changes it: what an administrator, a vendor or a pack brought or edited. */
export function isCustom(assessed: AssessedItem): boolean {
  const { item, provenance } = assessed;
  if (assessed.stockChange || provenance === 'runtime') return false;
  if (item.kind === 'file' && (item.state === 'changed' || item.state === 'missing')) return true;
  return provenance !== 'stock' && provenance !== 'hotfix';
}

/** Indexes an inventory with its fates. The result does not depend on the order of the items. */
export function buildFacts(inventory: Inventory, assessment: Assessment, upgrade: Upgrade): Facts {
  const index = indexItems(assessment);
  const contents = new Map(inventory.contents.map((content) => [content.path, content]));
  const contentPaths = [...contents.keys()].sort(compareText);
  const fileCache = new Map<string, readonly AssessedItem<FileItem>[]>();
  const textCache = new Map<string, readonly FileText[]>();
  const texts = new Map<string, FileText | null>();
  const parsedCache = new Map<string, Parsed>();
  const scriptCache = new Map<string, ScriptFacts>();
  const scriptsCache = new Map<Of, readonly ScriptSubject[]>();
  const missing = new Map((assessment.missing ?? []).map(({ condition, gaps }) => [condition, gaps]));
  const stops = groupStops(assessment.stops);
  let bringers: ReadonlyMap<string, AssessedItem<PackageItem>> | null = null;
  const gaps = gapFinder(inventory, (path) => index.byId.has(`file:${path}`));

  function textOf(path: string): FileText | null {
    return remember(texts, path, () => {
      const content = contents.get(path);
      return content ? openText(content, index.fileByPath.get(path) ?? null) : null;
    });
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
    all: index.sorted,
    items: itemsOf,
    item: (id) => index.byId.get(id) ?? null,
    file: (path) => index.fileByPath.get(path) ?? null,
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
        .filter((gap) => !gap.origin.startsWith('/') || mayBeScript(gap.origin, index.fileByPath)),
    gapsOfCollectors: gaps.ofCollectors,
    gapsOfKinds: (kinds) => gaps.ofCollectors(kinds.flatMap(collectorsOf)),
    gapsOfPaths: gaps.ofPaths,
    stops: (condition) => stops.get(condition) ?? [],
    missingOf: (condition) => missing.get(condition) ?? [],
  };
}

function remember<K, V>(cache: Map<K, V>, key: K, make: () => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

function cacheKey(globs: Globs, of: Of): string {
  return `${of}\0${globs.sources.join('\0')}`;
}

/** A list with the paths of its values beside it, in the order of the paths. */
interface ByPath<T> {
  readonly paths: readonly string[];
  readonly values: readonly T[];
}

interface ItemIndex {
  /** In the order of their ids. */
  readonly sorted: readonly AssessedItem[];
  readonly byId: ReadonlyMap<string, AssessedItem>;
  readonly byKind: ReadonlyMap<ItemKind, readonly AssessedItem[]>;
  readonly customByKind: ReadonlyMap<ItemKind, readonly AssessedItem[]>;
  readonly fileByPath: ReadonlyMap<string, AssessedItem<FileItem>>;
  readonly files: ByPath<AssessedItem<FileItem>>;
  readonly customFiles: ByPath<AssessedItem<FileItem>>;
}

function indexItems(assessment: Assessment): ItemIndex {
  const sorted = sortById(assessment.items);
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
    byId: new Map(sorted.map((assessed) => [assessed.item.id, assessed])),
    byKind,
    customByKind,
    fileByPath: new Map(files.map((file) => [file.item.path, file])),
    files: byPath(files),
    customFiles: byPath(customFiles),
  };
}

/** Plain sorting of texts is several times as fast as sorting the items by a function. */
function sortById(items: readonly AssessedItem[]): readonly AssessedItem[] {
  const byId = new Map(items.map((assessed) => [assessed.item.id, assessed]));
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

function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Looks only at the part of the list that a glob's fixed beginning allows. */
function select<T>({ paths, values }: ByPath<T>, globs: Globs): readonly T[] {
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

function openText(content: FileContent, file: AssessedItem<FileItem> | null): FileText {
  let lines: readonly string[] | null = null;
  return {
    path: content.path,
    content,
    file,
    get lines() {
      lines ??= content.text.split(/\r?\n/);
      return lines;
    },
  };
}

function scriptOfText(text: FileText, analyse: (text: FileText) => ScriptFacts): ScriptSubject[] {
  if (text.file === null) return [];
  const script = analyse(text);
  if (script.language === null) return [];
  return [
    {
      assessed: text.file,
      place: 'files',
      path: text.path,
      script,
      lineText: (line) => text.lines[line - 1] ?? '',
    },
  ];
}

function scriptOfJob(assessed: AssessedItem<ItemOfKind<'cron'>>): ScriptSubject {
  const { command, file, line } = assessed.item;
  return {
    assessed,
    place: 'cron',
    path: file,
    script: analyseCommand(command, line ?? 1),
    lineText: () => command,
  };
}

/** Executable, or named like a script, or not known at all. */
function mayBeScript(path: string, files: ReadonlyMap<string, AssessedItem<FileItem>>): boolean {
  const mode = files.get(path)?.item.mode;
  if (mode === undefined) return true;
  return /\.(?:sh|py|pl|pm|rb)$/.test(path) || (mode !== null && (Number.parseInt(mode, 8) & 0o111) !== 0);
}

function groupStops(stops: readonly Stop[]): Map<string, Stop[]> {
  const groups = new Map<string, Stop[]>();
  for (const stop of stops) pushTo(groups, stop.condition, stop);
  return groups;
}

/** Gaps that are about the content of a file that is otherwise known. */
const CONTENT_REASONS: ReadonlySet<GapReason> = new Set(['too-large', 'withheld', 'unparsable']);

function gapFinder(inventory: Inventory, isKnownFile: (path: string) => boolean) {
  const cache = new Map<string, readonly Gap[]>();

  function ofCollector(collector: string): readonly Gap[] {
    const section = inventory.sections[collector];
    if (section) return section.gaps;
    return [
      {
        collector,
        origin: collector,
        reason: 'not-collected',
        detail: `the ${collector} part of the audit was not received`,
      },
    ];
  }

  return {
    ofCollectors: (collectors: readonly string[]) =>
      remember(cache, `collectors\0${collectors.join('\0')}`, () =>
        [...new Set(collectors)].flatMap((collector) =>
          ofCollector(collector).filter((gap) => gap.reason !== 'withheld'),
        ),
      ),
    ofPaths: (globs: Globs, need: 'existence' | 'content') =>
      remember(cache, `${need}\0${globs.sources.join('\0')}`, () => {
        const collectors =
          need === 'existence' ? collectorsOf('file') : Object.keys(inventory.sections).sort(compareText);
        return [...new Set([...collectorsOf('file'), ...collectors])].flatMap((collector) =>
          ofCollector(collector).filter((gap) => hidesPath(gap, globs, need, isKnownFile)),
        );
      }),
  };
}

function hidesPath(
  gap: Gap,
  globs: Globs,
  need: 'existence' | 'content',
  isKnownFile: (path: string) => boolean,
): boolean {
  if (gap.reason === 'withheld') return false;
  if (!gap.origin.startsWith('/')) return collectorsOf('file').includes(gap.collector);
  if (need === 'existence' && CONTENT_REASONS.has(gap.reason) && isKnownFile(gap.origin)) return false;
  const folder = gap.origin.endsWith('/') ? gap.origin : `${gap.origin}/`;
  return globs.test(gap.origin) || globs.bases.some(({ base }) => base.startsWith(folder));
}
