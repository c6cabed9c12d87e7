import { unescapeName } from '../probe/blocks.ts';
import type { ProbeSection } from '../probe/section.ts';

/** Digits of the token that the probe calls FRAME. */
const FRAME_LENGTH = 8;

/**
 * Lines of a section that begin with FRAME and a tab, each as its fields; bytes are given as characters of the same
 * number (latin1), names still escaped. Only those before the first file or command that the section shows.
 */
export function* readRecords(section: ProbeSection): Generator<readonly string[]> {
  const mark = `${section.token.slice(0, FRAME_LENGTH)}\t`;
  const shown = section.stdout.indexOf(`\n${section.token} `);
  const text = section.stdout.toString('latin1', 0, shown === -1 ? section.stdout.length : shown);
  let at = text.startsWith(mark) ? 0 : next(text, mark, 0);
  while (at !== -1) {
    const end = text.indexOf('\n', at);
    // A line without its newline is one that was cut off.
    if (end === -1) return;
    yield text.slice(at + mark.length, end).split('\t');
    at = text.startsWith(mark, end + 1) ? end + 1 : next(text, mark, end);
  }
}

function next(text: string, mark: string, from: number): number {
  const found = text.indexOf(`\n${mark}`, from);
  return found === -1 ? -1 : found + 1;
}

/** The bytes of a field, escapes undone. */
export function fieldBytes(field: string): Buffer {
  return unescapeName(Buffer.from(field, 'latin1'));
}

/** A field as text. */
export function fieldText(field: string): string {
  return /^[\x20-\x5b\x5d-\x7e]*$/.test(field) ? field : fieldBytes(field).toString('utf8');
}

/** A field as a whole number that is not negative; null where it is none. */
export function fieldCount(field: string | undefined): number | null {
  return field !== undefined && /^\d{1,15}$/.test(field) ? Number(field) : null;
}

/** Seconds since 1970 as ISO 8601 UTC; null where it is none. */
export function fieldInstant(field: string | undefined): string | null {
  const seconds = fieldCount(field);
  return seconds === null || seconds > 8_640_000_000_000
    ? null
    : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
