/** The cells of RFC 4180 text: a reader of its own, so that the writer is not its own judge. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [cell, end] = text[at] === '"' ? readQuoted(text, at) : readBare(text, at);
    row.push(cell);
    at = end;
    if (text[at] === ',') at++;
    else if (text.startsWith('\r\n', at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else throw new Error(`neither comma nor line end at ${String(at)}`);
    if (row.length > 0 && text.startsWith('\r\n', at)) {
      row.push('');
      rows.push(row);
      row = [];
      at += 2;
    }
  }
  return rows;
}

function readQuoted(text: string, from: number): [string, number] {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new Error('quote without end');
    if (text[quote + 1] !== '"') return [text.slice(from + 1, quote).replaceAll('""', '"'), quote + 1];
    at = quote + 2;
  }
}

function readBare(text: string, from: number): [string, number] {
  let at = from;
  while (at < text.length && text[at] !== ',' && text[at] !== '\r') at++;
  const cell = text.slice(from, at);
  if (/["\n]/.test(cell)) throw new Error(`a bare cell with a quote or a newline: ${cell}`);
  return [cell, at];
}
