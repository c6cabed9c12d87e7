import type { Fate } from '../../model/fate.ts';
import type { RestoreRule } from '../releases/schema.ts';
import { changesOf } from './changes.ts';
import { withDescendants } from './copy.ts';
import { resolvePath } from './resolve.ts';
import { seenByInstaller, textOf, type SourceNode } from './source-tree.ts';
import type { TargetNode } from './target-tree.ts';
import type { Attempt, Run } from './world.ts';

/** Where a path of the old root stands in the new one. */
interface Place {
  readonly path: string;
  readonly node: TargetNode;
}

/** The fate of every path of the old root that the list led to, by its node. */
export function fatesOf(run: Run): Map<SourceNode, Fate> {
  const places = findPlaces(run.target);
  const fates = new Map<SourceNode, Fate>();
  for (const [node, attempt] of run.attempts) {
    if (attempt.result === 'copied')
      fates.set(node, fateOfCopied(run, node, attempt.rule, places.get(node) ?? []));
    else for (const below of withDescendants(node)) setMissed(run, fates, below, attempt, places);
  }
  for (const rule of run.world.rules) addFolder(run, rule, fates);
  addBesides(run, run.source.root, run.target, fates);
  return fates;
}

/** Paths that no rule names, but where a restored path of another name, or the folder above a restored one, stands afterwards. */
function addBesides(run: Run, source: SourceNode, target: TargetNode, fates: Map<SourceNode, Fate>): void {
  for (const [name, node] of source.children) {
    const there = target.children.get(name);
    if (there === undefined) continue;
    const fate = fates.has(node) ? null : fateBesides(run, node, there);
    if (fate !== null) fates.set(node, fate);
    if (node.type === 'directory' && there.type === 'directory') addBesides(run, node, there, fates);
  }
}

const MAKES_FOLDERS = 'host-installer upgrade.py:105-127, util.py:34-40@f7a21a1';

function fateBesides(run: Run, node: SourceNode, there: TargetNode): Fate | null {
  const blank = { to: null, source: MAKES_FOLDERS, uncertain: null };
  if (there.origin !== null && there.origin !== node) {
    const because = `${textOf(there.origin.path)} is restored in its place.`;
    return { ...blank, name: 'replaced', changes: [], because };
  }
  if (node.type !== 'directory' || isSureFolder(run, node.path) || !holdsRestored(there)) return null;
  const changes = changesOf(run, node, there).map(({ text }) => text);
  const because =
    'Something in it is restored; the folder itself is the one of the target, or made new for root.';
  return { ...blank, name: changes.length === 0 ? 'kept' : 'converted', changes, because };
}

/** The target is known to bring the folder. */
function isSureFolder(run: Run, path: string): boolean {
  return run.profile.target.directories.some((sure) => sure === path || sure.startsWith(`${path}/`));
}

function holdsRestored(node: TargetNode): boolean {
  return [...node.children.values()].some((child) => child.origin !== null || holdsRestored(child));
}

/** Below a path that could not be copied nothing was, unless another rule brought it. */
function setMissed(
  run: Run,
  fates: Map<SourceNode, Fate>,
  node: SourceNode,
  attempt: Attempt,
  places: ReadonlyMap<SourceNode, Place[]>,
): void {
  if (fates.has(node) || run.attempts.get(node)?.result === 'copied') return;
  const found = places.get(node) ?? [];
  fates.set(
    node,
    found.length > 0 ? fateOfCopied(run, node, attempt.rule, found) : fateOfMissed(run, node, attempt),
  );
}

function findPlaces(root: TargetNode): Map<SourceNode, Place[]> {
  const places = new Map<SourceNode, Place[]>();
  const walk = (directory: TargetNode, above: string): void => {
    for (const [name, node] of directory.children) {
      const path = above === '' ? name : `${above}/${name}`;
      if (node.origin !== null) {
        const list = places.get(node.origin) ?? [];
        places.set(node.origin, list);
        list.push({ path, node });
      }
      walk(node, path);
    }
  };
  walk(root, '');
  return places;
}

