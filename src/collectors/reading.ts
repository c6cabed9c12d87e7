import { createHash } from 'node:crypto';
import { decodePath } from '../lib/path-bytes.ts';
import { GAP_REASONS, type Gap, type GapReason } from '../model/gap.ts';
import type { Evidence, FileContent, SettingItem } from '../model/inventory.ts';
import { readBlocks } from '../probe/blocks.ts';
import type { ProbeSection } from '../probe/section.ts';

/** What several collectors need to read their sections; it knows blocks and lines, and nothing of what they mean. */

/** `collector` is filled in by collect.ts. */
export type PartGap = Omit<Gap, 'collector'>;

/** One line of a file: 1-based number, text without its newline. Bytes that are not UTF-8 become U+FFFD. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
}

/** A file as the probe showed it. */
export interface ShownFile {
  readonly path: string;
  readonly pathEncoding?: 'percent';
  readonly body: Buffer;
  readonly lines: readonly TextLine[];
  readonly sizeBytes: number | null;
  readonly truncated: boolean;
  readonly withheldLines: number;
}

export interface ShownCommand {
  readonly label: string;
  readonly body: Buffer;
  readonly lines: readonly TextLine[];
  /** null when the section was cut off inside it. */
  readonly status: number | null;
}

/** One section, taken apart. */
export interface Reading {
  /** In the order in which they came; a path that was shown twice is here once. */
  readonly files: readonly ShownFile[];
  readonly commands: readonly ShownCommand[];
  /** What the host could not look at, and files of which only the beginning came. */
  readonly gaps: readonly PartGap[];
  /** Received to its end: only then does a file that is not here not exist. */
  readonly complete: boolean;
  file(path: string): ShownFile | undefined;
  command(label: string): ShownCommand | undefined;
  /**
   * Rows of a command whose lines the fragment began with `$FRAME` and a tab; the filter on the host leaves such lines as they
   * are, so no name can hide the rows after it. Each row has this many fields, divided by tabs; the last one may hold tabs and
   * newlines. A row with fewer is left out.
   */
  rows(label: string, fields: number): Buffer[][];
}

const EXCERPT_LENGTH = 200;
const NEWLINE = 0x0a;
const TAB = 0x09;
/** Digits of the token that the prelude calls FRAME. */
const FRAME_LENGTH = 8;

/** Takes a section apart; an absent one reads as empty and not complete. */
export function readSection(section: ProbeSection | undefined): Reading {
  const files = new Map<string, ShownFile>();
  const commands = new Map<string, ShownCommand>();
  const gaps: PartGap[] = [];
  for (const block of section ? readBlocks(section) : []) {
    if (block.type === 'file') {
      const file: ShownFile = {
        ...decodePath(block.name),
        body: block.body,
        lines: linesOf(block.body),
        sizeBytes: block.sizeBytes,
        truncated: block.truncated,
        withheldLines: block.withheldLines,
      };
      if (files.has(file.path)) continue;
      files.set(file.path, file);
      if (block.truncated) gaps.push(cutGap(file));
    } else if (block.type === 'command') {
      commands.set(block.name, {
        label: block.name,
        body: block.body,
        lines: linesOf(block.body),
        status: block.status,
      });
    } else gaps.push({ origin: block.origin, reason: gapReason(block.reason), detail: block.detail });
  }
  return {
    files: [...files.values()],
    commands: [...commands.values()],
    gaps,
    complete: section?.complete === true && !section.truncated && !section.timedOut,
    file: (path) => files.get(path),
    command: (label) => commands.get(label),
    rows: (label, fields) =>
      framedRows(commands.get(label)?.body, section?.token.slice(0, FRAME_LENGTH), fields),
  };
}

