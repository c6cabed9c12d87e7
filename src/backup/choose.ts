import { compareText } from '../lib/order.ts';
import { compileGlobs, type Globs } from '../lib/globs.ts';
import { encodePath } from '../lib/path-bytes.ts';
import { FATES, type AssessedItem } from '../model/fate.ts';
import type { FileItem, FileType } from '../model/inventory.ts';
import { filesOf } from './files-of.ts';

/** What is taken, and how much of it. */
export interface ChoiceSettings {
  /** Globs over absolute paths; what they match is taken as well. A path without wildcards is taken with all below it. */
  readonly include: readonly string[];
  /** Globs over absolute paths; what they match is left out, whatever else wants it. */
  readonly exclude: readonly string[];
  /** Bytes of the largest file that is taken. */
  readonly fileBytes: number;
  /** Bytes of all files together. */
  readonly totalBytes: number;
}

/** One path that the backup is to hold, or was to hold. */
export interface ChosenPath {
  readonly path: string;
  readonly pathEncoding?: 'percent';
  /** `unknown`: the inventory does not have it. */
  readonly type: FileType;
  /** As the inventory has it; null = not known. */
  readonly sizeBytes: number | null;
  /** Ids of the items that made it be chosen; empty for the folders above them. */
  readonly subjects: readonly string[];
}

export interface LeftOutPath extends ChosenPath {
  /** A sentence. */
  readonly because: string;
}

export interface Choice {
  /** Sorted by path; the folders above each path are among them. */
  readonly chosen: readonly ChosenPath[];
  readonly leftOut: readonly LeftOutPath[];
}

interface Candidate extends ChosenPath {
  /** Place in FATES; the worse is taken first when not all can be. */
  readonly badness: number;
}

/**
 * Everything custom or changed that is on the host: what the upgrade loses, replaces, moves or changes, and what it keeps as
 * well, since a copy costs little (docs/decisions/0007-backup.md).
 * @throws Error when a glob is not well formed
 */
export function chooseFiles(items: readonly AssessedItem[], settings: ChoiceSettings): Choice {
  const include = compileGlobs(settings.include.flatMap(withContent));
  const candidates = gather(items, include);
  const strangers = settings.include.filter(
    (glob) => ![...candidates.values()].some((one) => matches(glob, one.path)),
  );
  for (const glob of strangers.filter(isPath)) candidates.set(nameOf({ path: glob }), stranger(glob));
  const unmatched = strangers
    .filter((glob) => !isPath(glob))
    .map((glob): LeftOutPath => ({
      ...stranger(glob),
      because:
        'No path that the audit lists matches this --include. Name the files themselves: paths are taken as they are.',
    }));
  const { taken, leftOut } = limit([...candidates.values()], settings);
  return {
    chosen: withFolders(taken),
    leftOut: [...leftOut, ...unmatched].sort((a, b) => compareText(a.path, b.path)),
  };
}

function gather(items: readonly AssessedItem[], include: Globs): Map<string, Candidate> {
  const candidates = new Map<string, Candidate>();
  const known = new Map<string, FileItem>();
  for (const { item } of items) if (item.kind === 'file') known.set(nameOf(item), item);
  for (const assessed of items) {
    const isWanted = isCustom(assessed);
    const encoding = assessed.item.kind === 'file' ? assessed.item.pathEncoding : undefined;
    for (const path of filesOf(assessed.item)) {
      const name = nameOf(encoding === undefined ? { path } : { path, pathEncoding: encoding });
      const file = known.get(name);
      if (file?.state === 'missing') continue;
      if (!isWanted && !(assessed.item.kind === 'file' && include.test(path))) continue;
      const before = candidates.get(name);
      const badness = Math.max(FATES.indexOf(assessed.fate.name), before?.badness ?? 0);
      const subjects = [...(before?.subjects ?? []), assessed.item.id];
      candidates.set(name, { ...candidateOf(path, file), subjects, badness });
    }
  }
  return candidates;
}

function candidateOf(path: string, file: FileItem | undefined): Omit<Candidate, 'subjects' | 'badness'> {
  return {
    path,
    ...(file?.pathEncoding === undefined ? {} : { pathEncoding: file.pathEncoding }),
    type: file?.type ?? 'unknown',
    sizeBytes: file?.type === 'file' ? file.sizeBytes : file === undefined ? null : 0,
  };
}

