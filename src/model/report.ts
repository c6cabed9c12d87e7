import type { Compat, FateName, Provenance } from './fate.ts';
import type { Severity, Verdict, Waiver } from './finding.ts';
import type { FileState, ItemKind } from './inventory.ts';
import type {
  MultipathArray,
  MultipathDifference,
  MultipathMissing,
  MultipathProposal,
  OptionVerdict,
} from './multipath.ts';
import type { ReportDocument, ReportHost } from './report-document.ts';

/**
 * What the formats receive: the document for programs, and the same made ready for people. Everything is counted,
 * grouped, sorted and worded; a format only lays out. Text of a host is still raw: formats escape at the last moment.
 */
export interface Report {
  readonly document: ReportDocument;
  /** One a host, in the order of `document.hosts`. */
  readonly views: readonly HostView[];
}

/** A label and its value, such as `Build` and `90233c`. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** One host for people. */
export interface HostView {
  readonly host: ReportHost;
  /** Host name, else its address. */
  readonly name: string;
  /** What is upgraded to what: `XenServer 6.5 (Creedence) → XenServer 7.0 (Dundee)`. */
  readonly path: string;
  readonly facts: readonly Fact[];
  readonly verdict: VerdictView;
  /** Worst first, all five. */
  readonly severities: readonly SeverityTally[];
  /** Worst first, all eight. */
  readonly fates: readonly FateTally[];
  readonly compats: readonly CompatTally[];
  readonly totals: Totals;
  /** Kinds that have something to show, each with its number of items by fate. */
  readonly matrix: readonly MatrixRow[];
  readonly before: readonly ActionView[];
  readonly after: readonly ActionView[];
  /** Findings without an active waiver of severity `blocker`. */
  readonly blockers: readonly FindingCard[];
  /** All others, waived blockers included, worst first. */
  readonly findings: readonly FindingCard[];
  /** Fates that occur, worst first. */
  readonly sections: readonly FateSection[];
  readonly packages: readonly PackageRow[];
  /** null for a host whose multipath.conf is as the product ships it. */
  readonly multipath: MultipathView | null;
  /** null when none was taken. */
  readonly backup: BackupView | null;
  readonly diffs: readonly DiffView[];
  readonly backOut: ReportHost['backOut'];
  readonly checklist: ReportHost['checklist'];
  readonly gaps: readonly GapGroup[];
  readonly undetermined: readonly UndeterminedRule[];
  readonly uncertainties: readonly string[];
  readonly waivers: readonly WaiverRow[];
  readonly method: readonly Fact[];
  /** About how it was done, such as legacy algorithms. */
  readonly warnings: readonly string[];
}

export interface VerdictView {
  readonly word: Verdict;
  readonly label: string;
  /** What to make of it. */
  readonly sentence: string;
  readonly because: readonly string[];
}

export interface SeverityTally {
  readonly name: Severity;
  readonly label: string;
  readonly meaning: string;
  /** Without an active waiver. */
  readonly open: number;
  readonly waived: number;
  /** Cards that hold the open ones. */
  readonly cards: number;
}

export interface FateTally {
  readonly name: FateName;
  readonly label: string;
  readonly meaning: string;
  /** Lines in the report: a tree counts once. */
  readonly entries: number;
  /** Items listed in the report. */
  readonly listed: number;
  /** All items, stock ones too. */
  readonly items: number;
  /** Of the largest number of entries, 0 to 100, one decimal; more than 0 where there is any. */
  readonly percent: number;
}

export interface CompatTally {
  readonly name: Compat;
  readonly label: string;
  readonly meaning: string;
  readonly listed: number;
}

interface Totals {
  readonly items: number;
  readonly listed: number;
  readonly entries: number;
  readonly findings: number;
  readonly waived: number;
  readonly gaps: number;
  readonly packages: number;
}

