import type { Fate, Stop, UntoldStop } from '../../model/fate.ts';
import type { UpgradeMethod } from '../../model/host.ts';
import type { FileItem, Inventory } from '../../model/inventory.ts';
import { areFilesListed } from '../provenance/context.ts';
import type { ReleaseProfile } from '../releases/schema.ts';
import { preflightContext } from './preflight/context.ts';
import { findStops } from './preflight/index.ts';
import { restoreFacts } from './restore-facts.ts';
import { simulateRestore, type Inert, type RestoreResult } from './simulate.ts';

/** What the installer of the target does to this host's listed paths, and where it stops. */
export interface RestoreAssessment {
  /** By path; a path that the restore list does not lead to is not in it, and neither is a missing file. */
  readonly fates: ReadonlyMap<string, Fate>;
  /** Restored paths that nobody on the target reads. */
  readonly inert: ReadonlyMap<string, Inert>;
  readonly stops: readonly Stop[];
  readonly missing: readonly UntoldStop[];
}

const NOTHING_KNOWN: RestoreResult = { fates: new Map(), inert: new Map(), stops: [] };

/**
 * Plays the upgrade through on an inventory.
 * @param from source release, an ordered version such as `6.5.0`.
 */
export function assessRestore(
  profile: ReleaseProfile,
  from: string,
  method: UpgradeMethod,
  inventory: Inventory,
): RestoreAssessment {
  const files = Object.values(inventory.sections).flatMap((section) =>
    section.items.filter((item): item is FileItem => item.kind === 'file'),
  );
  // Without a list of files there is nothing to play through: a path that is not known would pass for one that is missing.
  const restore = areFilesListed(inventory)
    ? simulateRestore(profile, files, restoreFacts(inventory, profile))
    : NOTHING_KNOWN;
  const { stops, missing } = findStops(preflightContext(profile, method, from, inventory, restore));
  return { fates: restore.fates, inert: restore.inert, stops, missing };
}
