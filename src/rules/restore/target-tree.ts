import { nameOf, parentOf, resolvePath, type NodeType, type Resolved, type TreeNode } from './resolve.ts';
import type { SourceNode } from './source-tree.ts';

/** Who owns a path of the new root: numbers as they were, or names of the new root. */
export type Owner =
  | { readonly by: 'number'; readonly uid: number; readonly gid: number }
  | {
      readonly by: 'name';
      readonly user: string;
      readonly group: string;
      /** Numbers of these names on the target; null = not known. */
      readonly uid: number | null;
      readonly gid: number | null;
    };

/** What was done to the text of a file after it was copied. */
export type TextEdit = 'pci-names' | 'ipv6-line' | 'disk-name';

/** One path of the new root; changes while the restore runs. */
export interface TargetNode extends TreeNode<TargetNode> {
  type: NodeType;
  link: string | null;
  mode: number;
  owner: Owner;
  /** The path of the old root that was copied here; null = the target or the installer made it. */
  origin: SourceNode | null;
  /** Whose text it holds: that of a path of the old root, none, or the installer's own words. */
  text: SourceNode | 'empty' | 'installer' | 'target';
  edits: TextEdit[];
  readonly children: Map<string, TargetNode>;
}

export const ROOT_OWNER: Owner = { by: 'number', uid: 0, gid: 0 };

/** A path that the target or the installer makes: root's, 0755 or 0644. */
export function makeTargetNode(type: NodeType, text: TargetNode['text'] = 'target'): TargetNode {
  return {
    type,
    link: null,
    mode: type === 'directory' ? 0o755 : 0o644,
    owner: ROOT_OWNER,
    origin: null,
    text,
    edits: [],
    children: new Map(),
  };
}

/** The new root before the restore, as far as it matters to the listed paths. */
export function buildTargetTree(directories: readonly string[], files: readonly string[]): TargetNode {
  const root = makeTargetNode('directory');
  for (const path of directories) makeDirectories(root, path);
  for (const path of files) {
    const parent = makeDirectories(root, parentOf(path));
    parent?.children.set(nameOf(path), makeTargetNode('file'));
  }
  return root;
}

/** As the installer sees the new root, which it has mounted below /tmp. */
export function seenInTarget(root: TargetNode, path: string): Resolved<TargetNode> {
  return resolvePath(root, path, 'installer', true);
}

/** Makes the directory and those above it; null = something that is no directory stands in the way. */
export function makeDirectories(root: TargetNode, path: string): TargetNode | null {
  const seen = seenInTarget(root, path);
  if (seen.at === 'node') return seen.node.type === 'directory' ? seen.node : null;
  if (seen.at === 'outside' || path === '') return null;
  const parent = makeDirectories(root, parentOf(path));
  if (parent === null || parent.children.has(nameOf(path))) return null;
  return addTo(parent, nameOf(path), makeTargetNode('directory', 'empty'));
}

/** A new entry takes the group of a directory with the set-gid bit, and a new directory the bit too. */
function addTo(parent: TargetNode, name: string, made: TargetNode): TargetNode {
  parent.children.set(name, made);
  if ((parent.mode & 0o2000) === 0) return made;
  if (made.type === 'directory') made.mode |= 0o2000;
  made.owner = { by: 'number', uid: 0, gid: parent.owner.gid ?? 0 };
  return made;
}

/**
 * Opens a path of the new root for writing as `open(path, 'w')` does: links are followed, also to a file that is not there yet.
 * null = that fails or waits for ever, because it is no plain file or there is no directory to make the file in.
 */
export function openForWriting(root: TargetNode, path: string, links = 0): TargetNode | null {
  const parent = seenInTarget(root, parentOf(path));
  if (parent.at !== 'node' || parent.node.type !== 'directory' || links > 40) return null;
  const there = parent.node.children.get(nameOf(path));
  if (there === undefined) return addTo(parent.node, nameOf(path), makeTargetNode('file', 'installer'));
  if (there.link === null) return there.type === 'file' ? there : null;
  if (there.link.startsWith('/')) return null;
  return openForWriting(root, `${parentOf(path)}/${there.link}`, links + 1);
}
