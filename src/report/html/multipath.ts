import type { DiffView, MultipathView } from '../../model/report.ts';
import { LIMITS } from './cut.ts';
import { makeVisible, visibleLine } from './reveal.ts';

/** Verdicts of arrays in the colours of the answers on the target. */
const TONES = { same: 'works', other: 'needs-rework', lost: 'breaks' } as const;

/** The section on multipath, cut to what a page holds, with nothing in it hidden; null where there is none. */
export function multipathContext(view: MultipathView | null): object | null {
  if (view === null) return null;
  const { proposal, diff } = view;
  const options = view.options.slice(0, LIMITS.multipathRows);
  const arrays = view.arrays.slice(0, LIMITS.multipathRows);
  const missing = view.missing.slice(0, LIMITS.multipathRows);
  const page = makeVisible({
    ...view,
    options: options.map((option) => ({
      ...option,
      isRewritten: option.proposed !== 'stays' && option.proposed !== 'left out',
    })),
    moreOptions: view.options.length - options.length,
    arrays: arrays.map((array) => ({ ...array, tone: TONES[array.verdict] })),
    moreArrays: view.arrays.length - arrays.length,
    missing,
    moreMissing: view.missing.length - missing.length,
    proposal: null,
    diff: null,
  });
  return {
    ...page,
    proposal:
      proposal === null
        ? null
        : {
            ...makeVisible({ ...proposal, text: '', lines: [] }),
            lines: linesOf(proposal.lines),
            more: leftOut(proposal.lines),
          },
    diff: linesOf(diff ?? []),
    moreDiff: leftOut(diff ?? []),
  };
}

function linesOf(lines: DiffView['lines']): DiffView['lines'] {
  return lines.slice(0, LIMITS.diffLines).map(({ type, text }) => ({ type, text: visibleLine(text) }));
}

function leftOut(lines: DiffView['lines']): number {
  return Math.max(0, lines.length - LIMITS.diffLines);
}
