import { codeText, plainText, proseText, table } from '../lib/markdown.ts';
import { countOf, formatCount, formatInstant } from '../lib/quantities.ts';
import type { CompareView } from './compare-view.ts';

/** Lines of a section; what is left out is counted and stands in compare.html and compare.json. */
const FEW = 30;

/** compare.md: a page that can be pasted into a ticket. */
export function renderCompareMarkdown(view: CompareView): string {
  const { document, answer } = view;
  const parts = [
    `# Comparison of ${plainText(view.name)}: ${answer.label}`,
    `${view.subtitle} · compared ${plainText(formatInstant(document.comparedAt))} by ${plainText(`${document.tool.name} ${document.tool.version}`)}`,
    `**${answer.label}.** ${answer.sentence}`,
    list([
      ...view.because.map(proseText),
      ...document.warnings.map((text) => `**Note:** ${proseText(text)}`),
    ]),
    table(
      view.tiles.map(({ label }) => label),
      [view.tiles.map(({ count }) => formatCount(count))],
    ),
    table(
      ['', 'First', 'Second'],
      view.sides.map(({ label, a, b }) => [label, plainText(a), plainText(b)]),
    ),
    section(
      'Findings',
      view.findings.map(
        ({ changeLabel, title, subject, before, after }) =>
          `${changeLabel}: ${proseText(title)} ${codeText(subject)} (${before} → ${after})`,
      ),
    ),
    view.quietFindings === 0
      ? ''
      : `${formatCount(view.quietFindings)} more findings only say again what becomes of the items below.`,
    ...view.sections.map(({ label, kinds }) =>
      section(
        label,
        kinds.flatMap((kind) =>
          kind.entries.map((entry) => `${kind.label}: ${codeText(entry.label)} – ${proseText(entry.note)}`),
        ),
      ),
    ),
    section(
      'Told apart',
      view.apart.map(({ sentence, count }) => `${formatCount(count)}: ${sentence}`),
    ),
    section(
      'Could not be compared',
      view.uncompared.map(
        ({ label, count, entries }) =>
          `${label}: ${formatCount(count)}, such as ${codeText(entries[0]?.label ?? '')}`,
      ),
    ),
    `Not looked at: ${countOf(document.gaps.a.length, 'gap')} on the first side, ${formatCount(document.gaps.b.length)} on the second.`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const more = lines.length - FEW;
  return [
    `## ${title}`,
    list(lines.slice(0, FEW)),
    ...(more > 0 ? [`${formatCount(more)} more in compare.html.`] : []),
  ].join('\n\n');
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
