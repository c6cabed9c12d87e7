import type { Fate, Stop } from '../../model/fate.ts';
import type { FileItem } from '../../model/inventory.ts';
import type { ReleaseProfile } from '../releases/schema.ts';
import { fatesOf } from './fates.ts';
import { addFates, mergeFates, type FateRange } from './merge.ts';
import { runRestore } from './run.ts';
import { buildSourceTree, type SourceNode } from './source-tree.ts';
import { mergeStops } from './stops-of-run.ts';
import type { RestoreFacts, Run, RunStop } from './world.ts';
import { worldsOf } from './worlds.ts';

/** A restored path that nobody on the target reads. */
export interface Inert {
  readonly because: string;
  readonly source: string;
}

export interface RestoreResult {
  /** By path as the inventory writes it; a path that the restore list does not lead to is not in it. */
  readonly fates: ReadonlyMap<string, Fate>;
  /** Where the restore stops. Fates are those after every stop has been cleared. */
  readonly stops: readonly Stop[];
  readonly inert: ReadonlyMap<string, Inert>;
}

/**
 * What the installer of a release does to the listed paths of this tree: every candidate build, and every order and target
 * that may make a difference, played through; the worst answer of each path is given. Pure; `items` in any order.
 */
export function simulateRestore(
  profile: ReleaseProfile,
  items: readonly FileItem[],
  facts: RestoreFacts,
): RestoreResult {
  const areas = profile.builds.flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.kind === 'rename' ? [rule.path, rule.to] : [rule.path])),
  );
  const tree = buildSourceTree(items, facts.mountPoints, [...new Set([...areas, ...READ_BESIDES])]);
  const inert = new Map<string, Inert>();
  const builds = profile.builds.map((build) => {
    const range: FateRange = new Map();
    const stops: RunStop[] = [];
    for (const world of worldsOf(build, profile, tree)) {
      const run = runRestore(profile, tree, facts, world);
      addFates(range, fatesOf(run));
      stops.push(...run.stops);
      addInert(inert, run);
    }
    return { build, range, stops };
  });
  return { fates: byPath(mergeFates(builds)), stops: mergeStops(builds, tree), inert };
}

/** Paths that the installer reads although they are on no list of some releases. */
const READ_BESIDES = [
  'var/lib/xcp/network.dbcache',
  'var/xapi/network.dbcache',
  'etc/nsswitch.conf',
  'etc/snmp/snmp.xs.conf',
];

function byPath(fates: ReadonlyMap<SourceNode, Fate>): Map<string, Fate> {
  const found = new Map<string, Fate>();
  for (const [node, fate] of fates) if (node.item !== null) found.set(node.item.path, fate);
  return found;
}

function addInert(inert: Map<string, Inert>, run: Run): void {
  for (const [node, { rule, result }] of run.attempts) {
    if (node.item === null || result !== 'copied' || rule.inert === undefined) continue;
    inert.set(node.item.path, { because: rule.inert, source: `restore rule ${rule.id}, ${rule.source}` });
  }
}
