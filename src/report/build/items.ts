import type { HostFacts } from '../../model/host.ts';
import type { Item } from '../../model/inventory.ts';
import { pathOfItem } from '../../model/items.ts';
import { oldCopyOf, type ListedItem } from '../../model/listed.ts';
import type { ReportItem } from '../../model/report-document.ts';

/** One item as report.json has it. */
export function documentItem({ assessed, findings }: ListedItem, host: HostFacts): ReportItem {
  const { item, fate } = assessed;
  const isFile = item.kind === 'file';
  return {
    id: item.id,
    kind: item.kind,
    path: pathOfItem(item),
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
