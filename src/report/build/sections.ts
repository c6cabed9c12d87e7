import { FATES, type FateName } from '../../model/fate.ts';
import type { HostFacts } from '../../model/host.ts';
import type { ItemKind } from '../../model/inventory.ts';
import type { CauseGroup, FateSection, KindSection, MatrixRow } from '../../model/report.ts';
import { FATE_WORDS, KIND_WORDS, KINDS } from '../words.ts';
import type { EntryGroup } from './entry-group.ts';
import { backupPartition } from '../../model/listed.ts';

/** Worst first. */
export const FATES_WORST_FIRST: readonly FateName[] = [...FATES].reverse();

/** What happens to each thing: by fate, then kind, then cause. */
export function buildSections(groups: readonly EntryGroup[], host: HostFacts): readonly FateSection[] {
  return FATES_WORST_FIRST.flatMap((fate) => {
    const same = groups.filter(({ entry }) => entry.fate === fate);
    return same.length === 0
      ? []
      : {
          anchor: `fate-${fate}`,
          fate,
          label: FATE_WORDS[fate].label,
          meaning: FATE_WORDS[fate].meaning,
          oldCopies: oldCopies(fate, backupPartition(host)),
          entries: same.length,
          listed: itemsIn(same),
          kinds: buildKinds(fate, same),
        };
  });
}

function buildKinds(fate: FateName, groups: readonly EntryGroup[]): readonly KindSection[] {
  return KINDS.flatMap((kind) => {
    const same = groups.filter(({ entry }) => entry.kind === kind);
    return same.length === 0
      ? []
      : {
          anchor: kindAnchor(fate, kind),
          kind,
          label: KIND_WORDS[kind],
          entries: same.length,
          listed: itemsIn(same),
          causes: buildCauses(same),
        };
  });
}

/** Groups in the order of their first entry; a group of one says the cause in its own words. */
function buildCauses(groups: readonly EntryGroup[]): readonly CauseGroup[] {
  const causes = new Map<string, EntryGroup[]>();
  for (const group of groups) {
    const key = JSON.stringify([group.sharedBecause, group.cause.source, group.cause.uncertain]);
    const same = causes.get(key);
    if (same === undefined) causes.set(key, [group]);
    else same.push(group);
  }
  return [...causes.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    return {
      because: same.length === 1 ? first.cause.because : first.sharedBecause,
      source: first.cause.source,
      uncertain: first.cause.uncertain,
      entries: same.map(({ entry }) => entry),
    };
  });
}

function oldCopies(fate: FateName, backup: string): string | null {
  switch (fate) {
    case 'lost':
    case 'replaced':
    case 'converted':
    case 'moved':
      return `Old files can be read at the same path on ${backup} (mount it read-only) until the next upgrade formats it.`;
    case 'destroyed':
      return 'No copy stays on this host. What is still needed must be saved elsewhere before the upgrade.';
    case 'kept':
    case 'untouched':
    case 'unknown':
      return null;
  }
}

/** Kinds by fates, in numbers of items. */
export function buildMatrix(groups: readonly EntryGroup[]): readonly MatrixRow[] {
  return KINDS.flatMap((kind) => {
    const same = groups.filter(({ entry }) => entry.kind === kind);
    if (same.length === 0) return [];
    const cells = FATES_WORST_FIRST.map((fate) => {
      const listed = itemsIn(same.filter(({ entry }) => entry.fate === fate));
      return {
        fate,
        label: FATE_WORDS[fate].label,
        listed,
        anchor: listed === 0 ? null : kindAnchor(fate, kind),
      };
    });
    return { kind, label: KIND_WORDS[kind], total: itemsIn(same), cells };
  });
}

function kindAnchor(fate: FateName, kind: ItemKind): string {
  return `fate-${fate}-${kind}`;
}

function itemsIn(groups: readonly EntryGroup[]): number {
  return groups.reduce((sum, { items }) => sum + items.length, 0);
}
