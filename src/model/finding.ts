import { compareText } from '../lib/order.ts';
import type { Compat, FateName } from './fate.ts';
import type { Gap } from './gap.ts';
import type { Evidence } from './inventory.ts';

/** `blocker` refuses, stops half-way, destroys data or locks out … `info`. */
export type Severity = 'blocker' | 'high' | 'medium' | 'low' | 'info';

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['blocker', 'high', 'medium', 'low', 'info'];

/** An accepted finding; shown in the report, never hidden. */
export interface Waiver {
  readonly reason: string;
  readonly approver: string;
  /** ISO 8601 date; null = none. */
  readonly expires: string | null;
  /** `active`, or why it no longer counts. */
  readonly status: 'active' | 'expired' | 'changed';
  /** `changed`: lines that were accepted and are gone (`- …`), and lines that are new (`+ …`). */
  readonly difference?: readonly string[];
}

export interface Finding {
  /** `<rule>:<subject>[#key]`; never made from a sentence. */
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  /** Item id. */
  readonly subject: string;
  readonly title: string;
  readonly why: string;
  readonly remediation: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly sources: readonly string[];
  readonly waiver: Waiver | null;
  /** `sha256:…` over what was found; a waiver names it, and ends when it changes. */
  readonly digest: string;
  /** What the rule sets on its subject; null = leaves it. */
  readonly compat: Compat | null;
  readonly fate: FateName | null;
}

/** Every rule gets exactly one. */
export type Outcome = { readonly rule: string; readonly title: string } & (
  | { readonly outcome: 'findings'; readonly findings: readonly Finding[]; readonly gaps: readonly Gap[] }
  | { readonly outcome: 'clear' | 'not-applicable'; readonly gaps: readonly Gap[] }
  | { readonly outcome: 'undetermined'; readonly gaps: readonly Gap[] }
);

/** `blocked` · `incomplete` · `action-needed` · `ready`. */
export type Verdict = 'blocked' | 'incomplete' | 'action-needed' | 'ready';

/** Whether the finding is accepted; an expired or void waiver does not count. */
export function isWaived(finding: Pick<Finding, 'waiver'>): boolean {
  return finding.waiver?.status === 'active';
}

/** Whether the finding says no more than the fate or compat of its item does: `customisation-<word>`. */
export function isBuiltIn(finding: Pick<Finding, 'rule'>): boolean {
  return finding.rule.startsWith('customisation-');
}

/** All findings of all rules: worst first, then by rule, subject and id. */
export function sortFindings(outcomes: readonly Outcome[]): readonly Finding[] {
  return outcomes
    .flatMap((outcome) => (outcome.outcome === 'findings' ? outcome.findings : []))
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        compareText(a.rule, b.rule) ||
        compareText(a.subject, b.subject) ||
        compareText(a.id, b.id),
    );
}
