import type { FateName } from './fate.ts';
import type { Gap } from './gap.ts';

/** What becomes of the settings of multipath.conf: what holds on the target, what is wanted, and a file that brings it there. */
export interface MultipathForecast {
  /** The file that the tools read on the running host; null when there is none. */
  readonly file: MultipathFile | null;
  /** What the upgrade does to each path that has to do with multipath, sorted by path. */
  readonly paths: readonly MultipathPath[];
  /** What could not be read of it, and what is therefore not known; empty = everything was read. */
  readonly gaps: readonly Gap[];
  /** Names of the tools on the host and on the target; null where no table of them is at hand. */
  readonly tools: { readonly from: string | null; readonly to: string | null };
  /** Every setting of the file, in the order of its lines; a stanza as the product ships it, or of an unknown name, is one. */
  readonly options: readonly MultipathOption[];
  /** Every `device` stanza that is not as the product ships it, in the order of its lines. */
  readonly arrays: readonly MultipathArray[];
  /** What the file asks for and the target's own file does not say: defaults, blacklists and named maps. */
  readonly missing: readonly MultipathMissing[];
  /** What the file does not say and what therefore changes with the tools, sorted by keyword. */
  readonly unsaid: readonly MultipathUnsaid[];
  /** Lines of the product's file that somebody took out, and that the file of the target brings again. */
  readonly comeBack: readonly string[];
  /** The file for the target; null when it cannot be made, which `proposalNote` explains. */
  readonly proposal: MultipathProposal | null;
  readonly proposalNote: string | null;
  /**
   * Unified diff of the settings in force on the target: with its own file alone, and with the proposal beside it.
   * null without a proposal, empty when the proposal changes nothing.
   */
  readonly diff: string | null;
  /** How far the tables can be trusted, a sentence each. */
  readonly uncertainties: readonly string[];
  readonly sources: readonly string[];
}

export interface MultipathFile {
  readonly path: string;
  /**
   * How it comes to be in effect: `usual` place of the release; a `plain-file` where the product keeps a link; `other-file`:
   * the link leads elsewhere than the product's own.
   */
  readonly place: 'usual' | 'plain-file' | 'other-file';
  /** A sentence for the administrator. */
  readonly because: string;
}

export interface MultipathPath {
  readonly path: string;
  readonly fate: FateName;
  readonly to: string | null;
  readonly because: string;
  /** Read by the tools of the running host. */
  readonly inEffect: boolean;
}

/**
 * `same` means the same on the target · `renamed` the target has another name for keyword or value · `removed` the target does
 * not know it any more · `other-default` means the same, but what holds without it is another thing now · `ignored` read, without
 * effect · `unknown` neither side knows it.
 */
export type OptionVerdict = 'same' | 'renamed' | 'removed' | 'other-default' | 'ignored' | 'unknown';

export interface MultipathOption {
  readonly line: number;
  /** `devices/device`; empty for the name of a section. */
  readonly section: string;
  readonly keyword: string;
  readonly value: string;
  readonly verdict: OptionVerdict;
  /** What the proposal does with the line. */
  readonly action: 'keep' | 'rewrite' | 'leave-out';
  /** The setting as the target takes it; null when it is kept or left out. */
  readonly becomes: string | null;
  readonly because: string;
  readonly source: string;
  /** The file that the source release ships has it too: a line, or a whole stanza. */
  readonly isStock: boolean;
}

export interface MultipathArray {
  readonly line: number;
  /** The patterns as they stand; null when the stanza has none, which means any. */
  readonly vendor: string | null;
  readonly product: string | null;
  /** `same` the target gives all that the stanza asks for · `other` it has an entry that says otherwise · `lost` it has none. */
  readonly verdict: 'same' | 'other' | 'lost';
  /** Entries of the target for such an array, as `VENDOR/PRODUCT` with where they stand. */
  readonly entries: readonly string[];
  /** Settings that the target alone would have otherwise. */
  readonly differences: readonly MultipathDifference[];
  /** Entries of the target that the stanza takes the place of without taking over their settings. */
  readonly takesOver: readonly string[];
  /** Line of a later stanza that the target takes for such arrays instead; null = this one counts. */
  readonly hiddenBy: number | null;
}

export interface MultipathDifference {
  readonly keyword: string;
  readonly wanted: string;
  /** Empty: nothing sets it. */
  readonly target: string;
}

export interface MultipathMissing {
  readonly line: number;
  readonly section: string;
  /** Such as `devnode "^sda"` or `alias "db"`. */
  readonly setting: string;
  /** What the target has instead, or a sentence to mind. */
  readonly because: string;
}

export interface MultipathUnsaid {
  readonly keyword: string;
  readonly was: string;
  readonly becomes: string;
  /** Who says so on the target. */
  readonly by: 'tools' | 'product';
}

export interface MultipathProposal {
  /** Name in the run's folder. */
  readonly fileName: 'multipath.conf.proposed';
  /** Where it must be put on the target. */
  readonly path: string;
  readonly because: string;
  readonly text: string;
  readonly steps: readonly string[];
  /** Places that look right and are not. */
  readonly never: readonly { readonly path: string; readonly because: string }[];
}
