import { piecesOf, type Pieces } from '../../lib/pieces.ts';
import type { Report } from '../../model/report.ts';
import type { ReportFinding, ReportHost, ReportItem } from '../../model/report-document.ts';
import { csvLines } from './write.ts';

type Column<T> = readonly [name: string, value: (row: T, host: ReportHost) => string | number | null];

const ITEM_COLUMNS: readonly Column<ReportItem>[] = [
  ['host', (_, { host }) => host.hostname ?? host.address],
  ['id', (item) => item.id],
  ['kind', (item) => item.kind],
  ['path', (item) => item.path],
  ['pathEncoding', (item) => item.pathEncoding ?? null],
  ['provenance', (item) => item.provenance],
  ['provenanceBecause', (item) => item.provenanceBecause],
  ['state', (item) => item.state],
  ['fate', (item) => item.fate],
  ['to', (item) => item.to],
  ['changes', (item) => item.changes.join('; ')],
  ['compat', (item) => item.compat],
  ['compatBecause', (item) => item.compatBecause],
  ['because', (item) => item.because],
  ['source', (item) => item.source],
  ['uncertain', (item) => item.uncertain],
  ['oldCopyOn', (item) => item.oldCopy?.on ?? null],
  ['oldCopyPath', (item) => item.oldCopy?.path ?? null],
  ['findings', (item) => item.findings.join('\n')],
  ...['package', 'mode', 'user', 'group', 'sizeBytes', 'mtime', 'linkTarget'].map(
    (name): Column<ReportItem> => [name, (item) => plain(item.details[name])],
  ),
];

const FINDING_COLUMNS: readonly Column<ReportFinding>[] = [
  ['host', (_, { host }) => host.hostname ?? host.address],
  ['id', (finding) => finding.id],
  ['rule', (finding) => finding.rule],
  ['severity', (finding) => finding.severity],
  ['subject', (finding) => finding.subject],
  ['title', (finding) => finding.title],
  ['why', (finding) => finding.why],
  ['remediation', (finding) => finding.remediation.join('\n')],
  ['evidence', (finding) => finding.evidence.map(evidenceText).join('\n')],
  ['sources', (finding) => finding.sources.join('\n')],
  ['digest', (finding) => finding.digest],
  ['waiverStatus', (finding) => finding.waiver?.status ?? null],
  ['waiverReason', (finding) => finding.waiver?.reason ?? null],
  ['waiverApprover', (finding) => finding.waiver?.approver ?? null],
  ['waiverExpires', (finding) => finding.waiver?.expires ?? null],
];

/** items.csv: every listed item of every host, line by line. */
export function itemsCsv(report: Report): Pieces {
  return piecesOf(() => csvLines(rows(report, ITEM_COLUMNS, (host) => host.items)));
}

/** findings.csv: every finding of every host, waived ones too, line by line. */
export function findingsCsv(report: Report): Pieces {
  return piecesOf(() => csvLines(rows(report, FINDING_COLUMNS, (host) => host.findings)));
}

/** items.csv as one text. */
export function renderItemsCsv(report: Report): string {
  return String(itemsCsv(report));
}

/** findings.csv as one text. */
export function renderFindingsCsv(report: Report): string {
  return String(findingsCsv(report));
}

function* rows<T>(
  { document }: Report,
  columns: readonly Column<T>[],
  rowsOf: (host: ReportHost) => readonly T[],
): Generator<readonly string[]> {
  yield columns.map(([name]) => name);
  for (const host of document.hosts)
    for (const row of rowsOf(host)) yield columns.map(([, value]) => plain(value(row, host)));
}

function evidenceText({ origin, line, excerpt }: ReportFinding['evidence'][number]): string {
  return `${origin}${line === undefined ? '' : `:${line}`}: ${excerpt}`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
