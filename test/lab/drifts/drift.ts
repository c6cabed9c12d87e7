import type { Face } from '../face/face.ts';
import type { NamespacePlaces } from '../host/namespace.ts';
import type { HostKey } from '../runtime/keys.ts';
import type { LabPackage } from '../rpm/package.ts';
import type { LabPartition } from '../state/gpt.ts';
import type { Entry } from '../tree/entry.ts';
import type { Accounts, TreeRoot } from '../tree/root.ts';

/**
 * One thing that is true of the host after a drift, in the words of the report: an item id and what it is like.
 * Paths that are not UTF-8 are percent-encoded, as the report gives them.
 */
export interface Truth {
  /** `file:/etc/x`, `package:name-1-1.noarch`, `service:x`, `cron:/etc/cron.d/x`, `user:x`, `mount:/x`, `setting:…` … */
  readonly id: string;
  readonly drift: string;
  /** Files only. */
  readonly state?: 'changed' | 'unowned' | 'missing';
  /** Files: what differs, in words. */
  readonly changes?: readonly string[];
  /** The line of `rpm -Va` (8 columns) that shows it, without the path: `S.5....T  c`, or `missing   c`. Absent: none does. */
  readonly verify?: string;
  /** The verify flags of its package hide the change. */
  readonly hidden?: boolean;
  /** Neither cron entry, service … nor file of its own: a file that belongs to a listed tree. */
  readonly partOf?: string;
}

export interface DriftContext {
  readonly face: Face;
  readonly places: NamespacePlaces;
  readonly tree: TreeRoot;
  readonly accounts: Accounts;
  /** A time long after the installation, for what an administrator made by hand. */
  readonly now: number;
  readonly otherHostKeys: readonly HostKey[];
  /** Key and certificate that an authority of the site has signed. */
  readonly signedPem: Buffer;
  /** Writes files that no package owns or that replace packaged ones. */
  readonly write: (...entries: Entry[]) => void;
  /** Replaces the text of a file that no package verifies; keeps mode and owner. */
  readonly rewrite: (path: string, change: (text: string) => string) => void;
  /** The same for a packaged file, with what verification will say of it. `keepTime` keeps its modification time. */
  readonly edit: (
    path: string,
    change: (text: string) => string,
    options?: { readonly config?: boolean; readonly keepTime?: boolean },
  ) => FoundTruth;
  /** Adds packages to the database and their files to the tree. */
  readonly install: (...packages: LabPackage[]) => void;
  /** Changes disks and partitions, in all places where the host shows them. */
  readonly changePartitions: (change: (list: readonly LabPartition[]) => readonly LabPartition[]) => void;
  /** Replaces a file of the stand-ins' state. */
  readonly editState: (name: string, change: (text: string) => string) => void;
}

export type FoundTruth = Omit<Truth, 'drift'>;

/** Something that an administrator, a vendor or bad luck does to a host. */
export interface Drift {
  readonly name: string;
  /** A sentence. */
  readonly description: string;
  /** Texts that must never leave the host. */
  readonly secrets?: readonly string[];
  apply(context: DriftContext): FoundTruth[];
}
