import { codeText, plainText, proseText, table } from '../lib/markdown.ts';
import { countOf, formatCount, formatInstant } from '../lib/quantities.ts';
import type { LinedEntry } from './lined-entries.ts';
import type { VerifySection, VerifyView } from './verify-view.ts';
import { CLOSING_WORDS } from './verify-words.ts';
import { FATE_WORDS } from './words.ts';

/** Lines of a section; what is left out is counted and stands in verify.html and verify.json. */
const FEW = 25;

/** verify.md: a page that can be pasted into a ticket. */
export function renderVerifyMarkdown(view: VerifyView): string {
  const { document, outcome } = view;
  const parts = [
    `# Closing report of ${plainText(view.name)}: ${outcome.label}`,
    [document.ticket, document.title].flatMap((text) => (text === null ? [] : plainText(text))).join(' – '),
    `${plainText(view.path)} · verified ${plainText(formatInstant(document.verifiedAt))} by ${plainText(`${document.tool.name} ${document.tool.version}`)}`,
    `**${outcome.label}.** ${outcome.sentence}`,
    list(document.because.map(proseText)),
    table(
      view.tiles.map(({ label }) => label),
      [view.tiles.map(({ count }) => formatCount(count))],
    ),
    list(view.tallies.map(({ label, sentence }) => `${label}: ${sentence}`)),
    list(document.warnings.map((warning) => `**Note:** ${proseText(warning)}`)),
    list(view.facts.map(({ label, value }) => `${label}: ${plainText(value)}`)),
    ...view.sections.map((section) => sectionText(section, section.anchor === 'identical')),
    mispredictions(view),
    gapsText(view),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function sectionText({ label, meaning, count, kinds }: VerifySection, isQuiet: boolean): string {
  const head = `## ${label} (${formatCount(count)})\n\n${meaning}`;
  if (isQuiet) {
    const kindsSaid = kinds.map((kind) => `${kind.label}: ${formatCount(kind.count)}`);
    return `${head}\n\n${list([...kindsSaid, 'Each of them stands in verify.html.'])}`;
  }
  const entries = kinds.flatMap((kind) => kind.entries.map((entry) => ({ entry, kind: kind.label })));
  const shown = entries
    .slice(0, FEW)
    .map(({ entry, kind }) => `- ${kind}: ${codeText(entry.label)} – ${proseText(entry.note)}${tail(entry)}`);
  const more = entries.length - shown.length;
  return [head, shown.join('\n'), ...(more > 0 ? [`${formatCount(more)} more in verify.html.`] : [])].join(
    '\n\n',
  );
}

/** What one has to know beside the sentence. */
function tail({ more, lines }: LinedEntry): string {
  const said = more
    .filter(({ label }) => label === 'What would tell' || label === 'Given up by')
    .map(({ label, value }) => ` ${label}: ${label === 'Given up by' ? plainText(value) : proseText(value)}`);
  return said.join('') + (lines.length > 0 ? ' The difference stands in verify.html.' : '');
}

function mispredictions({ document }: VerifyView): string {
  const title = '## What turned out otherwise than foretold';
  if (document.mispredictions.length === 0) return `${title}\n\nNothing, as far as could be seen.`;
  const rows = document.mispredictions
    .slice(0, FEW)
    .map((one) => [
      codeText(one.id),
      FATE_WORDS[one.foretold].label,
      CLOSING_WORDS[one.observed].label,
      proseText(one.why),
    ]);
  const more = document.mispredictions.length - rows.length;
  return [
    title,
    table(['Item', 'Foretold', 'Found', 'Why it counts'], rows),
    ...(more > 0 ? [`${formatCount(more)} more in verify.html.`] : []),
    'mispredictions.json has them without contents and with names replaced, to be sent to the project.',
  ].join('\n\n');
}

function gapsText({ document: { gaps } }: VerifyView): string {
  const lines = gaps.after
    .slice(0, FEW)
    .map(
      ({ collector, origin, reason, detail }) =>
        `- ${plainText(collector)}: not known ${proseText(detail)} (${codeText(origin)}: ${reason})`,
    );
  const more = gaps.after.length - lines.length;
  return [
    '## What was not looked at',
    gaps.after.length === 0 ? 'On the upgraded host every collector answered in full.' : lines.join('\n'),
    ...(more > 0 ? [`${formatCount(more)} more in verify.html.`] : []),
    `The audit itself had ${countOf(gaps.before.length, 'gap')}.`,
  ].join('\n\n');
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
