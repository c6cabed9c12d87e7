/** What a path may be, in both trees: the old root and the new one. */
export type NodeType =
  'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'character-device' | 'block-device';

export interface TreeNode<N> {
  readonly type: NodeType;
  /** Target of a link as bytes (one character a byte); null for everything else. */
  readonly link: string | null;
  /** By name, one character a byte; empty for everything but a directory. */
  readonly children: ReadonlyMap<string, N>;
}

/**
 * Who looks. `installer`: the tree is mounted below /tmp of the installer, so an absolute link, or one that climbs out of the
 * tree, leads into the installer's own root. `chroot`: the tree is the root, as on the running host.
 */
export type View = 'installer' | 'chroot';

export type Resolved<N> =
  | { readonly at: 'node'; readonly node: N }
  | { readonly at: 'missing' }
  /** In the installer's own root; `path` is absolute there. */
  | { readonly at: 'outside'; readonly path: string };

const MAX_LINKS = 40;

/** Follows a path (no leading slash needed) as the kernel does. `follow`: a link at the very end is followed too. */
export function resolvePath<N extends TreeNode<N>>(
  root: N,
  path: string,
  view: View,
  follow: boolean,
): Resolved<N> {
  let trail: N[] = [root];
  const todo = path.split('/').reverse();
  for (let links = 0; todo.length > 0;) {
    const name = todo.pop() ?? '';
    const here = trail.at(-1);
    if (here?.type !== 'directory') return { at: 'missing' };
    if (isHere(name)) continue;
    if (name === '..') {
      if (trail.length > 1) trail.pop();
      else if (view === 'installer') return { at: 'outside', path: outside('/tmp', todo) };
      continue;
    }
    const child = here.children.get(name);
    if (child === undefined) return { at: 'missing' };
    if (child.link === null || (todo.length === 0 && !follow)) {
      trail.push(child);
      continue;
    }
    if (++links > MAX_LINKS) return { at: 'missing' };
    if (child.link.startsWith('/')) {
      if (view === 'installer') return { at: 'outside', path: outside(child.link, todo) };
      trail = [root];
    }
    todo.push(...child.link.split('/').reverse());
  }
  const node = trail.at(-1);
  return node === undefined ? { at: 'missing' } : { at: 'node', node };
}

function isHere(name: string): boolean {
  return name === '' || name === '.';
}

/** Joins what is left of the walk to an absolute path; a climb stops at the root. */
function outside(start: string, todo: readonly string[]): string {
  const names: string[] = [];
  for (const name of [...start.split('/'), ...todo.toReversed()]) {
    if (name === '..') names.pop();
    else if (!isHere(name)) names.push(name);
  }
  return `/${names.join('/')}`;
}

/** `etc/ssh` of `etc/ssh/moduli`; empty for a name at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
