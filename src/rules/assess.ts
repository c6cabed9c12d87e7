import type { AssessedItem, Assessment, Fate } from '../model/fate.ts';
import type { UpgradeMethod } from '../model/host.ts';
import type { FileItem, Inventory, Item, ItemKind, SettingItem } from '../model/inventory.ts';
import type { FateContext } from './fates/context.ts';
import { fileFate } from './fates/files.ts';
import { otherFate } from './fates/others.ts';
import { areFilesListed, otherInitPath } from './provenance/context.ts';
import type { loadProvenance } from './provenance/index.ts';
import type { Judged } from './provenance/words.ts';
import type { ReleaseProfile } from './releases/schema.ts';
import { assessRestore, type RestoreAssessment } from './restore/index.ts';
import { allItems, itemsOfKind } from '../model/items.ts';

export interface AssessSettings {
  /** Source release, a semantic version. */
  readonly from: string;
  readonly profile: ReleaseProfile;
  readonly method: UpgradeMethod;
  /** Such as `XenServer 7.0`. */
  readonly targetName: string;
  /** An inventory of a clean host of the target release: settles what the target brings; null = not given. */
  readonly targetBaseline: Inventory | null;
}

/**
 * Gives every item its provenance and exactly one fate, and names every point at which the upgrade stops. Pure; neither
 * the order of the items nor anything outside the arguments makes a difference. Fates are those after every stop is cleared.
 */
export function assess(
  inventory: Inventory,
  knowledge: ReturnType<typeof loadProvenance>,
  settings: AssessSettings,
): Assessment {
  const items = allItems(inventory);
  const provenance = knowledge.provenanceOf(inventory, settings.from);
  const files = items.filter((item): item is FileItem => item.kind === 'file');
  const restore = assessRestore(settings.profile, settings.from, settings.method, inventory);
  const context = fateContext({ inventory, items, files, provenance, restore, knowledge, settings });
  return {
    items: items.map((item) => assessItem(item, context, restore)),
    stops: restore.stops,
    missing: restore.missing,
  };
}

function assessItem(item: Item, context: FateContext, restore: RestoreAssessment): AssessedItem {
  const judged: Judged = context.provenance.get(item.id) ?? {
    provenance: 'unknown',
    because: 'Nothing is known of it.',
  };
  const fate: Fate = item.kind === 'file' ? fileFate(item, context) : otherFate(item, context);
  const inert = item.kind === 'file' ? restore.inert.get(item.path) : undefined;
  return {
    item,
    provenance: judged.provenance,
    provenanceBecause: judged.because,
    stockChange: judged.stockChange ?? false,
    fate,
    compat: inert ? 'ignored' : 'unknown',
    compatBecause: inert ? `${inert.because} (${inert.source})` : 'No rule says whether it works there.',
  };
}

interface Gathered {
  readonly inventory: Inventory;
  readonly items: readonly Item[];
  readonly files: readonly FileItem[];
  readonly provenance: ReadonlyMap<string, Judged>;
  readonly restore: RestoreAssessment;
  readonly knowledge: ReturnType<typeof loadProvenance>;
  readonly settings: AssessSettings;
}

function fateContext({
  inventory,
  items,
  files,
  provenance,
  restore,
  knowledge,
  settings,
}: Gathered): FateContext {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const marker = '/var/preserve/safe2upgrade';
  const baseline = settings.targetBaseline === null ? null : allItems(settings.targetBaseline);
  const build = settings.profile.builds[0];
  return {
    stock: knowledge.stock,
    targetName: settings.targetName,
    listSource: `${build?.repository ?? 'host-installer'} upgrade.py@${build?.commit ?? ''}, the restore list`,
    backupPartition: inventory.host.inventoryKeys.find(([key]) => key === 'BACKUP_PARTITION')?.[1] ?? null,
    hasMarker: byPath.has(marker) || items.some((item) => item.kind === 'setting' && isMarker(item)),
    restored: restore.fates,
    provenance,
    filesKnown: areFilesListed(inventory),
    targetPackages:
      baseline && new Set(baseline.flatMap((item) => (item.kind === 'package' ? [item.name] : []))),
    targetPaths:
      baseline &&
      new Set(
        baseline.flatMap((item) => (item.kind === 'file' && item.state !== 'missing' ? [item.path] : [])),
      ),
    file: (path) => byPath.get(path) ?? byPath.get(otherInitPath(path)),
    of: <K extends ItemKind>(kind: K) => itemsOfKind(items, kind),
  };
}

function isMarker(item: SettingItem): boolean {
  return item.area === 'host' && item.key === 'safe2upgrade' && item.value === 'present';
}
