import type { PackageRow } from '../../model/report.ts';
import { formatDay } from '../../lib/quantities.ts';
import { COMPAT_WORDS, FATE_WORDS } from '../words.ts';
import type { EntryGroup } from './entry-group.ts';

/** Packages that did not come with the product, sorted by name. */
export function listPackages(groups: readonly EntryGroup[]): readonly PackageRow[] {
  return groups.flatMap(({ entry, items }) => {
    const item = items[0]?.assessed.item;
    if (item?.kind !== 'package' || entry.provenance === 'stock') return [];
    return {
      anchor: entry.anchor,
      nevra: item.nevra,
      vendor: item.vendor ?? 'none',
      provenanceLabel: entry.provenanceLabel,
      provenanceBecause: entry.provenanceBecause,
      installedAt: item.installedAt === null ? 'not known' : formatDay(item.installedAt),
      fateLabel: FATE_WORDS[entry.fate].label,
      compatLabel: COMPAT_WORDS[entry.compat].label,
    };
  });
}
