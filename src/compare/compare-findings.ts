import { compareText } from '../lib/order.ts';
import type { FindingChange } from '../model/compare.ts';
import type { ReportFinding } from '../model/report-document.ts';

/**
 * Findings that only one of two reports has, or that weigh or are accepted otherwise. Pure.
 * @param withEvidence also those that say the same about other evidence; of two hosts that is always so
 */
export function compareFindings(
  before: readonly ReportFinding[],
  after: readonly ReportFinding[],
  withEvidence: boolean,
): FindingChange[] {
  const inBefore = new Map(before.map((finding) => [finding.id, finding]));
  const inAfter = new Map(after.map((finding) => [finding.id, finding]));
  return [...new Set([...inBefore.keys(), ...inAfter.keys()])].sort(compareText).flatMap((id) => {
    const one = inBefore.get(id) ?? null;
    const other = inAfter.get(id) ?? null;
    const shown = other ?? one;
    const change = changeOf(one, other, withEvidence);
    if (shown === null || change === null) return [];
    return {
      id,
      rule: shown.rule,
      subject: shown.subject,
      title: shown.title,
      change,
      severityBefore: one?.severity ?? null,
      severityAfter: other?.severity ?? null,
      waiverBefore: one?.waiver?.status ?? null,
      waiverAfter: other?.waiver?.status ?? null,
    };
  });
}

function changeOf(
  one: ReportFinding | null,
  other: ReportFinding | null,
  withEvidence: boolean,
): FindingChange['change'] | null {
  if (one === null) return 'new';
  if (other === null) return 'gone';
  if (one.severity !== other.severity) return 'severity';
  if (one.waiver?.status !== other.waiver?.status) return 'waiver';
  return withEvidence && one.digest !== other.digest ? 'evidence' : null;
}
