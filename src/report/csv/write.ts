/** What a spreadsheet takes for the start of a formula, and the characters that hide one. */
const FORMULA = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;

/**
 * Lines of RFC 4180: CRLF at their ends, quotes doubled, a cell quoted where it has to be. A cell that a spreadsheet could
 * run as a formula gets an apostrophe before it, which spreadsheets do not show.
 */
export function* csvLines(rows: Iterable<readonly string[]>): Generator<string> {
  for (const row of rows) yield `${row.map(cell).join(',')}\r\n`;
}

/** The same as one text. */
export function writeCsv(rows: Iterable<readonly string[]>): string {
  return [...csvLines(rows)].join('');
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
