import { piecesOf, type Pieces } from '../../lib/pieces.ts';
import type { Report } from '../../model/report.ts';

/** Lists whose entries stand on a line each, so that two reports can be compared with `diff` and searched with `grep`. */
const LINE_BY_LINE = new Set([
  'items',
  'findings',
  'rules',
  'gaps',
  'toldApart',
  'uncompared',
  'mispredictions',
  'entries',
]);

/** report.json: the document of docs/design.md section 6, hosts and their lists in full, piece by piece. */
export function jsonPieces(report: Report): Pieces {
  return piecesOf(() => documentPieces(report.document));
}

/** The same as one text. */
export function renderJson(report: Report): string {
  return renderDocument(report.document);
}

/** Any document as the same kind of file. */
export function renderDocument(document: object): string {
  return [...documentPieces(document)].join('');
}

function* documentPieces(document: object): Generator<string> {
  yield* write(document, '');
  yield '\n';
}

function* write(value: unknown, indent: string): Generator<string> {
  const inner = `${indent}  `;
  if (typeof value !== 'object' || value === null) yield JSON.stringify(value);
  else if (Array.isArray(value)) yield* block('[', ']', indent, value, (entry) => write(entry, inner));
  else
    yield* block('{', '}', indent, Object.entries(value), function* ([key, entry]) {
      yield `${JSON.stringify(key)}: `;
      if (LINE_BY_LINE.has(key) && Array.isArray(entry))
        yield* block('[', ']', inner, entry, (line) => [JSON.stringify(line)]);
      else yield* write(entry, inner);
    });
}

function* block<T>(
  open: string,
  close: string,
  indent: string,
  entries: readonly T[],
  piecesOfEntry: (entry: T) => Iterable<string>,
): Generator<string> {
  yield open;
  for (const [index, entry] of entries.entries()) {
    yield `${index === 0 ? '' : ','}\n${indent}  `;
    yield* piecesOfEntry(entry);
  }
  yield entries.length === 0 ? close : `\n${indent}${close}`;
}
