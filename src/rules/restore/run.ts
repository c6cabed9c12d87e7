import type { ReleaseProfile, RestoreRule } from '../releases/schema.ts';
import { afterwards } from './afterwards.ts';
import { takesChild } from './named-by.ts';
import { checkNameService } from './owners.ts';
import { nameOf, resolvePath } from './resolve.ts';
import { restorePath } from './restore-path.ts';
import { seenByInstaller, textOf, type SourceTree } from './source-tree.ts';
import { buildTargetTree } from './target-tree.ts';
import { stop, type RestoreFacts, type Run, type World } from './world.ts';

/** Goes through the restore list of a release in its order, then does what the installer does afterwards. */
export function runRestore(
  profile: ReleaseProfile,
  source: SourceTree,
  facts: RestoreFacts,
  world: World,
): Run {
  const { directories, maybe, files } = profile.target;
  const run: Run = {
    profile,
    world,
    source,
    facts,
    target: buildTargetTree(world.maybeThere ? [...directories, ...maybe] : directories, files),
    attempts: new Map(),
    badOwners: new Set(),
    stops: [],
  };
  checkNameService(run);
  for (const rule of world.rules) applyRule(run, rule);
  afterwards(run);
  return run;
}

function applyRule(run: Run, rule: RestoreRule): void {
  // With a leading slash the rule names the installer's own root: nothing of the old host is restored by it.
  if (rule.path.startsWith('/')) return;
  switch (rule.kind) {
    case 'path':
      if (conditionHolds(run, rule)) restorePath(run, rule, rule.path, rule.path);
      break;
    case 'rename':
      restorePath(run, rule, rule.path, rule.to);
      break;
    case 'directory':
      restoreChildren(run, rule);
      break;
  }
}

function conditionHolds(run: Run, rule: Extract<RestoreRule, { kind: 'path' }>): boolean {
  if (rule.onlyIf === undefined) return true;
  const seen =
    rule.onlyIf.is === 'link'
      ? resolvePath(run.source.root, rule.onlyIf.path, 'installer', false)
      : seenByInstaller(run.source, rule.onlyIf.path);
  return seen.at === 'node' && seen.node.type === (rule.onlyIf.is === 'link' ? 'symlink' : 'file');
}

function restoreChildren(run: Run, rule: Extract<RestoreRule, { kind: 'directory' }>): void {
  const seen = seenByInstaller(run.source, rule.path);
  if (rule.pattern === undefined && run.world.build.engine.copiesWholeDirectories) {
    if (seen.at !== 'missing') restorePath(run, rule, rule.path, rule.path);
    return;
  }
  if (seen.at !== 'node') return;
  if (seen.node.type !== 'directory') {
    run.attempts.set(seen.node, { rule, result: 'no-directory' });
    const sentence = `${textOf(rule.path)} is not a directory, but the installer lists what is in it.`;
    stop(run, 'path-type', rule.path, sentence);
    return;
  }
  for (const child of run.world.listing([...seen.node.children.values()], rule.path)) {
    const path = `${rule.path}/${nameOf(child.path)}`;
    if (takesChild(rule, path)) restorePath(run, rule, path, path);
  }
}
