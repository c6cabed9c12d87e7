import type { BackupManifest } from './backup.ts';
import type { Assessment } from './fate.ts';
import type { Outcome, Verdict } from './finding.ts';
import type { Upgrade } from './host.ts';
import type { Inventory } from './inventory.ts';
import type { MultipathForecast } from './multipath.ts';

/** A changed configuration file against a pristine text that was at hand. */
export interface ConfigDiff {
  /** Item id of the file. */
  readonly subject: string;
  readonly path: string;
  /** `baseline`: the same file on an untouched host of the source release; `target`: on a clean target host. */
  readonly against: 'baseline' | 'target';
  /** Unified diff. */
  readonly unified: string;
}

/** One row of the back-out section that every change ticket asks for. */
export interface BackOutStep {
  readonly step: string;
  /** How to go back at this step. */
  readonly undo: string;
  /** Until when that is possible. */
  readonly until: string;
  /** What does not come back. */
  readonly never: string;
  readonly source: string;
}

/** Something that no look at dom0 can show, and that a person has to check. */
export interface ChecklistEntry {
  readonly id: string;
  readonly text: string;
  readonly source: string;
}

/** An entry of a waiver file that names no finding of the host. */
export interface UnusedWaiver {
  /** Finding id, or rule and subject. */
  readonly about: string;
  readonly reason: string;
  readonly approver: string;
  /** ISO 8601 date; null = none. */
  readonly expires: string | null;
}

/** One host after all stages; what the report is built from. */
export interface JudgedHost {
  readonly inventory: Inventory;
  /** SHA-256 of the inventory's canonical JSON. */
  readonly inventorySha256: string;
  readonly upgrade: Upgrade;
  /** Such as `XenServer 6.5 (Creedence)`. */
  readonly fromName: string;
  readonly toName: string;
  readonly assessment: Assessment;
  readonly outcomes: readonly Outcome[];
  readonly verdict: Verdict;
  /** One sentence each: what makes the verdict. */
  readonly verdictBecause: readonly string[];
  readonly diffs: readonly ConfigDiff[];
  readonly backOut: readonly BackOutStep[];
  readonly checklist: readonly ChecklistEntry[];
  /** What is uncertain of the target's profile, a sentence each. */
  readonly uncertainties: readonly string[];
  /** Absent = none. */
  readonly unusedWaivers?: readonly UnusedWaiver[];
  /** Absent: the host's multipath.conf is as the product ships it. */
  readonly multipath?: MultipathForecast;
  /** What was backed up in the same run; absent: nothing was. */
  readonly backup?: BackupManifest;
}

export interface Judged {
  readonly tool: { readonly name: string; readonly version: string };
  readonly rules: { readonly version: string; readonly sha256: string };
  /** ISO 8601 UTC; passed in, never read from the clock here. */
  readonly judgedAt: string;
  readonly ticket: string | null;
  readonly title: string | null;
  readonly hosts: readonly JudgedHost[];
}
