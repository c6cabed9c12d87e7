import { makeVisible, visibleLine } from './html/reveal.ts';
import type { LinedKind } from './lined-entries.ts';

/** A kind with nothing in it hidden; the tabs of a diff stay, since they are what the file looks like. */
export function revealKind(kind: LinedKind): object {
  return {
    ...makeVisible({ ...kind, entries: [] }),
    entries: kind.entries.map((entry) => ({
      ...makeVisible({ ...entry, lines: [] }),
      lines: entry.lines.map(({ type, text }) => ({ type, text: visibleLine(text) })),
    })),
  };
}
