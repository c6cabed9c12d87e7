import type { FleetIndex } from '../model/fleet.ts';
import type { Pieces } from '../lib/pieces.ts';
import type { Report } from '../model/report.ts';
import { renderIndexCsv } from './csv/fleet.ts';
import { findingsCsv, itemsCsv, renderFindingsCsv, renderItemsCsv } from './csv/index.ts';
import { renderIndexHtml } from './html/fleet/index.ts';
import { renderHtml } from './html/index.ts';
import { renderIndexJson } from './json/fleet.ts';
import { jsonPieces, renderJson } from './json/index.ts';
import { renderJunit } from './junit/index.ts';
import { renderMarkdown } from './markdown/index.ts';

/** One file that a format writes. */
export interface Format {
  /** What `--format` takes; a format of several files stands here once for each. */
  readonly name: string;
  readonly fileName: string;
  /** Made only when it is asked for. */
  readonly onDemand?: true;
  render(report: Report): string;
  /** The same piece by piece, for formats that hold every item: of a large host they are hundreds of megabytes. */
  pieces?(report: Report): Pieces;
}

/** THE list of formats; `--format` and its help are made from it. */
export const FORMATS: readonly Format[] = [
  { name: 'html', fileName: 'report.html', render: renderHtml },
  { name: 'md', fileName: 'report.md', render: renderMarkdown },
  { name: 'json', fileName: 'report.json', render: renderJson, pieces: jsonPieces },
  { name: 'csv', fileName: 'items.csv', render: renderItemsCsv, pieces: itemsCsv },
  { name: 'csv', fileName: 'findings.csv', render: renderFindingsCsv, pieces: findingsCsv },
  { name: 'junit', fileName: 'junit.xml', onDemand: true, render: renderJunit },
];

/** What the folder of a run with several hosts gets beside theirs. */
export const INDEX_FORMATS: readonly { readonly fileName: string; render(index: FleetIndex): string }[] = [
  { fileName: 'index.html', render: renderIndexHtml },
  { fileName: 'index.json', render: renderIndexJson },
  { fileName: 'index.csv', render: renderIndexCsv },
];
