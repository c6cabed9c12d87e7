import type { Report } from '../model/report.ts';
import { renderFindingsCsv, renderItemsCsv } from './csv/index.ts';
import { renderHtml } from './html/index.ts';
import { renderJson } from './json/index.ts';
import { renderMarkdown } from './markdown/index.ts';

/** One file that a format writes. */
export interface Format {
  /** What `--format` takes; a format of several files stands here once for each. */
  readonly name: string;
  readonly fileName: string;
  render(report: Report): string;
}

/** THE list of formats; `--format` and its help are made from it. */
export const FORMATS: readonly Format[] = [
  { name: 'html', fileName: 'report.html', render: renderHtml },
  { name: 'md', fileName: 'report.md', render: renderMarkdown },
  { name: 'json', fileName: 'report.json', render: renderJson },
  { name: 'csv', fileName: 'items.csv', render: renderItemsCsv },
  { name: 'csv', fileName: 'findings.csv', render: renderFindingsCsv },
];
