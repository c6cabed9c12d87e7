import type { HostView, Report } from '../../model/report.ts';
import { formatInstant } from '../quantities.ts';
import { plainText, proseText } from './escape.ts';
import * as sections from './sections.ts';

/** Characters a host: ticket systems take about 32,000. */
const ROOM = 28_000;

/** report.md: a page that can be pasted into a ticket. What it leaves out is counted and stands in report.html. */
export function renderMarkdown(report: Report): string {
  return `${report.views.map((view) => renderHost(report, view)).join('\n\n---\n\n')}\n`;
}

function renderHost({ document }: Report, view: HostView): string {
  const head = [
    `# Upgrade audit of ${plainText(view.name)}: ${view.verdict.label}`,
    [document.ticket, document.title].flatMap((text) => (text === null ? [] : plainText(text))).join(' – '),
    `${plainText(view.path)} · judged ${plainText(formatInstant(document.judgedAt))} by ${plainText(`${document.tool.name} ${document.tool.version}`)}, rules ${plainText(document.rules.version)}`,
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

/** In the order of a change ticket: why, what to do, what goes, how to go back, how sure we are. */
function sectionsOf(view: HostView): readonly sections.PageSection[] {
  const isStaying = (fate: string): boolean => fate === 'kept' || fate === 'untouched';
  return [
    sections.numbers(view),
    sections.blockers(view),
    sections.actions('To do before the upgrade', view.before),
    sections.checklist(view),
    sections.actions('To do after the upgrade', view.after),
    sections.backOut(view),
    sections.findings(view),
    sections.customisations(
      'What the upgrade takes or changes',
      view.sections.filter((section) => !isStaying(section.fate)),
    ),
    sections.customisations(
      'What stays',
      view.sections.filter((section) => isStaying(section.fate)),
    ),
    sections.packages(view),
    sections.diffs(view),
    sections.gaps(view),
    ...(view.waivers.length > 0 ? [sections.waivers(view)] : []),
    sections.method(view),
  ];
}

/** Each section whole while there is room, then in a sentence. */
function fit(head: readonly string[], list: readonly sections.PageSection[]): readonly string[] {
  let room = ROOM - head.join('\n\n').length;
  return [
    ...head,
    ...list.map(({ title, body, brief }) => {
      const isWhole = body.length <= room;
      if (isWhole) room -= body.length;
      return `## ${title}\n\n${isWhole ? body : brief}`;
    }),
  ];
}
