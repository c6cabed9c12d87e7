import type { Gap } from './gap.ts';
import type { Item } from './inventory.ts';

/** Where an item comes from; see the words in docs/design.md section 3. */
export type Provenance =
  'stock' | 'hotfix' | 'supplemental-pack' | 'driver-disk' | 'third-party' | 'local' | 'runtime' | 'unknown';

export type FateName =
  'kept' | 'moved' | 'converted' | 'replaced' | 'lost' | 'destroyed' | 'untouched' | 'unknown';

/** Fates in the order of how bad they are for the admin, best first; used where two installer builds differ. */
export const FATES: readonly FateName[] = [
  'untouched',
  'kept',
  'moved',
  'converted',
  'unknown',
  'replaced',
  'lost',
  'destroyed',
];

/** Whether it still works on the target, once it is back in place. */
export type Compat = 'works' | 'ignored' | 'needs-rework' | 'breaks' | 'unknown';

export const COMPATS: readonly Compat[] = ['works', 'ignored', 'unknown', 'needs-rework', 'breaks'];

/** What the reimage does to one item. */
export interface Fate {
  readonly name: FateName;
  /** `moved`: the path it comes back under; else null. */
  readonly to: string | null;
  /** `converted`: what is changed, in a few words each (`content`, `mode`, `owner`, `type: link becomes file`). */
  readonly changes: readonly string[];
  /** The cause, a sentence for the administrator. */
  readonly because: string;
  /** Where that is known from: installer file and line, or the id of a restore rule. */
  readonly source: string;
  /** Where the two candidate builds of the target differ: what the better one would do. */
  readonly uncertain: string | null;
}

export interface AssessedItem<I extends Item = Item> {
  readonly item: I;
  readonly provenance: Provenance;
  /** The evidence for the provenance. */
  readonly provenanceBecause: string;
  /**
   * The file differs from its package, but only as the installation or a stock dom0 itself changes it:
   * no customisation, so not listed in the report and no built-in finding. Also a package of which only the name is known:
   * nothing tells it from one of the product.
   */
  readonly stockChange: boolean;
  readonly fate: Fate;
  readonly compat: Compat;
  readonly compatBecause: string;
}

/** A point at which the installer refuses, stops half-way or destroys data. */
export interface Stop {
  /** Preflight condition of the release profile, such as `owners`. */
  readonly condition: string;
  /** Item id it is seen on. */
  readonly subject: string;
  readonly sentence: string;
  readonly evidence: readonly { readonly origin: string; readonly line?: number; readonly excerpt: string }[];
  /** Tells several stops of one condition on one subject apart, by meaning. */
  readonly key: string | null;
  /** Holds for one candidate build of the target only; null = for all. */
  readonly onlyBuild: string | null;
}

/** A stop condition that could not be told, because facts are missing. */
export interface UntoldStop {
  /** Preflight condition of the release profile. */
  readonly condition: string;
  readonly gaps: readonly Gap[];
}

export interface Assessment {
  readonly items: readonly AssessedItem[];
  readonly stops: readonly Stop[];
  /** Conditions that are neither seen nor ruled out; absent = none. */
  readonly missing?: readonly UntoldStop[];
}
