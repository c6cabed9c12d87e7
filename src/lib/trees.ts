import { compareText } from './order.ts';

/** A path that may stand in a tree with others of its key. */
export interface Leaf<T> {
  readonly path: string;
  /** Only leaves of one key share a tree. */
  readonly key: string;
  /** More than so many make a tree. */
  readonly limit: number;
  readonly isFolder: boolean;
  readonly value: T;
}

export interface Grouped<T> {
  readonly trees: readonly {
    readonly folder: string;
    readonly key: string;
    readonly members: readonly T[];
  }[];
  readonly singles: readonly T[];
}

interface Node<T> {
  readonly path: string;
  readonly depth: number;
  readonly own: Leaf<T>[];
  readonly children: Map<string, Node<T>>;
}

/**
 * Puts paths of one key into trees, so that a folder with thousands of files is one line. The topmost folder that no
 * package owns (`ownFolders`) makes a tree; below folders of packages, as many single lines as `limit` may stand, more
 * become a tree as well. Folders of the first level (`/etc`) only take in their direct members, since "below /etc" says
 * nothing.
 */
export function groupTrees<T>(leaves: readonly Leaf<T>[], ownFolders: ReadonlySet<string>): Grouped<T> {
  const byKey = new Map<string, Leaf<T>[]>();
  for (const leaf of leaves) {
    const same = byKey.get(leaf.key);
    if (same === undefined) byKey.set(leaf.key, [leaf]);
    else same.push(leaf);
  }
  const placed = [...byKey].map(([key, same]) => {
    const sorted = [...same].sort((a, b) => compareText(a.path, b.path));
    return { key, ...place(plant(sorted), sorted[0]?.limit ?? 0, ownFolders) };
  });
  return {
    trees: placed.flatMap(({ key, trees }) =>
      trees.map(({ folder, members }) => ({ folder, key, members: members.map((leaf) => leaf.value) })),
    ),
    singles: placed.flatMap(({ singles }) => singles.map((leaf) => leaf.value)),
  };
}

function plant<T>(leaves: readonly Leaf<T>[]): Node<T> {
  const root = newNode<T>('', 0);
  for (const leaf of leaves) {
    let node = root;
    const names = leaf.path.split('/').filter((name) => name !== '');
    const folders = leaf.isFolder ? names : names.slice(0, -1);
    for (const name of folders) {
      let child = node.children.get(name);
      if (child === undefined) {
        child = newNode(`${node.path}/${name}`, node.depth + 1);
        node.children.set(name, child);
      }
      node = child;
    }
    node.own.push(leaf);
  }
  return root;
}

function newNode<T>(path: string, depth: number): Node<T> {
  return { path, depth, own: [], children: new Map() };
}

interface Placed<T> {
  readonly trees: readonly { readonly folder: string; readonly members: readonly Leaf<T>[] }[];
  readonly singles: readonly Leaf<T>[];
}

function place<T>(node: Node<T>, limit: number, ownFolders: ReadonlySet<string>): Placed<T> {
  if (ownFolders.has(node.path)) {
    const members = allBelow(node);
    return members.length > limit
      ? { trees: [treeOf(node, members)], singles: [] }
      : { trees: [], singles: members };
  }
  const below = [...node.children.values()].map((child) => place(child, limit, ownFolders));
  const trees = below.flatMap((child) => child.trees);
  const singles = [...node.own, ...below.flatMap((child) => child.singles)];
  if (node.depth >= 2) {
    return trees.length + singles.length > limit
      ? { trees: [treeOf(node, allBelow(node))], singles: [] }
      : { trees, singles };
  }
  return node.own.length > limit
    ? { trees: [treeOf(node, node.own), ...trees], singles: singles.slice(node.own.length) }
    : { trees, singles };
}

function treeOf<T>(node: Node<T>, members: readonly Leaf<T>[]): Placed<T>['trees'][number] {
  return { folder: node.path === '' ? '/' : node.path, members };
}

function allBelow<T>(node: Node<T>): Leaf<T>[] {
  const members = [...node.own];
  for (const child of node.children.values()) for (const leaf of allBelow(child)) members.push(leaf);
  return members;
}
