import type { HostView, Report } from '../../model/report.ts';
import { formatInstant } from '../../lib/quantities.ts';
import { plainText, proseText } from '../../lib/markdown.ts';
import { madeFrom } from '../words.ts';
import { backupSection } from './backup.ts';
import { multipathSection } from './multipath.ts';
import * as sections from './sections.ts';

/** Lines a host: a page that somebody reads to its end in a ticket field. */
const ROOM = 120;

/** report.md: a page that can be pasted into a ticket. What it leaves out is counted and stands in report.html. */
export function renderMarkdown(report: Report): string {
  return `${report.views.map((view) => renderHost(report, view)).join('\n\n---\n\n')}\n`;
}

function renderHost({ document }: Report, view: HostView): string {
  const head = [
    `# Upgrade audit of ${plainText(view.name)}: ${view.verdict.label}`,
    [document.ticket, document.title].flatMap((text) => (text === null ? [] : plainText(text))).join(' – '),
    `${plainText(view.path)} · judged ${plainText(formatInstant(document.judgedAt))} by ${plainText(`${document.tool.name} ${document.tool.version}`)}, rules ${plainText(document.rules.version)}`,
    plainText(madeFrom(view.host) ?? ''),
    `**${view.verdict.label}.** ${view.verdict.sentence}`,
    view.verdict.because
      .slice(0, 12)
      .map((sentence) => `- ${proseText(sentence)}`)
      .join('\n'),
  ];
  return fit(
    head.filter((paragraph) => paragraph !== ''),
    sectionsOf(view),
  ).join('\n\n');
}

/** In the order of a change board: may we, how sure are we, what to do, how to go back; then the lists, while there is room. */
function sectionsOf(view: HostView): readonly sections.PageSection[] {
  const isStaying = (fate: string): boolean => fate === 'kept' || fate === 'untouched';
  return [
    sections.numbers(view),
    sections.blockers(view),
    sections.gaps(view),
    ...(view.waivers.length > 0 ? [sections.waivers(view)] : []),
    ...(view.backup === null ? [] : [backupSection(view.backup)]),
    sections.actions('To do before the upgrade', view.before),
    sections.backOut(view),
    sections.checklist(view),
    sections.actions('To do after the upgrade', view.after),
    sections.findings(view),
    ...(view.multipath === null ? [] : [multipathSection(view.multipath)]),
    sections.customisations(
      'What the upgrade takes or changes',
      view.sections.filter((section) => !isStaying(section.fate)),
    ),
    sections.packages(view),
    sections.customisations(
      'What stays',
      view.sections.filter((section) => isStaying(section.fate)),
    ),
    sections.diffs(view),
    sections.method(view),
  ];
}

/** Each section whole while there is room, then in a sentence. */
function fit(head: readonly string[], list: readonly sections.PageSection[]): readonly string[] {
  let room = ROOM - linesOf(head.join('\n\n'));
  return [
    ...head,
    ...list.map(({ title, body, brief }) => {
      const isWhole = linesOf(body) <= room;
      if (isWhole) room -= linesOf(body);
      return `## ${title}\n\n${isWhole ? body : brief}`;
    }),
  ];
}

function linesOf(text: string): number {
  return text.split('\n').length;
}
