import type { ItemKind } from '../model/inventory.ts';
import type { ClosedItem, Misprediction } from '../model/verify.ts';
import type { Foretold } from './close/answer.ts';

/** What no restore of files or packages brings back: where it was foretold destroyed and is there, we were wrong. */
const BEYOND_RESTORE: ReadonlySet<string> = new Set<ItemKind>(['vg', 'md', 'sr', 'vm']);

/**
 * Whether a fate turned out otherwise.
 * @param closed by what was seen: an item that was given up counts as what it was found as
 * @param beforeRestore nothing was restored yet, so whatever is there came through the upgrade; without it only what a
 *   restore cannot explain counts
 */
export function misprediction(
  closed: ClosedItem,
  foretold: Foretold,
  observed: Misprediction['observed'],
  beforeRestore: boolean,
): Misprediction | null {
  // Of a file that had been removed, the word says no more than that a package of the target may bring it again.
  const why = foretold.state === 'missing' ? null : whyWrong(closed, foretold, observed, beforeRestore);
  if (why === null) return null;
  return {
    id: closed.id,
    kind: closed.kind,
    provenance: foretold.provenance,
    state: foretold.state,
    foretold: foretold.fate,
    to: foretold.to,
    source: foretold.source,
    uncertain: foretold.uncertain,
    observed,
    differences: closed.differences.map(({ field }) => field),
    why,
  };
}

function whyWrong(
  { kind, differences }: ClosedItem,
  { fate }: Foretold,
  observed: Misprediction['observed'],
  beforeRestore: boolean,
): string | null {
  const isThere = observed === 'identical' || observed === 'changed';
  switch (fate) {
    case 'kept':
    case 'untouched':
      if (observed === 'missing')
        return 'It was to stay, and is not there or has no effect; a restore takes nothing away.';
      return observed === 'changed' && differences.length > 0
        ? 'It was to stay as it was and is different; a restore would have brought it back as it was.'
        : null;
    case 'moved':
      if (observed === 'moved') return null;
      if (observed === 'missing') return 'It was to be found under another path and is not there.';
      return beforeRestore ? 'It was to be found under another path and is where it was.' : null;
    case 'converted':
      if (observed === 'missing') return 'It was to come back in another form and is not there.';
      return beforeRestore && observed === 'identical' && kind === 'file'
        ? 'It was to come back changed and came back as it was.'
        : null;
    case 'replaced':
      return beforeRestore && observed === 'identical' && kind === 'file'
        ? "It was to give way to the target's own and came back as it was, though nothing was restored."
        : null;
    case 'lost':
      return beforeRestore && isThere ? 'It was to be lost and is there, though nothing was restored.' : null;
    case 'destroyed':
      if (observed === 'identical' && BEYOND_RESTORE.has(kind))
        return 'It was to be destroyed and is there; no restore brings such a thing back.';
      return beforeRestore && isThere && kind !== 'partition'
        ? 'It was to be destroyed and is there, though nothing was restored.'
        : null;
    case 'unknown':
      return null;
  }
}
