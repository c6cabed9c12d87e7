import { isBuiltIn, isWaived, SEVERITIES, type Finding, type Waiver } from '../../model/finding.ts';
import { anchorOf } from './anchors.ts';

/** Findings of one rule that share severity and waiver: one card of the report. */
export interface CardGroup {
  readonly anchor: string;
  readonly rule: string;
  readonly isWaived: boolean;
  readonly waiver: Waiver | null;
  /** At least one. */
  readonly findings: readonly [Finding, ...Finding[]];
}

/** Worst first; of one severity waived ones after the others and built-in ones last, else in the order of the findings. */
export function groupFindings(findings: readonly Finding[]): readonly CardGroup[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.rule, finding.severity, finding.waiver]);
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [finding]);
    else same.push(finding);
  }
  return [...groups]
    .map(([key, [first, ...more]]): CardGroup => ({
      anchor: anchorOf('f', key),
      rule: first.rule,
      isWaived: isWaived(first),
      waiver: first.waiver,
      findings: [first, ...more],
    }))
    .sort(compareGroups);
}

function compareGroups(a: CardGroup, b: CardGroup): number {
  const [left] = a.findings;
  const [right] = b.findings;
  return (
    SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
    Number(a.isWaived) - Number(b.isWaived) ||
    Number(isBuiltIn(left)) - Number(isBuiltIn(right))
  );
}
