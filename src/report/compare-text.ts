import { formatCount } from '../lib/quantities.ts';
import { visible } from '../lib/visible.ts';
import type { CompareView } from './compare-view.ts';
import type { LinedEntry, LinedKind } from './lined-entries.ts';

/** The comparison for a terminal: what differs, a line each; nothing in it acts on the terminal. */
export function renderCompareText(view: CompareView): string {
  const { document, answer } = view;
  const { counts } = document;
  const lines = [
    `${view.name}: ${view.subtitle.toLowerCase()}: ${answer.label.toUpperCase()}`,
    ...view.because.map((sentence) => `  ${sentence}`),
    ...document.warnings.map((warning) => `  Note: ${warning}`),
    `  ${formatCount(counts.changed)} changed, ${formatCount(counts.added)} added, ${formatCount(counts.gone)} gone, ${formatCount(counts.same)} the same`,
    ...block(
      'Findings',
      view.findings.map(
        ({ changeLabel, title, subject, before, after }) =>
          `${changeLabel}: ${title} [${subject}] (${before} → ${after})`,
      ),
    ),
    ...(view.quietFindings > 0
      ? [`  ${formatCount(view.quietFindings)} more findings only say again what becomes of the items below.`]
      : []),
    ...view.sections.flatMap(({ label, kinds }) => block(label, kinds.flatMap(kindLines))),
    ...block(
      'Told apart (does not count)',
      view.apart.map(({ sentence, count }) => `${formatCount(count)}: ${sentence}`),
    ),
    ...block(
      'Could not be compared',
      view.uncompared.flatMap(({ entries }) => entries.map(({ label, note }) => `${label}: ${note}`)),
    ),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function kindLines({ label, entries, more }: LinedKind): string[] {
  return [
    label,
    ...entries.flatMap(entryLines).map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${formatCount(more)} more (--json has all)`] : []),
  ];
}

function entryLines({ label, fields, lines }: LinedEntry): string[] {
  return [
    label,
    ...fields
      .filter(({ why, field }) => why === '' && !(field === 'content' && lines.length > 0))
      .map(
        ({ field, before, after, isBefore, isAfter }) =>
          `    ${field}: ${isBefore ? before : 'not known'} → ${isAfter ? after : 'not known'}`,
      ),
    ...lines.filter(({ type }) => type !== 'same').map(({ text }) => `    ${text}`),
  ];
}
