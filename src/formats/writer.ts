import type { Entry, FormatError, Parsed, Piece } from './format.ts';

/** What a parser calls as it goes through the text: every byte is handed over once, in order. */
export interface Writer {
  /** 1-based line that the next byte lies on. */
  readonly line: number;
  /** Text without a setting: blank, comment, brace. */
  plain(text: string): void;
  /**
   * Text with a setting in it.
   * @param value where the raw value lies in `text`; null = it has none.
   * @param ahead lines of `text` before the one that the setting begins on.
   */
  entry(
    text: string,
    entry: Omit<Entry, 'line'>,
    value: readonly [start: number, end: number] | null,
    ahead?: number,
  ): void;
  /** Notes that the line at hand, or one of the given number, is not understood; its text is handed over besides. */
  fail(message: string, excerpt: string, line?: number): void;
  finish(): Parsed;
}

const MAX_ERRORS = 100;

export function makeWriter(): Writer {
  const pieces: Piece[] = [];
  const entries: Entry[] = [];
  const errors: FormatError[] = [];
  let line = 1;
  return {
    get line() {
      return line;
    },
    plain(text) {
      if (text !== '') pieces.push({ text, entry: null, value: null });
      line += countLines(text);
    },
    entry(text, entry, value, ahead = 0) {
      const placed = { ...entry, line: line + ahead };
      pieces.push({ text, entry: placed, value });
      entries.push(placed);
      line += countLines(text);
    },
    fail(message, excerpt, at = line) {
      if (errors.length < MAX_ERRORS) errors.push({ line: at, message, excerpt: excerpt.slice(0, 200) });
    },
    finish: () => ({ pieces, entries, errors }),
  };
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Lines with their ends; the last one may have none. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Lines joined to the next one by a backslash at their end. */
export function splitLogicalLines(text: string): string[] {
  const joined: string[] = [];
  let open = '';
  for (const line of splitLines(text)) {
    open += line;
    if (/\\\r?\n$/.test(line)) continue;
    joined.push(open);
    open = '';
  }
  if (open !== '') joined.push(open);
  return joined;
}

/** The line without its end, and a backslash with its line break as one space. */
export function bodyOf(line: string): string {
  return line.replace(/\r?\n$/, '').replace(/\\\r?\n/g, ' ');
}

/** Where a text lies in a line; from `from` on. */
export function spanOf(line: string, part: string, from = 0): readonly [number, number] | null {
  const start = line.indexOf(part, from);
  return start === -1 || part === '' ? null : [start, start + part.length];
}

/** Takes one pair of quotes off. */
export function unquote(text: string): string {
  const match = /^(["'])([\s\S]*)\1$/.exec(text);
  return match?.[2] ?? text;
}
