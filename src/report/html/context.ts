import type { ActionView, HostView, Report } from '../../model/report.ts';
import { formatInstant } from '../../lib/quantities.ts';
import {
  countLeftOut,
  cutCard,
  cutDiff,
  cutGaps,
  cutSections,
  cutWaiver,
  fullRoom,
  shownEntries,
} from './cut.ts';
import { backupContext } from './backup.ts';
import { multipathContext } from './multipath.ts';
import { makeVisible, visibleLine } from './reveal.ts';

const SIGNS = { blocked: '✕', incomplete: '?', 'action-needed': '▲', ready: '✓' } as const;

/** What the template reads: the view of one host, cut to what a page holds, with nothing in it hidden. */
export function pageContext({ document }: Report, view: HostView): object {
  const sections = cutSections(view.sections, fullRoom());
  const shown = shownEntries(sections);
  const page = makeVisible({
    ...view,
    host: null,
    tool: document.tool,
    rules: document.rules,
    judgedAt: formatInstant(document.judgedAt),
    ticket: document.ticket,
    title: document.title,
    verdictSign: SIGNS[view.verdict.word],
    contents: contentsOf(view),
    destroyed: view.fates.find((tally) => tally.name === 'destroyed')?.listed ?? 0,
    severities: view.severities.map((tally) => ({
      ...tally,
      isMany: tally.open > tally.cards,
      isOneCard: tally.cards === 1,
    })),
    fates: view.fates.map((tally) => ({ ...tally, isMore: tally.listed > tally.entries })),
    before: view.before.map((action) => actionOf(view, action)),
    after: view.after.map((action) => actionOf(view, action)),
    blockers: view.blockers.map((card) => cutCard(card, shown)),
    findings: view.findings.map((card) => cutCard(card, shown)),
    sections,
    leftOut: countLeftOut(sections),
    packages: view.packages.map((row) => ({ ...row, isListed: shown.has(row.anchor) })),
    multipath: null,
    backup: null,
    diffs: [],
    gaps: view.gaps.map(cutGaps),
    waivers: view.waivers.map(cutWaiver),
  });
  return {
    ...page,
    multipath: multipathContext(view.multipath),
    backup: backupContext(view.backup),
    diffs: diffsOf(view),
  };
}

function actionOf(view: HostView, action: ActionView): object {
  const severityLabel = view.severities.find((tally) => tally.name === action.severity)?.label;
  return { ...action, severityLabel, isMany: action.subjects > 1 };
}

function diffsOf(view: HostView): readonly object[] {
  return view.diffs.map(cutDiff).map((diff) => ({
    ...makeVisible({ ...diff, lines: [] }),
    lines: diff.lines.map(({ type, text }) => ({ type, text: visibleLine(text) })),
  }));
}

function contentsOf(view: HostView): readonly object[] {
  const entries: readonly (readonly [anchor: string, label: string, count: number | null])[] = [
    ['summary', 'Verdict', null],
    ['blockers', 'Blockers', view.blockers.length],
    ['before', 'To do before', view.before.length],
    ['checklist', 'To check by hand', view.checklist.length],
    ['after', 'To do after', view.after.length],
    ...(view.backup === null ? [] : [['backup', 'Backup', null] as const]),
    ['backout', 'Going back', null],
    ['findings', 'Findings', view.findings.length],
    ['customisations', 'Customisations', view.totals.entries],
    ['packages', 'Packages', view.totals.packages],
    ...(view.multipath === null ? [] : [['multipath', 'Multipath', null] as const]),
    ['diffs', 'Changed configuration', view.diffs.length],
    ['gaps', 'Not looked at', view.totals.gaps],
    ...(view.waivers.length > 0 ? [['waivers', 'Waivers', view.waivers.length] as const] : []),
    ['method', 'How it was done', null],
  ];
  return entries.map(([anchor, label, count]) => ({
    anchor,
    label,
    count: count ?? 0,
    hasCount: count !== null,
  }));
}
