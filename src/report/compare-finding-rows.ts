import { compareText } from '../lib/order.ts';
import type { CompareDocument, FindingChange } from '../model/compare.ts';
import { SEVERITIES } from '../model/finding.ts';
import { SEVERITY_WORDS, WAIVER_WORDS } from './words.ts';

/** A finding of two sides, ready to be laid out. */
export interface FindingRow {
  readonly title: string;
  readonly rule: string;
  readonly subject: string;
  readonly changeLabel: string;
  readonly before: string;
  readonly after: string;
}

const FINDING_WORDS: Readonly<Record<FindingChange['change'], string>> = {
  new: 'New',
  gone: 'Gone',
  severity: 'Weighs otherwise',
  waiver: 'Waiver changed',
  evidence: 'Says it of other evidence',
};

/**
 * Findings that say more than the list of items does, worst first. That a thing is lost in the upgrade, which is there on one
 * side only, is no news beside the thing itself.
 */
export function tellingFindings({ findings, items }: CompareDocument): readonly FindingChange[] {
  const told = new Set(items.map(({ id }) => id));
  const worst = ({ severityBefore, severityAfter }: FindingChange): number =>
    Math.min(
      ...[severityBefore, severityAfter].map((one) =>
        one === null ? SEVERITIES.length : SEVERITIES.indexOf(one),
      ),
    );
  return findings
    .filter(({ rule, subject }) => !(rule.startsWith('customisation-') && told.has(subject)))
    .sort((a, b) => worst(a) - worst(b) || compareText(a.id, b.id));
}

/** One of them as a row. */
export function findingRow(finding: FindingChange): FindingRow {
  const { title, rule, subject, change, severityBefore, severityAfter, waiverBefore, waiverAfter } = finding;
  const side = (severity: typeof severityBefore, waiver: string | null): string =>
    severity === null
      ? 'none'
      : SEVERITY_WORDS[severity].label +
        (waiver === null ? '' : `, ${WAIVER_WORDS[waiver as keyof typeof WAIVER_WORDS]}`);
  return {
    title,
    rule,
    subject,
    changeLabel: FINDING_WORDS[change],
    before: side(severityBefore, waiverBefore),
    after: side(severityAfter, waiverAfter),
  };
}