function sourceOf(rule: RestoreRule): string {
  return `restore rule ${rule.id}, ${rule.source}`;
}

function fateOfCopied(run: Run, node: SourceNode, rule: RestoreRule, places: readonly Place[]): Fate {
  const source = sourceOf(rule);
  const same = places.find(({ path }) => path === node.path);
  const place = same ?? [...places].sort((a, b) => (a.path < b.path ? -1 : 1))[0];
  if (place === undefined) return fateOfOverwritten(run, node, rule);
  const changes = changesOf(run, node, place.node);
  const because = [rule.because, ...new Set(changes.map(({ why }) => why))].join(' ');
  const texts = changes.map(({ text }) => text);
  if (same === undefined)
    return { name: 'moved', to: textOf(place.path), changes: texts, because, source, uncertain: null };
  const name = texts.length === 0 ? 'kept' : 'converted';
  return { name, to: null, changes: texts, because, source, uncertain: null };
}

/** It was copied, and then something else took its place. */
function fateOfOverwritten(run: Run, node: SourceNode, rule: RestoreRule): Fate {
  const there = resolvePath(run.target, node.path, 'installer', false);
  const winner = there.at === 'node' ? there.node.origin : null;
  const because =
    winner === null
      ? `${rule.because} The installer then writes its own text there.`
      : `${rule.because} Then ${textOf(winner.path)} is restored over it.`;
  return { name: 'replaced', to: null, changes: [], because, source: sourceOf(rule), uncertain: null };
}

const MISSED: Readonly<Record<Exclude<Attempt['result'], 'copied'>, string>> = {
  'absolute-link':
    'The path is on the restore list, but it is a link with an absolute target, which the installer looks for in its own root and does not find; it is skipped.',
  'dangling-link':
    'The path is on the restore list, but it is a link that leads nowhere on the backup partition; it is skipped.',
  failed:
    'The path is on the restore list, but it cannot be copied, and nobody looks at the result of the copy.',
  waits: 'The path is on the restore list, but reading it never ends, so it has to go before the upgrade.',
  'no-directory':
    'The restore list names what is in this folder, but it is no folder, so it has to go before the upgrade.',
};

function fateOfMissed(run: Run, node: SourceNode, attempt: Attempt): Fate {
  const because = attempt.result === 'copied' ? attempt.rule.because : MISSED[attempt.result];
  const there = resolvePath(run.target, node.path, 'installer', false);
  const name = there.at === 'node' ? 'replaced' : 'lost';
  return { name, to: null, changes: [], because, source: sourceOf(attempt.rule), uncertain: null };
}

/** A folder whose entries are all listed: they are copied one by one, the folder itself is the target's or made new. */
function addFolder(run: Run, rule: RestoreRule, fates: Map<SourceNode, Fate>): void {
  if (rule.kind !== 'directory' || rule.pattern !== undefined || rule.path.startsWith('/')) return;
  const seen = resolvePath(run.source.root, rule.path, 'installer', false);
  if (seen.at !== 'node' || fates.has(seen.node)) return;
  const behind = seen.node.link === null ? 'node' : seenByInstaller(run.source, rule.path).at;
  if (behind === 'node') fates.set(seen.node, fateOfFolder(run, rule, seen.node));
  else
    fates.set(
      seen.node,
      fateOfMissed(run, seen.node, {
        rule,
        result: `${behind === 'outside' ? 'absolute' : 'dangling'}-link`,
      }),
    );
}

function fateOfFolder(run: Run, rule: RestoreRule, node: SourceNode): Fate {
  const made = resolvePath(run.target, rule.path, 'installer', true);
  const blank = { to: null, source: sourceOf(rule), uncertain: null };
  if (made.at !== 'node') {
    const because = 'Nothing in this folder is restored, so the folder is not made.';
    return { ...blank, name: 'lost', changes: [], because };
  }
  const changes = changesOf(run, node, made.node).map(({ text }) => text);
  const because =
    'Its entries are restored one by one; the folder itself is the one of the target, or made new for root.';
  return { ...blank, name: changes.length === 0 ? 'kept' : 'converted', changes, because };
}
