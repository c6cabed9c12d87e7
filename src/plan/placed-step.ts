import { isBuiltIn, isWaived, type Finding } from '../model/finding.ts';
import type { RestoreStep } from '../model/restore-plan.ts';

/** A step with what it is sorted by. */
export interface PlacedStep {
  readonly step: RestoreStep;
  /** In its phase: files first. */
  readonly place: number;
  readonly key: string;
}

/** Ids of the findings whose remediation says more than the fate does. */
export function ownFindings(findings: readonly Finding[]): readonly string[] {
  return findings.filter((finding) => !isBuiltIn(finding) && !isWaived(finding)).map(({ id }) => id);
}
