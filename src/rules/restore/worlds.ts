import type { Build, ReleaseProfile, RestoreRule } from '../releases/schema.ts';
import { nameOf, resolvePath } from './resolve.ts';
import type { SourceNode, SourceTree } from './source-tree.ts';
import { buildTargetTree, seenInTarget } from './target-tree.ts';
import type { Listing, World } from './world.ts';

/** Of more orders than this, the later ones are not tried. */
const MOST_ORDERS = 256;

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
  const listings = listingsOf(open, tree);
  const choices = profile.target.maybe.length === 0 ? [false] : [false, true];
  return [
    { build, rules, listing: filesFirst, maybeThere: true },
    ...choices.flatMap((maybeThere) =>
      listings.map((listing) => ({ build, rules: open, listing, maybeThere })),
    ),
  ];
}

/** What may come first in a listed folder: its files (0), or one of its folders (1 and on). */
interface Choice {
  readonly path: string;
  readonly count: number;
}

/** Folders that lie in one another are tried in every combination, others side by side. */
function listingsOf(rules: readonly RestoreRule[], tree: SourceTree): Listing[] {
  const choices = [...new Set(rules.map(({ path }) => path))].map((path) => ({
    path,
    count: 1 + foldersIn(tree, path),
  }));
  const groups = new Map<string, Choice[]>();
  for (const choice of choices) {
    const top = outermost(choice.path, choices);
    groups.set(top, [...(groups.get(top) ?? []), choice]);
  }
  const sizes = [...groups.values()].map((group) => group.reduce((product, { count }) => product * count, 1));
  const most = Math.min(MOST_ORDERS, Math.max(1, ...sizes));
  return Array.from({ length: most }, (_, number) => {
    const first = new Map<string, number>();
    for (const group of groups.values()) {
      let rest = number;
      for (const { path, count } of group) {
        first.set(path, rest % count);
        rest = Math.floor(rest / count);
      }
    }
    return (children, path) => order(children, first.get(path) ?? 0);
  });
}

function foldersIn(tree: SourceTree, path: string): number {
  const seen = path.startsWith('/') ? null : resolvePath(tree.root, path, 'installer', true);
  return seen?.at === 'node' ? [...seen.node.children.values()].filter(isFolder).length : 0;
}

function outermost(path: string, choices: readonly Choice[]): string {
  return choices.find((other) => path.startsWith(`${other.path}/`))?.path ?? path;
}

function isFolder(node: SourceNode): boolean {
  return node.type === 'directory';
}

/** Children in the order of their names. */
export function byName(children: readonly SourceNode[]): SourceNode[] {
  return [...children].sort((a, b) => {
    const [x, y] = [nameOf(a.path), nameOf(b.path)];
    return x < y ? -1 : x > y ? 1 : 0;
  });
}

const filesFirst: Listing = (children) => order(children, 0);

const linksFirst: Listing = (children) => {
  const sorted = byName(children);
  return [
    ...sorted.filter(({ type }) => type === 'symlink'),
    ...sorted.filter(({ type }) => type !== 'symlink'),
  ];
};

/** `first` 0: files, then folders; else the folder of that number, then the others, then files. */
function order(children: readonly SourceNode[], first: number): SourceNode[] {
  const sorted = byName(children);
  const folders = sorted.filter(isFolder);
  const files = sorted.filter((node) => !isFolder(node));
  if (first === 0) return [...files, ...folders];
  return [...folders.slice(first - 1), ...folders.slice(0, first - 1), ...files];
}
