import type { FileContent } from '../../model/inventory.ts';
import type { Build, ReleaseProfile, RestoreRule } from '../releases/schema.ts';
import type { SourceNode, SourceTree } from './source-tree.ts';
import type { TargetNode } from './target-tree.ts';

/** One line of /etc/passwd or /etc/group, in file order. */
export interface Account {
  readonly name: string;
  readonly id: number;
}

/** What the restore depends on besides the tree. */
export interface RestoreFacts {
  /** Accounts of the old root as its own files give them; null = not collected, the names of the items stand in. */
  readonly users: readonly Account[] | null;
  readonly groups: readonly Account[] | null;
  /** Mount points of other file systems than the root. */
  readonly mountPoints: readonly string[];
  /** Collected texts by path. */
  readonly contents: ReadonlyMap<string, FileContent>;
  /** Keys of /etc/xensource-inventory as the installer reads them; null = not collected. */
  readonly inventory: ReadonlyMap<string, string> | null;
}

/** The order in which the installer's directory listing comes is not known beforehand, and sometimes it matters. */
export type Listing = (children: readonly SourceNode[], path: string) => readonly SourceNode[];

/** One way in which it may turn out: a candidate build, an order of listing, and what the target brings already. */
export interface World {
  readonly build: Build;
  /** What is played through: the list of the build, or the part of it that may turn out another way. */
  readonly rules: readonly RestoreRule[];
  readonly listing: Listing;
  /** The directories of the target that may be there are there. */
  readonly maybeThere: boolean;
}

/** What became of one path of the old root that the list led to; the last attempt counts. */
export interface Attempt {
  readonly rule: RestoreRule;
  readonly result: 'copied' | 'failed' | 'waits' | 'absolute-link' | 'dangling-link' | 'no-directory';
}

/** A point at which this run stops. The run goes on behind it, as if it had been cleared. */
export interface RunStop {
  readonly condition: string;
  /** Path of the old root, bytes. */
  readonly path: string;
  readonly sentence: string;
  readonly key: string | null;
}

/** One restore while it runs. */
export interface Run {
  readonly profile: ReleaseProfile;
  readonly world: World;
  readonly source: SourceTree;
  readonly facts: RestoreFacts;
  readonly target: TargetNode;
  readonly attempts: Map<SourceNode, Attempt>;
  /** Paths whose owner has no name on one of the two sides. */
  readonly badOwners: Set<SourceNode>;
  readonly stops: RunStop[];
}

export function stop(
  run: Run,
  condition: string,
  path: string,
  sentence: string,
  key: string | null = null,
): void {
  run.stops.push({ condition, path, sentence, key });
}
