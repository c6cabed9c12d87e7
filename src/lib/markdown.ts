import { codeSpans } from './code-spans.ts';
import { visible } from './visible.ts';

/** Longer text of a host is cut: a ticket is read by people, and the whole stands in the other files. */
const LONGEST = 240;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['|', '&#124;'],
  ['`', '&#96;'],
  // Ticket systems take these for mentions of people and other tickets.
  ['@', '&#64;'],
  ['#', '&#35;'],
]);

/** Plain text on one line that stays text wherever it stands: in a paragraph, a list or a table cell. */
export function plainText(text: string): string {
  return escapeMarks(cut(visible(text).trim())).replace(/^([-+=]|\d+(?=[.)](?:\s|$)))/, (mark) =>
    /\d/.test(mark) ? `${mark}\\` : `\\${mark}`,
  );
}

/** A code span; text that could end one, or end a table cell, becomes plain text instead. */
export function codeText(text: string): string {
  const shown = cut(visible(text));
  if (shown.trim() === '') return '';
  return /[`|\\]/.test(shown) ? plainText(text) : `\`${shown}\``;
}

/** A sentence with commands between backticks. */
export function proseText(sentence: string): string {
  return codeSpans(cut(visible(sentence), 3 * LONGEST))
    .map((span, at) =>
      span.isCode ? codeText(span.text) : at === 0 ? plainStart(span.text) : escapeMarks(span.text),
    )
    .join('');
}

/** A table of cells that are escaped already; no rows, no table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function plainStart(text: string): string {
  const start = plainText(text);
  return /\s$/.test(text) ? `${start} ` : start;
}

function escapeMarks(text: string): string {
  return text.replace(/[\\*_[\]~]/g, '\\$&').replace(/[&<>|`@#]/g, (mark) => ENTITIES.get(mark) ?? mark);
}

function cut(text: string, longest = LONGEST): string {
  const characters = Array.from(text);
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text;
}
