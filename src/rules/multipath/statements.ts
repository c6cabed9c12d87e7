import { multipath } from '../../formats/braces.ts';
import type { FormatError, Piece } from '../../formats/format.ts';
import type { SectionName } from './knowledge.ts';

/** One setting, as the tools read it. */
export interface Setting {
  readonly line: number;
  /** Names of the blocks around it, joined by `/`. */
  readonly path: string;
  /** null: the blocks around it are none that any tools know. */
  readonly section: SectionName | null;
  /** Settings of one stanza share it. */
  readonly block: number;
  readonly keyword: string;
  /** Blanks between quotes are one each; without quotes only the first word counts. */
  readonly value: string;
  /** As it stands; null = it has no value, and the tools pass it over. */
  readonly raw: string | null;
  /** A comma stands behind the value, as the tools of 6.0 to 6.2 allowed. */
  readonly hasComma: boolean;
  /** More words stand behind the first one, without quotes. */
  readonly hasMore: boolean;
}

/** A block at the top of the file or around stanzas, from the line of its name to that of its closing brace. */
export interface Block {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly lastLine: number;
}

export interface Statements {
  /** Of the lines that are understood. */
  readonly settings: readonly Setting[];
  readonly blocks: readonly Block[];
  /** Lines that the format does not allow, or that the tools read otherwise than they look. */
  readonly errors: readonly FormatError[];
}

/** Longer lines are cut by the tools (MAXBUF of libmultipath/parser.h). */
const LONGEST_LINE = 1023;
const KNOWN: Readonly<Record<string, SectionName>> = {
  defaults: 'defaults',
  blacklist: 'blacklist',
  devnode_blacklist: 'blacklist',
  'blacklist/device': 'blacklist',
  'devnode_blacklist/device': 'blacklist',
  blacklist_exceptions: 'blacklist_exceptions',
  'blacklist_exceptions/device': 'blacklist_exceptions',
  'devices/device': 'device',
  'multipaths/multipath': 'multipath',
};
/** Blocks that hold only other blocks. */
const HOLDERS: ReadonlySet<string> = new Set(['devices', 'multipaths']);

/** Whether any tools know blocks of these names. */
export function isKnownBlock(path: string): boolean {
  return HOLDERS.has(path) || path in KNOWN;
}

/**
 * The text of a multipath.conf as statements. The tools read it line by line, one statement a line, so what stands on one line with
 * something else is an error here, even where the braces fit.
 */
export function readStatements(text: string): Statements {
  const parsed = multipath.parse(text);
  const settings: Setting[] = [];
  const blocks: Block[] = [];
  const open: { name: string; path: string; line: number }[] = [];
  const lines = new Lines(text);
  let line = 1;
  for (const piece of parsed.pieces) {
    const shown = piece.text.trim();
    const first = line + countBreaks(piece.text.slice(0, piece.text.length - piece.text.trimStart().length));
    const last = first + countBreaks(shown);
    if (piece.entry !== null) {
      lines.take(piece.entry.line);
      settings.push(settingOf(piece, piece.entry));
    } else if (shown.endsWith('{') && !isComment(shown)) {
      for (let at = first; at <= last; at++) lines.take(at);
      const name = shown.slice(0, -1).trim();
      open.push({ name, path: [...open.map((other) => other.name), name].join('/'), line: first });
    } else if (shown === '}') {
      lines.take(first);
      const closed = open.pop();
      if (closed) blocks.push({ ...closed, lastLine: first });
    }
    line += countBreaks(piece.text);
  }
  const errors = [...parsed.errors, ...lines.errors()].sort((a, b) => a.line - b.line);
  const broken = new Set(errors.map((error) => error.line));
  return { settings: settings.filter((setting) => !broken.has(setting.line)), blocks, errors };
}

/** Which lines hold a statement, and which hold too much. */
class Lines {
  readonly #lines: readonly string[];
  readonly #taken = new Set<number>();
  readonly #crowded = new Set<number>();

  constructor(text: string) {
    this.#lines = text.split('\n');
  }

  take(line: number): void {
    if (this.#taken.has(line)) this.#crowded.add(line);
    this.#taken.add(line);
  }

  errors(): FormatError[] {
    return this.#lines.flatMap((text, at) => {
      const message = this.#crowded.has(at + 1)
        ? 'more than one statement on a line, of which the tools read the first'
        : oddity(text.replace(/\r$/, ''));
      return message === null ? [] : [{ line: at + 1, message, excerpt: text.slice(0, 200) }];
    });
  }
}

function oddity(line: string): string | null {
  if (Buffer.byteLength(line) > LONGEST_LINE) return 'the line is longer than the tools read';
  if (line.includes('\r')) return 'a carriage return in the line, at which the tools begin a new one';
  if (/^\s*[^\s#!"]+[#!"]\S*/.test(line)) return 'a quote or the sign of a comment in a word';
  return /^[^#!]*"[^"]*\\"/.test(line) ? 'a backslash before a quote, which the tools do not know' : null;
}

function settingOf(piece: Piece, entry: NonNullable<Piece['entry']>): Setting {
  const path = entry.section.join('/');
  const raw = piece.value === null ? null : piece.text.slice(...piece.value);
  return {
    line: entry.line,
    path,
    section: KNOWN[path] ?? null,
    block: entry.block,
    keyword: entry.key,
    raw,
    ...valueOf(raw ?? ''),
  };
}

function valueOf(raw: string): Pick<Setting, 'value' | 'hasComma' | 'hasMore'> {
  const quoted = /^"([^"]*)"\s*(,?)/.exec(raw);
  if (quoted) return { value: words(quoted[1] ?? '').join(' '), hasComma: quoted[2] === ',', hasMore: false };
  const [first = '', ...more] = words(raw.replace(/[#!"].*$/s, ''));
  const hasComma = first.endsWith(',') || more[0] === ',';
  return { value: first.replace(/,$/, ''), hasComma, hasMore: more.some((word) => word !== ',') };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function isComment(text: string): boolean {
  return text.startsWith('#') || text.startsWith('!');
}

function countBreaks(text: string): number {
  return text.split('\n').length - 1;
}