/** Not what a stock dom0 has or makes; on storage that the installer leaves alone nothing is lost. */
function isCustom({ item, provenance, stockChange, fate }: AssessedItem): boolean {
  if (fate.name === 'untouched' || stockChange) return false;
  if (item.kind === 'file' && item.state === 'changed') return provenance !== 'runtime';
  return !['stock', 'hotfix', 'runtime'].includes(provenance);
}

function withContent(glob: string): string[] {
  return isPath(glob) ? [glob, `${glob.replace(/\/$/, '')}/**`] : [glob];
}

function isPath(glob: string): boolean {
  return glob.startsWith('/') && !/[*?[\]{}()\\+@!]/.test(glob);
}

function matches(glob: string, path: string): boolean {
  return compileGlobs(withContent(glob)).test(path);
}

function stranger(path: string): Candidate {
  return { path, type: 'unknown', sizeBytes: null, subjects: [], badness: FATES.length };
}

function limit(
  candidates: readonly Candidate[],
  { exclude, fileBytes, totalBytes }: ChoiceSettings,
): { taken: ChosenPath[]; leftOut: LeftOutPath[] } {
  const whyNot = refusals(exclude, fileBytes);
  const taken: ChosenPath[] = [];
  const leftOut: LeftOutPath[] = [];
  let total = 0;
  const worstFirst = [...candidates].sort((a, b) => b.badness - a.badness || compareText(a.path, b.path));
  for (const candidate of worstFirst) {
    const one = withoutBadness(candidate);
    const size = one.sizeBytes ?? 0;
    const because = whyNot(one) ?? (total + size > totalBytes ? overTotal(totalBytes) : null);
    if (because !== null) leftOut.push({ ...one, because });
    else {
      total += size;
      taken.push(one);
    }
  }
  return { taken, leftOut };
}

/** What keeps a path out of the backup whatever else is in it; null = nothing. */
function refusals(exclude: readonly string[], fileBytes: number): (one: ChosenPath) => string | null {
  const excluded = exclude.map((glob) => ({ glob, globs: compileGlobs(withContent(glob)) }));
  return ({ path, type, sizeBytes }) => {
    const by = excluded.find(({ globs }) => globs.test(path));
    if (by !== undefined) return `It was excluded by --exclude ${by.glob}.`;
    if (type === 'socket')
      return 'It is a socket, which no archive can hold; the program that made it makes it again.';
    return (sizeBytes ?? 0) > fileBytes ? overFile(sizeBytes ?? 0, fileBytes) : null;
  };
}

function withoutBadness({ path, pathEncoding, type, sizeBytes, subjects }: Candidate): ChosenPath {
  return { path, ...(pathEncoding === undefined ? {} : { pathEncoding }), type, sizeBytes, subjects };
}

/** The sentence for a file that is too large. */
export function overFile(size: number, limit: number): string {
  return `It has ${size} bytes, more than the ${limit} of --backup-file-limit.`;
}

/** The sentence for a file for which there was no room. */
export function overTotal(limit: number): string {
  return `With it, the backup would have more than the ${limit} bytes of --backup-total-limit.`;
}

/** With every folder above each path, so that its mode and owner are kept, too. */
function withFolders(taken: readonly ChosenPath[]): ChosenPath[] {
  const all = new Map(taken.map((one) => [keyOf(one), one]));
  for (const one of taken)
    for (let end = one.path.lastIndexOf('/'); end > 0; end = one.path.lastIndexOf('/', end - 1)) {
      const folder: ChosenPath = {
        ...one,
        path: one.path.slice(0, end),
        type: 'directory',
        sizeBytes: 0,
        subjects: [],
      };
      if (!all.has(keyOf(folder))) all.set(keyOf(folder), folder);
    }
  return [...all.values()].sort((a, b) => compareText(keyOf(a), keyOf(b)));
}

/** Tells a name that is percent-encoded from one that has percent signs. */
function nameOf({ path, pathEncoding }: Pick<ChosenPath, 'path' | 'pathEncoding'>): string {
  return `${pathEncoding ?? ''}:${path}`;
}

/** The bytes of a path, a character each: the name by which the host's answers are looked up. */
export function keyOf({ path, pathEncoding }: Pick<ChosenPath, 'path' | 'pathEncoding'>): string {
  return encodePath(path, pathEncoding).toString('latin1');
}
