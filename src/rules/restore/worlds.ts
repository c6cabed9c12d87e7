import type { Build, ReleaseProfile, RestoreRule } from '../releases/schema.ts';
import { byName } from './run.ts';
import { resolvePath } from './resolve.ts';
import type { SourceNode, SourceTree } from './source-tree.ts';
import { buildTargetTree, seenInTarget } from './target-tree.ts';
import type { Listing, World } from './world.ts';

/** Of a folder with more folders in it than this, the later ones are not tried as the first. */
const MOST_ORDERS = 64;

/**
 * Every way in which one build may turn out; the first one carries out the whole list. Where directories keep their name, only
 * links that are copied before what they lead to make a difference. Where they do not, the folder that is listed first loses
 * its name when the target lacks the one above it: only the rules about such folders are played through again.
 */
export function worldsOf(build: Build, profile: ReleaseProfile, tree: SourceTree): World[] {
  const { rules } = build;
  if (build.engine.makesParents) return [{ build, rules, listing: linksFirst, maybeThere: false }];
  const target = buildTargetTree(profile.target.directories, profile.target.files);
  const open = rules.filter(
    (rule) => rule.kind === 'directory' && seenInTarget(target, rule.path).at !== 'node',
  );
  const rotations = Math.min(MOST_ORDERS, mostFolders(open, tree));
  const listings = [filesFirst, ...Array.from({ length: rotations }, (_, first) => foldersFirst(first))];
  const choices = profile.target.maybe.length === 0 ? [false] : [false, true];
  return [
    { build, rules, listing: filesFirst, maybeThere: true },
    ...choices.flatMap((maybeThere) =>
      listings.map((listing) => ({ build, rules: open, listing, maybeThere })),
    ),
  ];
}

function mostFolders(rules: readonly RestoreRule[], tree: SourceTree): number {
  const counts = rules.map((rule) => {
    if (rule.path.startsWith('/')) return 0;
    const seen = resolvePath(tree.root, rule.path, 'installer', true);
    return seen.at === 'node' ? [...seen.node.children.values()].filter(isFolder).length : 0;
  });
  return Math.max(0, ...counts);
}

function isFolder(node: SourceNode): boolean {
  return node.type === 'directory';
}

const linksFirst: Listing = (children) => {
  const sorted = byName(children);
  return [
    ...sorted.filter(({ type }) => type === 'symlink'),
    ...sorted.filter(({ type }) => type !== 'symlink'),
  ];
};

const filesFirst: Listing = (children) => {
  const sorted = byName(children);
  return [...sorted.filter((node) => !isFolder(node)), ...sorted.filter(isFolder)];
};

/** Folders first, beginning with the one of this number. */
function foldersFirst(first: number): Listing {
  return (children) => {
    const sorted = byName(children);
    const folders = sorted.filter(isFolder);
    const start = folders.length === 0 ? 0 : first % folders.length;
    return [...folders.slice(start), ...folders.slice(0, start), ...sorted.filter((node) => !isFolder(node))];
  };
}
