import { encodePath } from '../lib/path-bytes.ts';
import { compareText } from '../lib/order.ts';
import type { BackupEntry, BackupManifest } from '../model/backup.ts';
import { isBuiltIn, isWaived, type Finding } from '../model/finding.ts';
import type { FileItem } from '../model/inventory.ts';
import type { ListedItem } from '../model/listed.ts';
import { COMPATS, type AssessedItem } from '../model/fate.ts';
import { RESTORE_PHASES, type RestorePhase } from '../model/restore-plan.ts';
import { decide, type Decision } from './act.ts';
import { phaseOfPath } from './phases.ts';

/** One path of the host that the plan has to say something about. */
export interface PlannedPath {
  readonly path: string;
  readonly pathEncoding?: 'percent';
  /** `file:<path>` */
  readonly id: string;
  readonly phase: RestorePhase;
  readonly decision: Decision;
  /** What the audit says of it, or of the thing that it makes; null = it only came along with the backup. */
  readonly judged: AssessedItem | null;
  /** null = it is no file that the report lists. */
  readonly item: FileItem | null;
  readonly findings: readonly Finding[];
  /** null = it is not in the backup. */
  readonly entry: BackupEntry | null;
}

/**
 * Every listed file and every path of the backup, in the order in which they have to be put back: by phase, a folder before
 * what lies in it, other names of a file last.
 * @param early paths that a mount needs
 */
export function planPaths(
  items: readonly AssessedItem[],
  listed: ReadonlyMap<string, ListedItem>,
  manifest: BackupManifest | null,
  early: ReadonlySet<string>,
): readonly PlannedPath[] {
  const byId = new Map(items.map((assessed) => [assessed.item.id, assessed]));
  const entries = (manifest?.entries ?? []).filter(({ member }) => member !== null);
  const inBackup = new Set(entries.map(({ path }) => `file:${path}`));
  const parents = parentsOf(entries);
  const planned = [
    ...entries.map((entry) => fromBackup(entry, byId, listed, early, parents)),
    ...[...listed.values()].flatMap((one) =>
      one.assessed.item.kind === 'file' && !inBackup.has(one.assessed.item.id)
        ? [fromItem(one, one.assessed.item, early)]
        : [],
    ),
  ];
  return planned
    .map((path) => ({ path, key: sortKey(path) }))
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ path }) => path);
}

function fromItem(listed: ListedItem, item: FileItem, early: ReadonlySet<string>): PlannedPath {
  const { assessed, findings } = listed;
  return {
    ...placeOf(item),
    id: item.id,
    phase: phaseOfPath(item.path, early),
    decision: decideItem(item.path, assessed, findings),
    judged: assessed,
    item,
    findings,
    entry: null,
  };
}

function fromBackup(
  entry: BackupEntry,
  byId: ReadonlyMap<string, AssessedItem>,
  listed: ReadonlyMap<string, ListedItem>,
  early: ReadonlySet<string>,
  parents: ReadonlySet<string>,
): PlannedPath {
  const id = `file:${entry.path}`;
  const judged = byId.get(id) ?? worstOf(entry.subjects.flatMap((subject) => byId.get(subject) ?? []));
  const findings = judged === null ? [] : (listed.get(judged.item.id)?.findings ?? []);
  const listedItem = listed.get(id)?.assessed.item;
  const item = listedItem?.kind === 'file' ? listedItem : null;
  const isParent = entry.type === 'directory' && isForOthers(item, parents.has(bytesOf(entry)));
  return {
    ...placeOf(entry),
    id,
    phase: phaseOfPath(entry.path, early),
    decision: isParent
      ? parentDecision(item)
      : judged === null
        ? ONLY_INCLUDED
        : decideItem(entry.path, judged, findings),
    judged,
    item,
    findings,
    entry,
  };
}

const ONLY_INCLUDED: Decision = {
  act: 'named',
  group: 'decide',
  because: 'It was taken into the backup without being a finding of the audit.',
};

/** Folders that something of the backup lies in. */
function parentsOf(entries: readonly BackupEntry[]): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const entry of entries) {
    const path = bytesOf(entry);
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      parents.add(path.slice(0, end));
  }
  return parents;
}

/**
 * A folder is put back for itself only when somebody of the site made it. One of a package comes with its package, or is a
 * link into another place on the target, as /lib is on CentOS 7.
 */
function isForOthers(item: FileItem | null, isParent: boolean): boolean {
  return item === null ? isParent : item.state !== 'unowned';
}

function parentDecision(item: FileItem | null): Decision {
  return {
    act: 'parent',
    group: 'check',
    because:
      item === null
        ? 'It is only made, with its old mode and owner, where something is put into it and it is not there.'
        : `A folder of ${item.package ?? 'a package'}: it comes with the target, or with its package. Here it had mode ${octalOf(item)} and belonged to ${item.user ?? '?'}:${item.group ?? '?'}; see whether that is wanted again.`,
  };
}

function octalOf({ mode }: FileItem): string {
  return mode === null ? '?' : (Number.parseInt(mode, 8) & 0o7777).toString(8);
}

function bytesOf({ path, pathEncoding }: Pick<BackupEntry, 'path' | 'pathEncoding'>): string {
  return encodePath(path, pathEncoding).toString('latin1');
}

function placeOf({
  path,
  pathEncoding,
}: Pick<BackupEntry, 'path' | 'pathEncoding'>): Pick<PlannedPath, 'path' | 'pathEncoding'> {
  return pathEncoding === undefined ? { path } : { path, pathEncoding };
}

/** Of several things that one file makes, the one that works worst decides. */
function worstOf(items: readonly AssessedItem[]): AssessedItem | null {
  return items.reduce<AssessedItem | null>(
    (worst, item) =>
      worst === null || COMPATS.indexOf(item.compat) > COMPATS.indexOf(worst.compat) ? item : worst,
    null,
  );
}

function decideItem(path: string, assessed: AssessedItem, findings: readonly Finding[]): Decision {
  const { item, fate, compat, compatBecause, provenance } = assessed;
  const waiver = findings.find((finding) => isBuiltIn(finding) && isWaived(finding))?.waiver ?? null;
  const isPackaged = item.kind === 'file' && item.state === 'unchanged' && provenance !== 'stock';
  const decision = decide({
    path,
    fate: fate.name,
    to: fate.to,
    changes: fate.changes,
    compat,
    compatBecause,
    comesWith: isPackaged ? item.package : null,
    dropped: waiver === null ? null : `${waiver.reason} (${waiver.approver})`,
  });
  return decision.act === 'safe' && findings.some(asksForMore)
    ? { act: 'named', group: 'decide', because: `${decision.because} Do what its findings ask for first.` }
    : decision;
}

/** That a file works says nothing of what it needs beside it: a finding of weight has to be read before. */
function asksForMore(finding: Finding): boolean {
  const { severity } = finding;
  return !isBuiltIn(finding) && !isWaived(finding) && severity !== 'low' && severity !== 'info';
}

function sortKey(path: PlannedPath): string {
  const { phase, entry } = path;
  const isOtherName = entry !== null && entry.hardLinkTo !== null;
  return `${String(RESTORE_PHASES.indexOf(phase))}${isOtherName ? '1' : '0'}${bytesOf(path)}`;
}
