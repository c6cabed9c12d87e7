import type { Compat, FateName } from '../model/fate.ts';
import type { Severity } from '../model/finding.ts';
import type { UpgradeMethod } from '../model/host.ts';
import type { Matcher } from './evaluation.ts';
import type { Example } from './example-schema.ts';
import type { MatchSpec } from './matchers/index.ts';

/** For which upgrades a rule holds; what is null holds for all. */
export interface Applies {
  /** Semver range over the source release: `>=6.0.0 <7.0.0-0`. */
  readonly from: string | null;
  readonly to: string | null;
  /** Ways of upgrading; `worst` is met by every rule. */
  readonly method: readonly UpgradeMethod[] | null;
}

export interface Rule {
  /** Kebab-case noun phrase; given by hand and never used again for something else. */
  readonly id: string;
  /** May hold `{{placeholders}}`, as may why and remediation. */
  readonly title: string;
  readonly applies: Applies;
  readonly severity: Severity;
  /** What it says of its subject's compat; null = nothing. */
  readonly compat: Compat | null;
  /** What it says of its subject's fate; null = nothing. */
  readonly fate: FateName | null;
  readonly why: string;
  /** Steps, in their order. */
  readonly remediation: readonly string[];
  readonly sources: readonly string[];
  /** Ids of the facts it came from. */
  readonly covers: readonly string[];
  readonly examples: { readonly match: readonly Example[]; readonly clear: readonly Example[] };
  /** What it looks for, as it was written. */
  readonly match: MatchSpec;
  readonly matcher: Matcher;
  /** Words of the matchers in it, for the documentation. */
  readonly kinds: readonly string[];
  /** Stop conditions of the installer that it speaks for. */
  readonly conditions: readonly string[];
  /** File and 1-based line it stands on. */
  readonly file: string;
  readonly line: number;
}

/** Something that no look at dom0 can show, and that a person has to check. */
export interface ChecklistRule {
  readonly id: string;
  readonly applies: Applies;
  readonly text: string;
  readonly source: string;
  readonly covers: readonly string[];
}

export interface DisabledRule {
  readonly id: string;
  readonly reason: string;
  /** The file that says so. */
  readonly file: string;
  /** Stop conditions that it spoke for; they stay silent with it. */
  readonly conditions: readonly string[];
}

export interface RuleSet {
  /** `version:` of the entry file. */
  readonly version: string;
  /** SHA-256 over the text of every rule file that was read, in order. */
  readonly sha256: string;
  /** In the order of their ids. */
  readonly rules: readonly Rule[];
  readonly checklist: readonly ChecklistRule[];
  /** Rules that a user's own file has taken out, with the reason given. */
  readonly disabled: readonly DisabledRule[];
  /** Facts that need no rule: other releases, or true of every host and said elsewhere. */
  readonly outOfScope: readonly { readonly fact: string; readonly reason: string }[];
  /** Absolute paths of the data files that `include:` names, by group; read by those who need them. */
  readonly includes: Readonly<Record<'releases' | 'stock', readonly string[]>>;
}
