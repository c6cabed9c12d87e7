import type { RestoreRule } from '../releases/schema.ts';
import { copyArchived, copyFollowing, copyIntoDirectory, type Copied, type ReadableFile } from './copy.ts';
import { installerHas } from './installer-root.ts';
import { carryOwners } from './owners.ts';
import { nameOf, parentOf, resolvePath, type Resolved } from './resolve.ts';
import { isStandIn, seenByInstaller, textOf, type SourceNode } from './source-tree.ts';
import { makeDirectories } from './target-tree.ts';
import { stop, type Run } from './world.ts';

/** Copies one path of the old root to a path of the new one, as the engine of this build does it. */
export function restorePath(run: Run, rule: RestoreRule, from: string, to: string): void {
  const { engine } = run.world.build;
  const seen = seenByInstaller(run.source, from);
  const entry = resolvePath(run.source.root, from, 'installer', false);
  // Behind an absolute link nothing of the old root is seen, so there is no path to speak of.
  if (entry.at !== 'node') return;
  const found = describe(seen);
  if (found === null && !(engine.copiesDanglingLinks && entry.node.link !== null)) {
    const isAbsolute = seen.at === 'outside';
    run.attempts.set(entry.node, { rule, result: isAbsolute ? 'absolute-link' : 'dangling-link' });
    return;
  }
  const isDirectory = found?.type === 'directory';
  if ((engine.makesParents || !isDirectory) && makeDirectories(run.target, parentOf(to)) === null) {
    stopForParent(run, rule, entry.node, to);
    return;
  }
  const copied = copy(run, entry.node, found, from, to);
  for (const { node, result } of copied) run.attempts.set(node, { rule, result });
  if (copied.some(({ result }) => result === 'waits')) {
    stopForReading(run, copied);
    return;
  }
  if (engine.owner !== 'number') carryOwners(run, rule, from, to);
  if (isDirectory) stopForUnseenDirectory(run, from, seen);
}

/** What `os.path.exists` and `isdir` see behind a path; null = nothing. */
function describe(seen: Resolved<SourceNode>): ReadableFile | null {
  if (seen.at === 'node') return { ...seen.node, text: seen.node };
  if (seen.at === 'missing') return null;
  const has = installerHas(seen.path);
  if (has === null) return null;
  const own = { mode: has === 'directory' ? 0o755 : 0o666, uid: 0, gid: 0 };
  if (has === 'directory') return { type: 'directory', text: 'empty', ...own };
  return { type: 'character-device', text: has === 'null-device' ? 'empty' : 'endless', ...own };
}

function copy(run: Run, entry: SourceNode, found: ReadableFile | null, from: string, to: string): Copied[] {
  if (found?.type === 'directory') return copyIntoDirectory(run.target, entry, nameOf(from), parentOf(to));
  if (run.world.build.engine.copy === 'archive' || found === null) return copyArchived(run.target, entry, to);
  return [{ node: entry, result: copyFollowing(run.target, entry, found, to) }];
}

function stopForParent(run: Run, rule: RestoreRule, entry: SourceNode, to: string): void {
  run.attempts.set(entry, { rule, result: 'failed' });
  const parent = textOf(parentOf(to));
  const sentence = `${textOf(entry.path)} is to be copied below ${parent}, where something that is no directory was restored before.`;
  stop(run, 'path-type', entry.path, sentence);
}

function stopForReading(run: Run, copied: readonly Copied[]): void {
  for (const { node, result } of copied) {
    if (result !== 'waits') continue;
    const what = node.type === 'fifo' ? 'a fifo' : 'not a plain file';
    const sentence = `${textOf(node.path)} is ${what}; the installer reads it as if it were a file and waits for ever.`;
    stop(run, 'restore-fifo', node.path, sentence);
  }
}

/**
 * The installer walks through a link to a directory and sets owners for what it finds: in its own root behind an absolute link,
 * else in a part of the old root. Where that was not collected, what is in it is not known, and it may stop.
 */
function stopForUnseenDirectory(run: Run, from: string, seen: Resolved<SourceNode>): void {
  const isUnseen = seen.at === 'outside' || (seen.at === 'node' && isStandIn(seen.node));
  if (!isUnseen || run.world.build.engine.owner !== 'ask') return;
  const where = seen.at === 'outside' ? `${seen.path} of its own root` : 'a folder that was not collected';
  const sentence = `${textOf(from)} is a link to a folder; the installer copies the link, then sets owners behind it for what it finds in ${where}, and may stop there.`;
  stop(run, 'restore-directory-link', from, sentence);
}
