import { compareText } from '../../lib/order.ts';
import { FATES, type Fate } from '../../model/fate.ts';
import type { Build } from '../releases/schema.ts';
import type { SourceNode } from './source-tree.ts';

/** Of one build, the worst and the best fate of each path over all its worlds. */
export type FateRange = Map<SourceNode, { worst: Fate; best: Fate }>;

export function addFates(range: FateRange, fates: ReadonlyMap<SourceNode, Fate>): void {
  for (const [node, fate] of fates) {
    const known = range.get(node);
    if (known === undefined) range.set(node, { worst: fate, best: fate });
    else if (worstFirst(fate, known.worst) < 0) known.worst = fate;
    else if (worstFirst(fate, known.best) > 0) known.best = fate;
  }
}

/** The worst fate of each path, and what the better ones would be. The likelier build counts where two are equally bad. */
export function mergeFates(
  builds: readonly { readonly build: Build; readonly range: FateRange }[],
): Map<SourceNode, Fate> {
  const merged = new Map<SourceNode, Fate>();
  for (const node of new Set(builds.flatMap(({ range }) => [...range.keys()]))) {
    const ranked = builds
      .map(({ build, range }) => ({ build, ...(range.get(node) ?? unlisted(build)) }))
      .sort((a, b) => worstFirst(a.worst, b.worst));
    const [chosen, ...others] = ranked;
    if (chosen !== undefined) merged.set(node, { ...chosen.worst, uncertain: doubt(chosen, others) });
  }
  return merged;
}

/** The list of one candidate leads to a path, that of another does not. */
function unlisted(build: Build): { readonly worst: Fate; readonly best: Fate } {
  const fate: Fate = {
    name: 'lost',
    to: null,
    changes: [],
    because: 'The restore list of this candidate build does not name it.',
    source: `restore rule none, ${build.repository} upgrade.py@${build.commit}`,
    uncertain: null,
  };
  return { worst: fate, best: fate };
}

interface Ranked {
  readonly build: Build;
  readonly worst: Fate;
  readonly best: Fate;
}

function doubt(chosen: Ranked, others: readonly Ranked[]): string | null {
  const notes: string[] = [];
  if (!isSame(chosen.best, chosen.worst))
    notes.push(
      `That depends on the order in which the installer lists the folder, or on what the target has there already; otherwise it is ${describe(chosen.best)}.`,
    );
  for (const { build, worst } of others) {
    if (!isSame(worst, chosen.worst))
      notes.push(
        `This is what build ${chosen.build.commit} does; with build ${build.commit} it is ${describe(worst)}.`,
      );
  }
  return notes.length === 0 ? null : notes.join(' ');
}

/** Negative when `a` is the worse one. */
function worstFirst(a: Fate, b: Fate): number {
  return (
    FATES.indexOf(b.name) - FATES.indexOf(a.name) ||
    b.changes.length - a.changes.length ||
    compareText(a.to ?? '', b.to ?? '')
  );
}

function isSame(a: Fate, b: Fate): boolean {
  return a.name === b.name && a.to === b.to && a.changes.join('\n') === b.changes.join('\n');
}

function describe(fate: Fate): string {
  const changes = fate.changes.length === 0 ? '' : ` (${fate.changes.join('; ')})`;
  return fate.name === 'moved' ? `moved to ${fate.to ?? ''}${changes}` : `${fate.name}${changes}`;
}
