import { compareText } from '../lib/order.ts';
import { countOf } from '../lib/quantities.ts';
import { groupTrees } from '../lib/trees.ts';
import type { DiffView, Fact } from '../model/report.ts';
import { anchorOf } from './build/anchors.ts';
import { diffLines } from './build/diffs.ts';
import { KIND_WORDS, KINDS } from './words.ts';

/** One field of two sides, ready to be laid out. */
export interface FieldRow {
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly isBefore: boolean;
  readonly isAfter: boolean;
  /** Why it does not count; empty = it does. */
  readonly why: string;
}

/** What a line is made of before files that say the same are put into trees. */
export interface LinePart {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  /** Absolute path of a file, which may stand in a tree; null for anything else. */
  readonly path: string | null;
  readonly note: string;
  readonly badge: string;
  readonly badgeClass: string;
  readonly more: readonly Fact[];
  readonly fields: readonly FieldRow[];
  /** Unified; null = none. */
  readonly diff: string | null;
}

export interface LinedEntry extends Omit<LinePart, 'path' | 'diff' | 'id'> {
  readonly anchor: string;
  readonly fieldsCaption: string;
  readonly lines: DiffView['lines'];
  readonly moreLines: number;
  readonly members: readonly string[];
  readonly moreMembers: number;
  /** Items that it stands for. */
  readonly count: number;
  /** File that has everything. */
  readonly whole: string;
}

export interface LinedKind {
  readonly label: string;
  /** Items, not lines. */
  readonly count: number;
  readonly entries: readonly LinedEntry[];
  readonly more: number;
  readonly isOpen: boolean;
  readonly whole: string;
}

const LIMITS = { entries: 400, lines: 300, members: 1000, open: 30, single: 5 } as const;

/**
 * Lines by kind. Files that say the same, and have nothing of their own to show, share a line with their folder.
 * @param whole the file that has what is left out
 */
export function linedKinds(
  parts: readonly LinePart[],
  whole: string,
  isQuiet: boolean,
): readonly LinedKind[] {
  return KINDS.flatMap((kind) => {
    const same = parts.filter((part) => part.kind === kind);
    if (same.length === 0) return [];
    const all = kind === 'file' ? fileEntries(same, whole) : same.map((part) => entryOf(part, whole));
    const entries = all.slice(0, LIMITS.entries);
    return {
      label: KIND_WORDS[kind],
      count: same.length,
      entries,
      more: all.length - entries.length,
      isOpen: !isQuiet && all.length <= LIMITS.open,
      whole,
    };
  });
}

function fileEntries(parts: readonly LinePart[], whole: string): LinedEntry[] {
  const isPlain = (part: LinePart): boolean => part.diff === null && part.fields.length === 0;
  const { trees, singles } = groupTrees(
    parts.filter(isPlain).map((value) => ({
      path: value.path ?? value.label,
      key: sayingOf(value),
      limit: LIMITS.single,
      isFolder: false,
      value,
    })),
    new Set(),
  );
  return [
    ...trees.map(({ folder, members }) => treeOf(folder, members, whole)),
    ...[...parts.filter((part) => !isPlain(part)), ...singles].map((part) => entryOf(part, whole)),
  ].sort((a, b) => compareText(a.label, b.label));
}

/** What it says beside its own path. */
function sayingOf({ note, path, badge, more }: LinePart): string {
  const plain = (text: string): string => (path === null ? text : text.replaceAll(path, '<path>'));
  return JSON.stringify([plain(note), badge, more.map(({ label, value }) => [label, plain(value)])]);
}

function treeOf(folder: string, members: readonly LinePart[], whole: string): LinedEntry {
  const [first] = members;
  if (first === undefined) throw new RangeError('a tree has members');
  const plain = (text: string): string => text.replaceAll(first.path ?? first.label, 'PATH');
  const shown = members.slice(0, LIMITS.members).map(({ label }) => label);
  return {
    ...entryOf(first, whole),
    anchor: anchorOf('e', `${folder}\n${sayingOf(first)}`),
    label: `${folder === '/' ? '' : folder}/ (${countOf(members.length, 'file')})`,
    note: plain(first.note),
    more: first.more.map(({ label, value }) => ({ label, value: plain(value) })),
    members: shown,
    moreMembers: members.length - shown.length,
    count: members.length,
  };
}

function entryOf(part: LinePart, whole: string): LinedEntry {
  const { id, kind, label, note, badge, badgeClass, more, fields, diff } = part;
  const all = diff === null ? [] : diffLines(diff);
  const lines = all.slice(0, LIMITS.lines);
  return {
    kind,
    label,
    note,
    badge,
    badgeClass,
    more,
    fields,
    anchor: anchorOf('e', id),
    fieldsCaption: 'What differs',
    lines,
    moreLines: all.length - lines.length,
    members: [],
    moreMembers: 0,
    count: 1,
    whole,
  };
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  mtime: 'time of change',
  sizeBytes: 'size in bytes',
  linkTarget: 'target of the link',
  linkLeadsTo: 'what the link leads to',
  hardLinks: 'hard links',
  hiddenChanges: 'changes hidden from rpm -V',
  enabledRunlevels: 'runlevels',
  fsType: 'file system',
  inFstab: 'in /etc/fstab',
  fstabOptions: 'options in /etc/fstab',
  installedAt: 'installed',
  builtAt: 'built',
  buildHost: 'build host',
  signatureKey: 'signing key',
  sourceRpm: 'source package',
  fileCount: 'number of files',
  notablePaths: 'notable paths',
  baseUrl: 'address',
};

/** A field as a reader knows it. */
export function fieldWord(field: string): string {
  return FIELD_WORDS[field] ?? field;
}

/** One field as a row. */
export function fieldRow(
  {
    field,
    before,
    after,
  }: { readonly field: string; readonly before: string | null; readonly after: string | null },
  why = '',
): FieldRow {
  return {
    field: fieldWord(field),
    before: before ?? '',
    after: after ?? '',
    isBefore: before !== null,
    isAfter: after !== null,
    why,
  };
}
