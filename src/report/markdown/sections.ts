import type { ActionView, Entry, FateSection, FindingCard, HostView } from '../../model/report.ts';
import { countOf, formatCount } from '../../lib/quantities.ts';
import { codeText, plainText, proseText, table } from '../../lib/markdown.ts';

/** A section of the page: whole, and in one sentence for when the page gets too long. */
export interface PageSection {
  readonly title: string;
  readonly body: string;
  readonly brief: string;
}

/** Lines that a section of a ticket holds. */
const FEW = 8;
/** Lines of what happens to each thing. */
const MANY = 40;

export function numbers(view: HostView): PageSection {
  const severities = view.severities.map((tally) =>
    tally.waived > 0
      ? `${formatCount(tally.open)} (+ ${formatCount(tally.waived)} waived)`
      : formatCount(tally.open),
  );
  const fates = view.fates.filter((tally) => tally.listed > 0);
  const compats = view.compats.filter((tally) => tally.listed > 0);
  const body = [
    table(
      view.severities.map((tally) => tally.label),
      [severities],
    ),
    `What becomes of ${countOf(view.totals.listed, 'customisation')} (${countOf(view.totals.items, 'item')} looked at):`,
    table(
      ['Fate', 'Entries', 'Items', 'Meaning'],
      fates.map((tally) => [
        tally.label,
        formatCount(tally.entries),
        formatCount(tally.listed),
        tally.meaning,
      ]),
    ),
    `Once back in place: ${compats.map((tally) => `${formatCount(tally.listed)} ${tally.label}`).join(', ') || 'nothing to say'}.`,
  ].join('\n\n');
  return { title: 'In numbers', body, brief: 'See report.html.' };
}

export function blockers(view: HostView): PageSection {
  return findingsSection('Blockers', view.blockers, 'None was found.');
}

export function findings(view: HostView): PageSection {
  return findingsSection('Other findings', view.findings, 'None.');
}

function findingsSection(title: string, cards: readonly FindingCard[], none: string): PageSection {
  const rows = few(cards, (card) => [
    `**${card.severityLabel}**${card.isWaived ? ' (waived)' : ''}`,
    `${proseText(card.title)} ${codeText(card.rule)}`,
    subjectsOf(card),
    `${proseText(card.why)}${card.waiverNote === null ? '' : ` ${plainText(card.waiverNote)}`}`,
  ]);
  return {
    title,
    body:
      cards.length === 0 ? none : withMore(table(['Severity', 'Finding', 'On', 'Why'], rows), cards.length),
    brief: brief(cards.length, 'finding'),
  };
}

function subjectsOf(card: FindingCard): string {
  const shown = card.subjects.slice(0, 3).map((subject) => codeText(subject.label));
  const more = card.subjects.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}

export function actions(title: string, list: readonly ActionView[]): PageSection {
  const lines = few(list, (action) =>
    [
      `- [ ] ${proseText(action.title)}${action.subjects > 1 ? ` (${countOf(action.subjects, 'thing')})` : ''}`,
      ...action.steps.map((step) => `  - ${proseText(step)}`),
    ].join('\n'),
  );
  return {
    title,
    body: list.length === 0 ? 'No finding asks for anything.' : withMore(lines.join('\n'), list.length),
    brief: brief(list.length, 'group', 'groups of steps'),
  };
}

export function checklist(view: HostView): PageSection {
  const lines = few(view.checklist, (entry) => `- [ ] ${proseText(entry.text)}`);
  return {
    title: 'To check by hand',
    body: lines.length === 0 ? 'Nothing is known.' : withMore(lines.join('\n'), view.checklist.length),
    brief: brief(view.checklist.length, 'question'),
  };
}

export function backOut(view: HostView): PageSection {
  const rows = few(view.backOut, (step) => [step.step, step.undo, step.until, step.never].map(proseText));
  return {
    title: 'Going back',
    body:
      rows.length === 0
        ? 'Nothing is known about the way back for this upgrade path.'
        : withMore(
            table(['Step', 'How to go back', 'Possible until', 'Never comes back'], rows),
            view.backOut.length,
          ),
    brief: brief(view.backOut.length, 'step'),
  };
}

/** One section for what the upgrade takes or changes, one for what it keeps; a cause is said once. */
export function customisations(title: string, sections: readonly FateSection[]): PageSection {
  const total = sections.reduce((sum, section) => sum + section.entries, 0);
  const copies = [...new Set(sections.flatMap((section) => section.oldCopies ?? []))].map(plainText);
  let room = MANY;
  const blocks: string[] = [];
  for (const { label, kind, cause } of causesOf(sections)) {
    const shown = cause.entries.slice(0, room);
    if (shown.length === 0) break;
    room -= shown.length;
    blocks.push(
      `**${label} – ${kind}.** ${proseText(cause.because)}\n\n${shown.map((entry) => `- ${labelOf(entry)}`).join('\n')}`,
    );
  }
  return {
    title,
    body: total === 0 ? 'Nothing.' : [...blocks, ...more(total, MANY), ...copies].join('\n\n'),
    brief: brief(total, 'entry', 'entries'),
  };
}

