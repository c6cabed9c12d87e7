import { compareText } from '../lib/order.ts';
import type { AssessedItem } from './fate.ts';
import type { Finding } from './finding.ts';
import type { HostFacts } from './host.ts';
import { pathOfItem } from './items.ts';

/** An item that the report lists, with the findings on it. */
export interface ListedItem {
  readonly assessed: AssessedItem;
  /** Worst first. */
  readonly findings: readonly Finding[];
}

/** Where the old text of something can be read after the upgrade. */
export interface OldCopy {
  /** Device of the backup partition, or words for it where the host did not say. */
  readonly on: string;
  readonly path: string;
}

/**
 * The items worth a line, sorted by id: not stock and not made by a stock dom0, or changed or missing, or with a finding.
 * What the installation itself changes is no customisation.
 */
export function listItems(
  items: readonly AssessedItem[],
  findings: readonly Finding[],
): readonly ListedItem[] {
  const bySubject = new Map<string, Finding[]>();
  for (const finding of findings) {
    const same = bySubject.get(finding.subject);
    if (same === undefined) bySubject.set(finding.subject, [finding]);
    else same.push(finding);
  }
  return items
    .map((assessed) => ({ assessed, findings: bySubject.get(assessed.item.id) ?? [] }))
    .filter((listed) => listed.findings.length > 0 || isCustomised(listed.assessed))
    .sort((a, b) => compareText(a.assessed.item.id, b.assessed.item.id));
}

function isCustomised({ item, provenance, stockChange }: AssessedItem): boolean {
  if (stockChange) return false;
  if (provenance !== 'stock' && provenance !== 'runtime') return true;
  return item.kind === 'file' && (item.state === 'changed' || item.state === 'missing');
}

/**
 * Where the file, or the file that makes the item, can be read after the upgrade. The installer copies the whole old root
 * file system to the backup partition, whatever it restores from there; it stays until the next upgrade.
 */
export function oldCopyOf({ item, fate }: AssessedItem, host: HostFacts): OldCopy | null {
  const path = pathOfItem(item);
  if (path === null || (item.kind === 'file' && item.state === 'missing')) return null;
  switch (fate.name) {
    case 'kept':
    case 'moved':
    case 'converted':
    case 'replaced':
    case 'lost':
      return { on: backupPartition(host), path };
    case 'destroyed':
    case 'untouched':
    case 'unknown':
      return null;
  }
}

/**
 * A cause without the sentence about the old copy, for those who say where it is on a line of its own.
 */
export function withoutCopy(because: string): string {
  return because.replace(/ ?The old copy is .*?, until the next upgrade formats it\./s, '');
}

/** BACKUP_PARTITION of the host's inventory file. */
export function backupPartition(host: HostFacts): string {
  const recorded = host.inventoryKeys.find(([key]) => key === 'BACKUP_PARTITION')?.[1];
  return recorded === undefined || recorded === '' ? 'the backup partition' : recorded;
}
