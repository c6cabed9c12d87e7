import { compareText } from '../../lib/order.ts';
import type { AssessedItem } from '../../model/fate.ts';
import type { Finding } from '../../model/finding.ts';
import type { HostFacts } from '../../model/host.ts';
import type { Item } from '../../model/inventory.ts';
import type { ReportItem } from '../../model/report-document.ts';
import { describeItem } from './describe.ts';

/** An item that the report lists, with the findings on it. */
export interface ListedItem {
  readonly assessed: AssessedItem;
  /** Worst first. */
  readonly findings: readonly Finding[];
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

/** One item as report.json has it. */
export function documentItem({ assessed, findings }: ListedItem, host: HostFacts): ReportItem {
  const { item, fate } = assessed;
  const isFile = item.kind === 'file';
  return {
    id: item.id,
    kind: item.kind,
    path: describeItem(item).path,
    ...(isFile && item.pathEncoding !== undefined ? { pathEncoding: item.pathEncoding } : {}),
    provenance: assessed.provenance,
    state: isFile ? item.state : null,
    fate: fate.name,
    to: fate.to,
    changes: fate.changes,
    compat: assessed.compat,
    because: fate.because,
    source: fate.source,
    findings: findings.map((finding) => finding.id),
    provenanceBecause: assessed.provenanceBecause,
    compatBecause: assessed.compatBecause,
    uncertain: fate.uncertain,
    oldCopy: oldCopyOf(assessed, host),
    evidence: item.evidence,
    details: detailsOf(item),
  };
}

/**
 * Where the file, or the file that makes the item, can be read after the upgrade. The installer copies the whole old root
 * file system to the backup partition, whatever it restores from there; it stays until the next upgrade.
 */
export function oldCopyOf({ item, fate }: AssessedItem, host: HostFacts): ReportItem['oldCopy'] {
  const { path } = describeItem(item);
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

/** BACKUP_PARTITION of the host's inventory file. */
export function backupPartition(host: HostFacts): string {
  const recorded = host.inventoryKeys.find(([key]) => key === 'BACKUP_PARTITION')?.[1];
  return recorded === undefined || recorded === '' ? 'the backup partition' : recorded;
}

/** What the item says of itself beyond the keys of the contract; unknown (null) and empty values are left out. */
function detailsOf(item: Item): Record<string, unknown> {
  const details: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(item) as [string, unknown][]) {
    if (['id', 'kind', 'evidence'].includes(key)) continue;
    if (item.kind === 'file' && ['path', 'pathEncoding', 'state'].includes(key)) continue;
    if (value === null || (Array.isArray(value) && value.length === 0)) continue;
    details[key] = value;
  }
  return details;
}