export interface MatrixRow {
  readonly kind: ItemKind;
  readonly label: string;
  readonly total: number;
  /** In the order of `HostView.fates`. */
  readonly cells: readonly {
    readonly fate: FateName;
    readonly label: string;
    readonly listed: number;
    /** Anchor of the kind in its section; null where there is none. */
    readonly anchor: string | null;
  }[];
}

/** Steps that belong together because one finding asks for them. */
export interface ActionView {
  readonly severity: Severity;
  readonly title: string;
  /** Of the finding's card. */
  readonly anchor: string;
  /** Things it is about. */
  readonly subjects: number;
  /** At least one. */
  readonly steps: readonly string[];
}

/** Findings of one rule that say the same. */
export interface FindingCard {
  readonly anchor: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly severityLabel: string;
  readonly title: string;
  /** Empty where each subject has its own. */
  readonly why: string;
  readonly steps: readonly string[];
  readonly sources: readonly string[];
  readonly waiver: Waiver | null;
  /** Words about the waiver; null without one. */
  readonly waiverNote: string | null;
  readonly isWaived: boolean;
  /** What a waiver has to name, as long as there are few. */
  readonly accepts: readonly { readonly id: string; readonly digest: string }[];
  /** Number of findings. */
  readonly count: number;
  readonly subjects: readonly SubjectView[];
  /** Kinds and fates of the subjects, for the filter. */
  readonly kinds: readonly string[];
  readonly fates: readonly string[];
}

export interface SubjectView {
  readonly label: string;
  /** Of the entry it stands in; null when the subject is not an item of this host. */
  readonly anchor: string | null;
  /** Findings it stands for: more than one for a tree. */
  readonly count: number;
  /** Tells several findings of one rule on one thing apart; null where there is one. */
  readonly key: string | null;
  /** Where it says more than the card. */
  readonly title: string | null;
  readonly why: string | null;
  readonly steps: readonly string[];
  readonly evidence: readonly EvidenceLine[];
}

export interface EvidenceLine {
  /** `/etc/multipath.conf, line 12`. */
  readonly where: string;
  readonly excerpt: string;
}

export interface FateSection {
  readonly anchor: string;
  readonly fate: FateName;
  readonly label: string;
  readonly meaning: string;
  /** Where the old copies will be. */
  readonly oldCopies: string | null;
  readonly entries: number;
  readonly listed: number;
  readonly kinds: readonly KindSection[];
}

export interface KindSection {
  readonly anchor: string;
  readonly kind: ItemKind;
  readonly label: string;
  readonly entries: number;
  readonly listed: number;
  readonly causes: readonly CauseGroup[];
}

/** Entries that have their fate for the same cause. */
export interface CauseGroup {
  readonly because: string;
  readonly source: string;
  readonly uncertain: string | null;
  readonly entries: readonly Entry[];
}

/** One line of the report: an item, or a tree of files that share their fate. */
export interface Entry {
  readonly anchor: string;
  readonly kind: ItemKind;
  readonly fate: FateName;
  readonly label: string;
  /** `unowned`, `root:root`, `3.4 KiB` …, as many as the kind has. */
  readonly facts: readonly string[];
  /** Owner, mode, times …, read when the line is opened. */
  readonly more: readonly Fact[];
  readonly provenance: Provenance;
  readonly provenanceLabel: string;
  readonly provenanceBecause: string;
  readonly state: FileState | null;
  readonly to: string | null;
  readonly changes: readonly string[];
  readonly compat: Compat;
  readonly compatLabel: string;
  readonly compatBecause: string;
  /** Where the old file can be read afterwards; null where nowhere, and for a tree. */
  readonly oldCopy: string | null;
  readonly evidence: readonly EvidenceLine[];
  readonly findings: readonly FindingLink[];
  readonly tree: Tree | null;
}

export interface FindingLink {
  readonly anchor: string;
  readonly severity: Severity;
  readonly severityLabel: string;
  readonly title: string;
  readonly isWaived: boolean;
  /** `customisation-<fate>`, which says no more than the fate does. */
  readonly isBuiltIn: boolean;
}

