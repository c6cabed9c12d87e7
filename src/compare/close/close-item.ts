import { pathOfItem } from '../../model/items.ts';
import type { ClosedItem } from '../../model/verify.ts';
import { shortened } from '../field-differences.ts';
import { itemName } from '../../model/item-words.ts';
import type { Answer, Question, Sides } from './answer.ts';
import { closeFile } from './close-file.ts';
import { closeOther } from './close-other.ts';

/** Fates after which an item is not expected to be there. */
const GONE = new Set(['replaced', 'lost', 'destroyed']);
/** Fates after which it is expected as it was. */
const STAYS = new Set(['kept', 'untouched']);

/** Gives one item of the audit its one closing. */
export function closeItem(question: Question, sides: Sides): ClosedItem {
  const { item, foretold, consent } = question;
  const found = item.kind === 'file' ? closeFile(item, foretold, sides) : closeOther(item, foretold, sides);
  const isDropped = consent !== null && mayBeDropped(found, question);
  return {
    id: item.id,
    kind: item.kind,
    name: itemName(item),
    path: pathOfItem(item),
    provenance: foretold?.provenance ?? null,
    fate: foretold?.fate ?? null,
    to: foretold?.to ?? null,
    ...found,
    differences: shortened(found.differences),
    closing: isDropped ? 'dropped' : found.closing,
    note: isDropped ? `Given up on purpose. ${found.note}` : found.note,
    needsLook: !isDropped && (found.needsLook || isSuspicious(found, question)),
    wouldTell: isDropped ? null : found.wouldTell,
    consent: isDropped ? consent : null,
  };
}

/** Different where it was to stay as it was; or a file of which nobody can say whether what mattered in it is back. */
function isSuspicious({ closing, differences }: Answer, { item, foretold }: Question): boolean {
  if (closing !== 'changed') return false;
  if (foretold === null || STAYS.has(foretold.fate)) return true;
  return (
    item.kind === 'file' && GONE.has(foretold.fate) && differences.some(({ field }) => field === 'content')
  );
}

/** Consent to a loss does not cover something that was to come back and came back different. */
function mayBeDropped({ closing }: Answer, { foretold }: Question): boolean {
  if (closing === 'missing' || closing === 'untold') return true;
  return closing === 'changed' && foretold !== null && GONE.has(foretold.fate);
}