function framedRows(body: Buffer | undefined, frame: string | undefined, fields: number): Buffer[][] {
  if (!body || frame === undefined) return [];
  const mark = Buffer.from(`\n${frame}\t`);
  // A newline before the first row, so that all begin alike.
  const text = Buffer.concat([Buffer.from('\n'), body]);
  const rows: Buffer[][] = [];
  for (let at = text.indexOf(mark); at !== -1;) {
    const next = text.indexOf(mark, at + 1);
    const end = next === -1 ? (text.at(-1) === NEWLINE ? text.length - 1 : text.length) : next;
    const row = splitFields(text.subarray(at + mark.length, end), fields);
    if (row.length === fields) rows.push(row);
    at = next;
  }
  return rows;
}

function splitFields(row: Buffer, most: number): Buffer[] {
  const fields: Buffer[] = [];
  let start = 0;
  while (fields.length < most - 1) {
    const end = row.indexOf(TAB, start);
    if (end === -1) return fields;
    fields.push(row.subarray(start, end));
    start = end + 1;
  }
  return [...fields, row.subarray(start)];
}

function cutGap(file: ShownFile): PartGap {
  const read = `only the first ${file.body.length} bytes were read, and what follows them is not known`;
  return file.sizeBytes === null
    ? { origin: file.path, reason: 'cut-off', detail: read }
    : { origin: file.path, reason: 'too-large', detail: read };
}

function gapReason(word: string): GapReason {
  return GAP_REASONS.find((reason) => reason === word) ?? 'not-collected';
}

/** Lines of a text; an empty last one is no line. */
export function linesOf(body: Buffer): TextLine[] {
  const lines: TextLine[] = [];
  for (let start = 0, number = 1; start < body.length; number++) {
    const found = body.indexOf(NEWLINE, start);
    const end = found === -1 ? body.length : found;
    lines.push({ number, text: body.toString('utf8', start, end) });
    start = end + 1;
  }
  return lines;
}

/** Lines that say something: neither blank nor a comment. The texts are trimmed. */
export function meaningfulLines(lines: readonly TextLine[]): TextLine[] {
  return lines
    .map(({ number, text }) => ({ number, text: text.trim() }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
}

/** The first 200 characters; never half a surrogate pair. */
export function excerptOf(text: string): string {
  return text.length <= EXCERPT_LENGTH ? text : text.slice(0, EXCERPT_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
}

/** The text, or null where there is none. */
export function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

export function evidenceOf(origin: string, line: TextLine): Evidence {
  return { origin, line: line.number, excerpt: excerptOf(line.text) };
}

/** The text of a shown file for the inventory. */
export function contentOf(file: ShownFile): FileContent {
  return {
    path: file.path,
    ...(file.pathEncoding && { pathEncoding: file.pathEncoding }),
    text: file.body.toString('utf8'),
    sizeBytes: file.sizeBytes,
    truncated: file.truncated,
    withheldLines: file.withheldLines,
  };
}

export function settingOf(
  area: string,
  key: string,
  value: string,
  from: string,
  evidence: readonly Evidence[],
): SettingItem {
  return { kind: 'setting', id: `setting:${area}.${key}`, evidence, area, key, value, from };
}

/** Short digest of what a thing means, for ids that must not change when a line moves. */
export function digestOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
}

/** The items with ids that are unique: of two with the id `x`, in the order given, the second becomes `x#2`. */
export function uniquelyNamed<I extends { readonly id: string }>(items: readonly I[]): I[] {
  const times = new Map<string, number>();
  const taken = new Set<string>();
  return items.map((item) => {
    let id = item.id;
    let n = times.get(item.id) ?? 1;
    while (taken.has(id)) id = `${item.id}#${++n}`;
    times.set(item.id, n);
    taken.add(id);
    return id === item.id ? item : { ...item, id };
  });
}

/** Items without those that say what one before them says: the first of each id. */
export function firstOfEach<I extends { readonly id: string }>(items: readonly I[]): I[] {
  const found = new Map<string, I>();
  for (const item of items) if (!found.has(item.id)) found.set(item.id, item);
  return [...found.values()];
}
