import type { BackupManifest } from '../model/backup.ts';
import { isWaived, SEVERITIES, type Severity } from '../model/finding.ts';
import type { JudgedHost } from '../model/judged.ts';

/** Exit codes; the larger wins. */
export const EXIT = { done: 0, findings: 1, notWhole: 2, bug: 70 } as const;

/**
 * 0 nothing unwaived at or above `failOn` · 1 such a finding · 2 the job could not be done whole: verdict `incomplete`, a bundle
 * that is cut or altered, or with `strict` any gap. `blocked` with undetermined rules stays 1: the answer is known.
 */
export function exitCode(hosts: readonly JudgedHost[], failOn: Severity, strict: boolean): number {
  let code: number = EXIT.done;
  const threshold = SEVERITIES.indexOf(failOn);
  for (const host of hosts) {
    const findings = host.outcomes.flatMap((outcome) =>
      outcome.outcome === 'findings' ? outcome.findings : [],
    );
    const bad = findings.some(
      (finding) => !isWaived(finding) && SEVERITIES.indexOf(finding.severity) <= threshold,
    );
    if (bad) code = Math.max(code, EXIT.findings);
    const gaps = Object.values(host.inventory.sections).some((section) => section.gaps.length > 0);
    const whole = host.inventory.collection.complete;
    if (host.verdict === 'incomplete' || !whole || (strict && gaps)) code = Math.max(code, EXIT.notWhole);
  }
  return code;
}

/**
 * 2 when something that was chosen could not be taken, or, with `strict`, changed while it was read. What the options leave
 * out was left out as told.
 */
export function backupCode(manifest: BackupManifest | undefined, strict: boolean): number {
  const isNotWhole = manifest?.entries.some(
    ({ status }) => status === 'failed' || (strict && status === 'changed-while-read'),
  );
  return isNotWhole === true ? EXIT.notWhole : EXIT.done;
}