/** Files that share fate, compat, provenance and state. */
export interface Tree {
  readonly folder: string;
  readonly files: number;
  readonly folders: number;
  readonly sizeBytes: number;
  /** Folders directly below, where there are several; most files first. */
  readonly parts: readonly { readonly name: string; readonly files: number; readonly sizeBytes: number }[];
  /** All of them, sorted by path. */
  readonly members: readonly { readonly label: string; readonly facts: string }[];
}

export interface PackageRow {
  readonly anchor: string;
  readonly nevra: string;
  readonly vendor: string;
  readonly provenanceLabel: string;
  readonly provenanceBecause: string;
  readonly installedAt: string;
  readonly fateLabel: string;
  readonly compatLabel: string;
}

/** What becomes of the multipath settings, line by line and array by array. */
export interface MultipathView {
  /** In effect on the host; null = none. */
  readonly file: string | null;
  readonly lead: string;
  readonly tools: string;
  readonly paths: readonly {
    readonly path: string;
    readonly fateLabel: string;
    readonly to: string | null;
    readonly because: string;
    readonly inEffect: boolean;
  }[];
  readonly gaps: readonly {
    readonly detail: string;
    readonly origin: string;
    readonly reasonLabel: string;
  }[];
  /** Lines that change, or that something has to be said about. */
  readonly options: readonly {
    readonly line: number;
    readonly section: string;
    readonly setting: string;
    readonly verdict: OptionVerdict;
    readonly verdictLabel: string;
    /** In the proposed file. */
    readonly proposed: string;
    readonly because: string;
    readonly source: string;
  }[];
  /** How many lines are not listed, and why; empty = all are. */
  readonly quiet: string;
  readonly arrays: readonly {
    readonly line: number;
    readonly name: string;
    readonly verdict: MultipathArray['verdict'];
    readonly verdictLabel: string;
    readonly meaning: string;
    readonly entries: readonly string[];
    readonly differences: readonly MultipathDifference[];
    readonly takesOver: readonly string[];
    readonly hiddenBy: number | null;
  }[];
  readonly missing: readonly MultipathMissing[];
  readonly unsaid: readonly {
    readonly keyword: string;
    readonly was: string;
    readonly becomes: string;
    readonly by: string;
  }[];
  readonly comeBack: readonly string[];
  readonly proposal: (MultipathProposal & { readonly lines: DiffView['lines'] }) | null;
  readonly proposalNote: string | null;
  /** null without a proposal, empty when it changes nothing. */
  readonly diff: DiffView['lines'] | null;
  readonly uncertainties: readonly string[];
  readonly sources: readonly string[];
}

/** The backup of the same run. */
export interface BackupView {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly isEncrypted: boolean;
  /** Who can open it, or the warning that anybody can; a sentence. */
  readonly note: string;
  readonly taken: number;
  readonly facts: number;
  /** What is not in it or not of one moment, the worst first; groups that are empty are not there. */
  readonly groups: readonly {
    readonly status: 'failed' | 'changed-while-read' | 'left-out';
    readonly label: string;
    readonly meaning: string;
    readonly entries: readonly { readonly path: string; readonly because: string }[];
  }[];
}

export interface DiffView {
  readonly path: string;
  readonly against: string;
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly { readonly type: 'add' | 'remove' | 'hunk' | 'same'; readonly text: string }[];
}

export interface GapGroup {
  readonly collector: string;
  readonly count: number;
  readonly gaps: readonly {
    readonly reasonLabel: string;
    readonly detail: string;
    readonly origins: readonly string[];
  }[];
}

export interface UndeterminedRule {
  readonly rule: string;
  readonly title: string;
  /** What hid its facts. */
  readonly hiddenBy: readonly string[];
}

export interface WaiverRow {
  readonly subjects: readonly string[];
  /** Of the finding's card; null when it names no finding of this host. */
  readonly anchor: string | null;
  readonly title: string;
  readonly severityLabel: string;
  readonly reason: string;
  readonly approver: string;
  readonly expires: string;
  readonly statusLabel: string;
  readonly isActive: boolean;
}
