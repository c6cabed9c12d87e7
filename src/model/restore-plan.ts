import type { Compat, FateName } from './fate.ts';
import type { Severity, Verdict } from './finding.ts';
import type { ItemKind } from './inventory.ts';
import type { BackOutStep, ChecklistEntry } from './judged.ts';
import type { OldCopy } from './listed.ts';

/**
 * How one file may be put back. `safe` with `--all-safe`; `named` only when it is named, since the target has it already in
 * some form, or nobody reads it; `unjudged` only when named, and with the word that nobody knows whether it works;
 * `rework` never as it was: only an adapted copy of it. `parent` is a folder that is nothing for itself: it is only made, with
 * its old mode and owner, where something is put into it and the target does not have it.
 */
export type RestoreAct = 'safe' | 'named' | 'unjudged' | 'rework' | 'parent';

/** One path of the backup that restore.sh can bring back. */
export interface RestoreFile {
  /** From 1, in the order in which files have to be put back; `restore.sh` takes it for the path. */
  readonly number: number;
  readonly path: string;
  readonly pathEncoding?: 'percent';
  readonly act: RestoreAct;
  /** `hard`: another name of the file `leadsTo`. */
  readonly type: 'file' | 'folder' | 'link' | 'hard';
  /** Octal without leading zeros, `755`. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  /** null = the number had no name. */
  readonly user: string | null;
  readonly group: string | null;
  /** ISO 8601 UTC; null = not known. */
  readonly mtime: string | null;
  readonly sizeBytes: number;
  /** Hex; null for folders and links. */
  readonly sha256: string | null;
  /** It has extended attributes. */
  readonly attributes: boolean;
  /** What a link holds, or the path of the other name; null for all others. In the encoding of `path`. */
  readonly leadsTo: string | null;
  /** null = the audit has no item for it: it came along with `--include`. */
  readonly fate: FateName | null;
  readonly compat: Compat | null;
  /** Why it is to be done so, sentences for the administrator. */
  readonly because: string;
}

/** What a step does about its item. */
export type RestoreGroup =
  /** Put it back: a file with restore.sh, anything else by the command. */
  | 'put-back'
  /** It comes back by itself: look whether it did. */
  | 'check'
  /** It does not work on the target as it was: adapt the staged copy. */
  | 'rework'
  /** No rule knows whether it works on the target: look first, then put it back. */
  | 'decide'
  /** No copy is anywhere: make it anew. */
  | 'gone'
  /** Its loss was accepted by a waiver. */
  | 'dropped';

/** The order of dependency: what stands first is needed by what comes later. */
export type RestorePhase =
  'packages' | 'accounts' | 'mounts' | 'files' | 'system' | 'services' | 'cron' | 'storage';

export const RESTORE_PHASES: readonly RestorePhase[] = [
  'packages',
  'accounts',
  'mounts',
  'files',
  'system',
  'services',
  'cron',
  'storage',
];

/** One step of the checklist, about one item or about a folder with many files of one kind. */
export interface RestoreStep {
  readonly phase: RestorePhase;
  readonly group: RestoreGroup;
  /** Ids of the items, at least one. */
  readonly subjects: readonly string[];
  readonly kind: ItemKind;
  /** What a person calls it; text of the host, raw. */
  readonly label: string;
  /** How many items it is about. */
  readonly count: number;
  readonly because: string;
  /** Commands for a shell, in their order; nothing but printable ASCII. */
  readonly commands: readonly string[];
  /** How to see that it worked: a command, or a sentence where no command tells. */
  readonly check: { readonly command: string } | { readonly sentence: string };
  /** Ids of the findings whose remediation goes with it, without those that say no more than the fate. */
  readonly findings: readonly string[];
  /** Where the old text also lies; null = nowhere, or it is not about one file. */
  readonly oldCopy: OldCopy | null;
}

/** A finding that asks for something before or after the upgrade. */
export interface PlanFinding {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** Steps before the upgrade, and after it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly waived: boolean;
}

/** `restore.plan.json`: what RESTORE.md and restore.sh are made from. */
export interface RestorePlan {
  readonly schema: 'dom0-audit/restore-plan@1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly ticket: string | null;
  readonly title: string | null;
  readonly host: {
    readonly address: string;
    readonly hostname: string | null;
    /** INSTALLATION_UUID, which an upgrade carries over; null = not known. */
    readonly uuid: string | null;
  };
  readonly upgrade: {
    readonly from: string;
    readonly to: string;
    readonly fromName: string;
    readonly toName: string;
    /** PRODUCT_VERSION of the target's inventory file. */
    readonly productVersion: string;
  };
  readonly verdict: Verdict;
  /** null = there is no backup: files come from the backup partition. */
  readonly archive: {
    readonly file: string;
    readonly sizeBytes: number;
    readonly sha256: string;
    readonly encrypted: boolean;
    readonly takenAt: string;
    /** Paths that were chosen and are not in it, each with the reason. */
    readonly missing: readonly { readonly path: string; readonly because: string }[];
    /** Paths that changed while they were read. */
    readonly unsteady: readonly string[];
  } | null;
  /** Device of the backup partition, or words for it. */
  readonly backupPartition: string;
  readonly files: readonly RestoreFile[];
  /** In the order in which they have to be done. */
  readonly steps: readonly RestoreStep[];
  /** Findings that say more than the fate of an item, worst first. */
  readonly findings: readonly PlanFinding[];
  readonly backOut: readonly BackOutStep[];
  readonly checklist: readonly ChecklistEntry[];
}
