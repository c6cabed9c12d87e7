import { compareText } from '../../lib/order.ts';
import type { Stop } from '../../model/fate.ts';
import type { Evidence, FileItem } from '../../model/inventory.ts';
import type { Build } from '../releases/schema.ts';
import { parentOf, resolvePath } from './resolve.ts';
import { textOf, type SourceTree } from './source-tree.ts';
import type { RunStop } from './world.ts';

/** The stops of one build, of all its worlds together. */
export interface BuildStops {
  readonly build: Build;
  readonly stops: readonly RunStop[];
}

const MOST_EVIDENCE = 20;

/**
 * One stop for each cause. Owners are counted by their name, because that is what has to be mended; everything else by its
 * path. `onlyBuild` is set where not every candidate build stops.
 */
export function mergeStops(builds: readonly BuildStops[], tree: SourceTree): Stop[] {
  const groups = new Map<string, { stops: Map<string, RunStop>; builds: Set<string> }>();
  for (const { build, stops } of builds) {
    for (const stop of stops) {
      const id = [stop.condition, stop.key ?? stop.path].join('\0');
      const group = groups.get(id) ?? { stops: new Map<string, RunStop>(), builds: new Set<string>() };
      groups.set(id, group);
      group.stops.set(stop.path, stop);
      group.builds.add(build.commit);
    }
  }
  return [...groups.values()]
    .map(({ stops, builds: seen }) => {
      const only = seen.size === builds.length ? null : ([...seen][0] ?? null);
      return stopOf(
        [...stops.values()].sort((a, b) => compareText(a.path, b.path)),
        only,
        tree,
      );
    })
    .flatMap((stop) => stop ?? [])
    .sort(
      (a, b) =>
        compareText(a.condition, b.condition) ||
        compareText(a.subject, b.subject) ||
        compareText(a.key ?? '', b.key ?? ''),
    );
}

function stopOf(stops: readonly RunStop[], onlyBuild: string | null, tree: SourceTree): Stop | null {
  const [first] = stops;
  if (first === undefined) return null;
  const more = stops.length - 1;
  const rest =
    more === 0
      ? ''
      : ` So ${more === 1 ? 'does one more restored path' : `do ${String(more)} more restored paths`}.`;
  return {
    condition: first.condition,
    subject: subjectOf(first, tree),
    sentence: `${first.sentence}${rest}`,
    evidence: stops.slice(0, MOST_EVIDENCE).map(({ path }) => evidenceOf(path, tree)),
    key: first.key,
    onlyBuild,
  };
}

/** The item that the stop is seen on: the path itself, else the nearest one above it that was collected. */
function subjectOf(stop: RunStop, tree: SourceTree): string {
  for (let path = stop.path; path !== ''; path = parentOf(path)) {
    const item = itemAt(path, tree);
    if (item !== null) return item.id;
  }
  return 'file:/etc/xensource-inventory';
}

function itemAt(path: string, tree: SourceTree): FileItem | null {
  const seen = resolvePath(tree.root, path, 'chroot', false);
  return seen.at === 'node' ? seen.node.item : null;
}

function evidenceOf(path: string, tree: SourceTree): Evidence {
  const item = itemAt(path, tree);
  if (item === null) return { origin: textOf(path), excerpt: 'no such path' };
  const owner = `${item.user ?? String(item.uid)}:${item.group ?? String(item.gid)}`;
  const link = item.linkTarget === null ? '' : ` -> ${item.linkTarget}`;
  return { origin: item.path, excerpt: `${item.type} ${item.mode ?? ''} ${owner}${link}`.slice(0, 200) };
}
