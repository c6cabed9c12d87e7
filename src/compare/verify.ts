import { compareText } from '../lib/order.ts';
import { countOf } from '../lib/quantities.ts';
import { CLOSINGS, type ClosedItem, type Misprediction, type VerifyDocument } from '../model/verify.ts';
import type { Question, Sides } from './close/answer.ts';
import { closeItem } from './close/close-item.ts';
import { misprediction } from './mispredictions.ts';

/** What is read off the closed items. */
export type Closed = Pick<
  VerifyDocument,
  'outcome' | 'because' | 'counts' | 'services' | 'storage' | 'items' | 'mispredictions'
>;

/** What is known of the moment at which the host was looked at again. */
export interface LaterLook {
  /** Nothing was restored yet. */
  readonly beforeRestore: boolean;
  /** It ran the release that the fates were foretold for; of any other they say nothing. */
  readonly runsTarget: boolean;
}

const STORAGE = new Set(['sr', 'pbd', 'disk', 'mount', 'vg', 'md', 'drbd']);

/**
 * Closes every question exactly once, counts, and checks what was foretold. Pure.
 * @param look when the host was looked at
 */
export function closeAll(questions: readonly Question[], sides: Sides, look: LaterLook): Closed {
  const items: ClosedItem[] = [];
  const mispredictions: Misprediction[] = [];
  for (const question of [...questions].sort((a, b) => compareText(a.item.id, b.item.id))) {
    const seen = closeItem({ ...question, consent: null }, sides);
    const closed = question.consent === null ? seen : closeItem(question, sides);
    items.push(closed);
    const { closing } = seen;
    if (question.foretold === null || !look.runsTarget || saysLittle(question)) continue;
    if (closing === 'untold' || closing === 'dropped') continue;
    const wrong = misprediction(seen, question.foretold, closing, look.beforeRestore);
    if (wrong !== null) mispredictions.push(wrong);
  }
  const counts = countClosings(items);
  return {
    outcome: counts.missing > 0 ? 'open' : counts.untold > 0 || !look.runsTarget ? 'unclear' : 'closed',
    because: [
      ...(look.runsTarget ? [] : ['The host does not run the release that it was to be upgraded to.']),
      ...becauseOf(items, counts, mispredictions.length),
    ],
    counts,
    services: tally(items.filter(({ kind }) => kind === 'service')),
    storage: tally(items.filter(({ kind }) => STORAGE.has(kind))),
    items,
    mispredictions,
  };
}

/** That the target, or a package of it, has a folder of the same name does not mean that the old one came back. */
function saysLittle({ item, foretold }: Pick<Question, 'item' | 'foretold'>): boolean {
  return (
    item.kind === 'file' &&
    item.type === 'directory' &&
    (foretold?.fate === 'lost' || foretold?.fate === 'replaced')
  );
}

function countClosings(items: readonly ClosedItem[]): VerifyDocument['counts'] {
  const counts = { identical: 0, changed: 0, moved: 0, dropped: 0, untold: 0, missing: 0 };
  for (const closing of CLOSINGS) counts[closing] = items.filter((item) => item.closing === closing).length;
  return counts;
}

function tally(items: readonly ClosedItem[]): VerifyDocument['services'] {
  const counts = countClosings(items);
  return {
    back: counts.identical,
    changed: counts.changed + counts.moved,
    missing: counts.missing,
    untold: counts.untold,
  };
}

function becauseOf(
  items: readonly ClosedItem[],
  { missing, untold }: VerifyDocument['counts'],
  wrong: number,
): string[] {
  const look = items.filter(({ needsLook }) => needsLook).length;
  const sentences: readonly (readonly [number, string])[] = [
    [missing, `${countOf(missing, 'item is', 'items are')} not back.`],
    [untold, `${countOf(untold, 'item')} could not be told.`],
    [look, `${countOf(look, 'item is', 'items are')} back and should be looked at.`],
    [
      wrong,
      `${countOf(wrong, 'fate')} turned out otherwise than the audit foretold: please send mispredictions.json to the project.`,
    ],
  ];
  const said = sentences.flatMap(([count, sentence]) => (count === 0 ? [] : sentence));
  return missing + untold === 0 ? [`All ${countOf(items.length, 'item')} are closed.`, ...said] : said;
}