function causesOf(sections: readonly FateSection[]) {
  return sections.flatMap((section) =>
    section.kinds.flatMap((kind) =>
      kind.causes.map((cause) => ({ label: section.label, kind: kind.label, cause })),
    ),
  );
}

function labelOf({ label, to, tree, facts, compat, compatLabel }: Entry): string {
  const about = tree === null ? [] : facts.slice(0, 3);
  return [
    codeText(label),
    ...(to === null ? [] : [`→ ${codeText(to)}`]),
    ...(about.length === 0 ? [] : [`(${about.map(plainText).join(', ')})`]),
    ...(compat === 'works' ? [] : [`– on the target: ${compatLabel}`]),
  ].join(' ');
}

export function packages(view: HostView): PageSection {
  const rows = few(view.packages, (row) => [
    codeText(row.nevra),
    plainText(row.vendor),
    row.provenanceLabel,
    row.fateLabel,
    row.compatLabel,
  ]);
  return {
    title: 'Packages that are not stock',
    body:
      rows.length === 0
        ? 'None was found.'
        : withMore(table(['Package', 'Vendor', 'From', 'Fate', 'On the target'], rows), view.packages.length),
    brief: brief(view.packages.length, 'package'),
  };
}

export function diffs(view: HostView): PageSection {
  const lines = few(
    view.diffs,
    (diff) =>
      `- ${codeText(diff.path)} against ${diff.against}: ${formatCount(diff.added)} added, ${formatCount(diff.removed)} removed`,
  );
  return {
    title: 'Changed configuration',
    body:
      lines.length === 0
        ? 'No pristine text was at hand to compare with.'
        : `${withMore(lines.join('\n'), view.diffs.length)}\n\nThe lines themselves are in report.html.`,
    brief: brief(view.diffs.length, 'file'),
  };
}

export function gaps(view: HostView): PageSection {
  const causes = view.gaps.flatMap((group) =>
    group.gaps.map((gap) => ({ ...gap, collector: group.collector })),
  );
  const lines = few(causes, (gap) => {
    const [first] = gap.origins;
    const where = gap.origins.length === 1 ? codeText(first ?? '') : countOf(gap.origins.length, 'place');
    return `- ${plainText(gap.collector)}: not known ${proseText(gap.detail)} (${where}: ${gap.reasonLabel})`;
  });
  const rules = few(view.undetermined, (rule) => `- ${proseText(rule.title)} ${codeText(rule.rule)}`);
  return {
    title: 'What was not looked at',
    body: [
      lines.length === 0 ? 'Every collector answered in full.' : withMore(lines.join('\n'), causes.length),
      ...(rules.length === 0
        ? []
        : ['Rules that could not be decided:', withMore(rules.join('\n'), view.undetermined.length)]),
      ...(view.uncertainties.length === 0
        ? []
        : [
            'Not certain about the target:',
            withMore(
              few(view.uncertainties, (text) => `- ${proseText(text)}`).join('\n'),
              view.uncertainties.length,
            ),
          ]),
    ].join('\n\n'),
    brief: brief(view.totals.gaps, 'gap'),
  };
}

export function waivers(view: HostView): PageSection {
  const rows = few(view.waivers, (row) => [
    proseText(row.title),
    row.severityLabel,
    row.statusLabel,
    plainText(row.reason),
    plainText(row.approver),
    plainText(row.expires),
  ]);
  return {
    title: 'Waivers',
    body:
      rows.length === 0
        ? 'None.'
        : withMore(
            table(['Finding', 'Severity', 'State', 'Reason', 'Approved by', 'Expires'], rows),
            view.waivers.length,
          ),
    brief: brief(view.waivers.length, 'waiver'),
  };
}

export function method(view: HostView): PageSection {
  const facts = few(view.method, (fact) => `- ${plainText(fact.label)}: ${plainText(fact.value)}`, 30);
  const warnings = few(view.warnings, (warning) => `- **Note:** ${plainText(warning)}`);
  return { title: 'How it was done', body: [...warnings, ...facts].join('\n'), brief: 'See report.html.' };
}

export function few<T, R>(list: readonly T[], line: (entry: T) => R, limit = FEW): readonly R[] {
  return list.slice(0, limit).map(line);
}

export function withMore(text: string, total: number): string {
  return [text, ...more(total, FEW)].join('\n\n');
}

function more(total: number, shown: number): readonly string[] {
  return total > shown ? [`${formatCount(total - shown)} more in report.html.`] : [];
}

function brief(count: number, one: string, many?: string): string {
  return count === 0 ? 'None.' : `${countOf(count, one, many)}, all in report.html.`;
}
