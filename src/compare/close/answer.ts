import type { Gap } from '../../model/gap.ts';
import type { FileItem, Item } from '../../model/inventory.ts';
import type { ReportItem } from '../../model/report-document.ts';
import type { ClosedItem, Consent } from '../../model/verify.ts';
import type { FileLook } from '../file-look.ts';
import type { InventoryIndex } from '../inventory-index.ts';

/** What the audit foretold of an item. */
export type Foretold = Pick<ReportItem, 'provenance' | 'state' | 'fate' | 'to' | 'source' | 'uncertain'>;

/** One item of the audit that wants to be closed. */
export interface Question {
  readonly item: Item;
  /** Null for storage that is watched and not listed. */
  readonly foretold: Foretold | null;
  /** Who gave it up; null = nobody. */
  readonly consent: Consent | null;
}

/** One host before or after. */
export interface Side {
  readonly index: InventoryIndex;
  /** Everything that is known of a file of its inventory. */
  readonly look: (file: FileItem) => FileLook;
  /** What a fetch saw at a path: null = nothing is there; undefined = nobody looked. */
  readonly fetched: (path: string) => FileLook | null | undefined;
}

export interface Sides {
  readonly before: Side;
  readonly after: Side;
  /** Gaps of the later look that may hide an item like this one. */
  readonly hiddenBy: (item: Item) => readonly Gap[];
}

/** How one question is closed. */
export type Answer = Pick<
  ClosedItem,
  'closing' | 'foundAt' | 'proof' | 'differences' | 'diff' | 'note' | 'needsLook' | 'wouldTell'
>;

/** An answer of which only what matters is said. */
export function answer(
  closing: Answer['closing'],
  note: string,
  more: Partial<Omit<Answer, 'closing' | 'note'>> = {},
): Answer {
  return {
    closing,
    foundAt: null,
    proof: null,
    differences: [],
    diff: null,
    needsLook: false,
    wouldTell: null,
    ...more,
    note,
  };
}

/** Nothing was found where something may be hidden. */
export function hiddenAnswer(gaps: readonly Gap[]): Answer | null {
  const [first] = gaps;
  if (first === undefined) return null;
  return answer(
    'untold',
    `It was not seen, but not everything could be looked at: ${first.origin} (${first.reason}).`,
    {
      wouldTell: `Clear the gap of ${first.collector} and verify again: not known is ${first.detail}.`,
    },
  );
}
