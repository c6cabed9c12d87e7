import { SEVERITIES, type Severity } from '../model/finding.ts';
import type { JudgedHost } from '../model/judged.ts';

/** Exit codes; the larger wins. */
export const EXIT = { done: 0, findings: 1, notWhole: 2, bug: 70 } as const;

/**
 * 0 nothing unwaived at or above `failOn` · 1 such a finding · 2 the job could not be done whole: verdict `incomplete`, or with
 * `strict` any gap. `blocked` with undetermined rules stays 1: the answer is known.
 */
export function exitCode(hosts: readonly JudgedHost[], failOn: Severity, strict: boolean): number {
  let code: number = EXIT.done;
  const threshold = SEVERITIES.indexOf(failOn);
  for (const host of hosts) {
    const findings = host.outcomes.flatMap((outcome) =>
      outcome.outcome === 'findings' ? outcome.findings : [],
    );
    const bad = findings.some(
      (finding) => finding.waiver?.status !== 'active' && SEVERITIES.indexOf(finding.severity) <= threshold,
    );
    if (bad) code = Math.max(code, EXIT.findings);
    const gaps = Object.values(host.inventory.sections).some((section) => section.gaps.length > 0);
    if (host.verdict === 'incomplete' || (strict && gaps)) code = Math.max(code, EXIT.notWhole);
  }
  return code;
}
