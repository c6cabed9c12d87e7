import type { FileItem } from '../../model/inventory.ts';
import type { Entry } from '../../model/report.ts';
import { COMPAT_WORDS, PROVENANCE_WORDS } from '../words.ts';
import type { ListedItem } from '../../model/listed.ts';

/** A line of the report and the items behind it. */
export interface EntryGroup {
  readonly entry: Entry;
  /** Cause of the fate, as its group says it. */
  readonly cause: { readonly because: string; readonly source: string; readonly uncertain: string | null };
  /** The same, with the path taken out, by which causes are compared. */
  readonly sharedBecause: string;
  /** At least one. */
  readonly items: readonly ListedItem[];
}

export type ListedFile = ListedItem & { readonly assessed: { readonly item: FileItem } };

/** What is said of every item in the same words. */
export function judgementOf({
  assessed,
}: ListedItem): Pick<
  Entry,
  'provenance' | 'provenanceLabel' | 'provenanceBecause' | 'compat' | 'compatLabel' | 'compatBecause'
> {
  const { provenance, provenanceBecause, compat, compatBecause } = assessed;
  return {
    provenance,
    provenanceLabel: PROVENANCE_WORDS[provenance],
    provenanceBecause,
    compat,
    compatLabel: COMPAT_WORDS[compat].label,
    compatBecause,
  };
}
