import type { Build, ReleaseProfile } from '../releases/schema.ts';
import { byName } from './run.ts';
import { resolvePath } from './resolve.ts';
import type { SourceNode, SourceTree } from './source-tree.ts';
import type { Listing, World } from './world.ts';

/** More orders than this are not tried: a folder with so many folders in it has the same fate in all of them. */
const MOST_ORDERS = 12;

/**
 * Every way in which one build may turn out. Where directories keep their name, only links that are copied before what they
 * lead to make a difference; where they do not, the folder that is listed first is the one that loses its name.
 */
export function worldsOf(build: Build, profile: ReleaseProfile, tree: SourceTree): World[] {
  if (build.engine.makesParents) return [{ build, listing: linksFirst, maybeThere: false }];
  const sure = new Set(profile.target.directories);
  const rotations = Math.min(MOST_ORDERS, mostFolders(build, tree, sure));
  const listings = [filesFirst, ...Array.from({ length: rotations }, (_, first) => foldersFirst(first))];
  const choices = profile.target.maybe.length === 0 ? [false] : [false, true];
  return choices.flatMap((maybeThere) => listings.map((listing) => ({ build, listing, maybeThere })));
}

/** Folders in a listed folder that the target may lack. */
function mostFolders(build: Build, tree: SourceTree, sure: ReadonlySet<string>): number {
  const counts = build.rules.map((rule) => {
    if (rule.kind !== 'directory' || rule.path.startsWith('/') || sure.has(rule.path)) return 0;
    const seen = resolvePath(tree.root, rule.path, 'installer', true);
    if (seen.at !== 'node') return 0;
    return [...seen.node.children.values()].filter(isFolder).length;
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
