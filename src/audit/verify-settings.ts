import type { BackupEntry } from '../model/backup.ts';
import type { MispredictionsDocument, VerifyDocument } from '../model/verify.ts';
import type { WaiverEntry } from '../rules/waivers.ts';
import type { DroppedEntry } from './verify-dropped.ts';
import type { EarlierAudit } from './verify-folder.ts';

/**
 * The old bytes of paths, such as from a backup archive, which is read once for all of them; what it does not have is left
 * out. Paths are percent-encoded as in the inventory.
 */
export type OldContent = (paths: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>;

/** What a fetch from the upgraded host saw: null = nothing is there; a path that is not in it was not looked at. */
export type FetchedPaths = ReadonlyMap<string, BackupEntry | null>;

export interface VerifySettings {
  /** ISO 8601 UTC. */
  readonly verifiedAt: string;
  /** Null = as in the audit. */
  readonly ticket: string | null;
  readonly title: string | null;
  /** Nothing was restored yet: whatever is there came through the upgrade. */
  readonly beforeRestore: boolean;
  /** In place of the waivers that the audit had. */
  readonly waivers: readonly WaiverEntry[];
  readonly dropped: readonly DroppedEntry[];
  /** Null = there is no archive. */
  readonly oldContent: OldContent | null;
  /** What a fetch of the paths of the audit saw on the host now; null = only the probe ran. */
  readonly fetched: FetchedPaths | null;
}

export interface Verified {
  readonly document: VerifyDocument;
  readonly mispredictions: MispredictionsDocument;
}

/** An audit that has what verify goes by. */
export type ReportedAudit = EarlierAudit & { readonly report: NonNullable<EarlierAudit['report']> };
