import { compareText } from '../../lib/order.ts';
import type { Outcome } from '../../model/finding.ts';
import type { ReportHost } from '../../model/report-document.ts';
import type { GapGroup, UndeterminedRule } from '../../model/report.ts';
import { GAP_WORDS } from '../words.ts';

/** What was not looked at, by collector; paths that share reason and consequence stand together. */
export function groupGaps(gaps: ReportHost['gaps']): readonly GapGroup[] {
  const collectors = new Map<
    string,
    Map<string, [ReportHost['gaps'][number], ...ReportHost['gaps'][number][]]>
  >();
  for (const gap of gaps) {
    const causes = collectors.get(gap.collector) ?? new Map<string, [typeof gap, ...(typeof gap)[]]>();
    collectors.set(gap.collector, causes);
    const key = JSON.stringify([gap.reason, gap.detail]);
    const same = causes.get(key);
    if (same === undefined) causes.set(key, [gap]);
    else same.push(gap);
  }
  return [...collectors].map(([collector, causes]) => ({
    collector,
    count: [...causes.values()].reduce((sum, same) => sum + same.length, 0),
    gaps: [...causes.values()].map((same) => ({
      reasonLabel: GAP_WORDS[same[0].reason],
      detail: same[0].detail,
      origins: same.map((gap) => gap.origin),
    })),
  }));
}

/** Rules that could not be decided, and what hid their facts. */
export function listUndetermined(outcomes: readonly Outcome[]): readonly UndeterminedRule[] {
  return outcomes
    .filter((outcome) => outcome.outcome === 'undetermined')
    .sort((a, b) => compareText(a.rule, b.rule))
    .map(({ rule, title, gaps }) => ({
      rule,
      title,
      hiddenBy: [...new Set(gaps.map((gap) => `${gap.origin}: ${GAP_WORDS[gap.reason]}`))].sort(compareText),
    }));
}
