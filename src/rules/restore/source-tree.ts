import { decodePath, encodePath } from '../../lib/path-bytes.ts';
import type { FileItem, FileType } from '../../model/inventory.ts';
import { nameOf, parentOf, resolvePath, type NodeType, type Resolved, type TreeNode } from './resolve.ts';

/** One path of the old root as the backup partition holds it. Paths are bytes, one character each, without the leading slash. */
export interface SourceNode extends TreeNode<SourceNode> {
  readonly path: string;
  /** null: a directory that is only known by what lies in it, or a file that no item stands for. */
  readonly item: FileItem | null;
  /** Permission bits, set-uid and its kin included. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly children: Map<string, SourceNode>;
}

/** `/etc/ssh` of the inventory as the installer names it. */
export function bytesOf(path: string, encoding?: 'percent'): string {
  const isAscii = encoding === undefined && ASCII.test(path);
  const bytes = isAscii ? path : encodePath(path, encoding).toString('latin1');
  return bytes.replace(/^\/+/, '');
}

const ASCII = /^[\x00-\x7f]*$/;

/** The path as the inventory writes it. */
export function textOf(bytes: string): string {
  return decodePath(Buffer.from(`/${bytes}`, 'latin1')).path;
}

/** The old root on the backup partition. */
export interface SourceTree {
  readonly root: SourceNode;
  /** Mount points of other file systems: empty directories in the backup. */
  readonly mounted: readonly string[];
}

/** The backup makes these as empty directories (host-installer upgrade.py:319-325@f7a21a1). */
const ONLY_EMPTY = new Set(['dev', 'proc', 'sys', 'lost+found']);

/**
 * The old root as the installer finds it on the backup partition: one file system only, so what is mounted elsewhere
 * is an empty directory in it. Missing files are not in it.
 * @param areas paths that the installer looks at; unless a relative link leads out of them, nothing else is taken in.
 */
export function buildSourceTree(
  items: readonly FileItem[],
  mountPoints: readonly string[],
  areas: readonly string[] | null = null,
): SourceTree {
  const mounted = mountPoints.map((path) => bytesOf(path)).filter((path) => path !== '');
  const all = areas === null;
  const root = makeNode('', null, 'directory');
  let hasRelativeLink = false;
  for (const item of items) {
    if (item.state === 'missing') continue;
    const path = bytesOf(item.path, item.pathEncoding);
    if (path === '' || isLeftOut(path, mounted) || !(all || isIn(path, areas))) continue;
    place(root, path, item);
    hasRelativeLink ||= item.type === 'symlink' && item.linkTarget?.startsWith('/') !== true;
  }
  return hasRelativeLink && !all ? buildSourceTree(items, mountPoints) : { root, mounted };
}

/** Below one of the paths, or above it. */
function isIn(path: string, areas: readonly string[]): boolean {
  return areas.some((area) =>
    path.length < area.length
      ? area.startsWith(path) && area[path.length] === '/'
      : path.startsWith(area) && (path.length === area.length || path[area.length] === '/'),
  );
}

function isLeftOut(path: string, mounted: readonly string[]): boolean {
  const [top = ''] = path.split('/', 1);
  if (ONLY_EMPTY.has(top) && top !== path) return true;
  return mounted.some((mount) => path.startsWith(`${mount}/`));
}

/** What would lie below something that is no directory is left out. */
function place(root: SourceNode, path: string, item: FileItem): void {
  const parent = directoryAt(root, parentOf(path));
  if (parent === null) return;
  const name = nameOf(path);
  const before = parent.children.get(name);
  const node = makeNode(path, item, nodeType(item.type));
  if (before && node.type === 'directory')
    for (const [key, child] of before.children) node.children.set(key, child);
  parent.children.set(name, node);
}

function directoryAt(root: SourceNode, path: string): SourceNode | null {
  let node = root;
  let walked = '';
  for (const name of path.split('/').filter((part) => part !== '')) {
    walked = walked === '' ? name : `${walked}/${name}`;
    let child = node.children.get(name);
    if (child === undefined) {
      child = makeNode(walked, null, 'directory');
      node.children.set(name, child);
    }
    if (child.type !== 'directory') return null;
    node = child;
  }
  return node;
}

function makeNode(path: string, item: FileItem | null, type: NodeType): SourceNode {
  const mode = item?.mode ?? null;
  return {
    path,
    item,
    type,
    link:
      type === 'symlink' ? encodePath(item?.linkTarget ?? '', item?.pathEncoding).toString('latin1') : null,
    mode: mode === null ? (type === 'directory' ? 0o755 : 0o644) : Number.parseInt(mode, 8) & 0o7777,
    uid: item?.uid ?? 0,
    gid: item?.gid ?? 0,
    children: new Map(),
  };
}

/** A type that the probe could not name is taken for a plain file. */
function nodeType(type: FileType): NodeType {
  return type === 'unknown' ? 'file' : type;
}

/**
 * What the installer sees when it follows a path of the old root. Only the areas that a restore list names are listed in
 * full, so where a relative link leads out of what was collected, the answer of the running host stands in for it.
 */
export function seenByInstaller(tree: SourceTree, path: string): Resolved<SourceNode> {
  const seen = resolvePath(tree.root, path, 'installer', true);
  if (seen.at !== 'missing') return seen;
  const itself = resolvePath(tree.root, path, 'installer', false);
  if (itself.at !== 'node' || itself.node.link === null) return seen;
  const leadsTo = itself.node.item?.linkLeadsTo ?? null;
  if (leadsTo === null || leadsTo === 'dangling' || leadsTo === 'loop' || leadsTo === 'symlink') return seen;
  const target = lexicalTarget(itself.node);
  if (isLeftOut(target, tree.mounted)) return seen;
  return { at: 'node', node: makeNode(target, null, nodeType(leadsTo)) };
}

/** It stands for what a link leads to outside of what was collected, so nothing is known but its type. */
export function isStandIn(node: SourceNode): boolean {
  return node.item === null && node.children.size === 0;
}

function lexicalTarget(link: SourceNode): string {
  const names: string[] = [];
  for (const name of [...parentOf(link.path).split('/'), ...(link.link ?? '').split('/')]) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}
