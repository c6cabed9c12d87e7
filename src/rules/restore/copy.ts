/**
 * What GNU cp does, in the three ways in which the installers call it. Learnt by running it: `cp -p` opens what it is
 * given and writes a plain file; `cp -rp` and `cp -a` copy a directory entry for entry, links as links.
 */
import { nameOf, parentOf, resolvePath } from './resolve.ts';
import type { SourceNode } from './source-tree.ts';
import { makeTargetNode, seenInTarget, type TargetNode } from './target-tree.ts';

/** `waits`: cp never comes back. `failed`: nothing was copied, and nobody looks at cp's exit status. */
export type CopyResult = 'copied' | 'failed' | 'waits';

export interface Copied {
  /** The path of the old root. */
  readonly node: SourceNode;
  readonly result: CopyResult;
}

/** What `cp -p` reads when it follows a path: a file's text and the attributes that go with it. */
export interface ReadableFile {
  readonly type: SourceNode['type'];
  /** `endless`: a device that gives bytes for ever, or waits for a key. */
  readonly text: SourceNode | 'empty' | 'endless';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** `cp -p FROM TO`: links are followed. `entry` is the listed path itself, `file` what it leads to. */
export function copyFollowing(
  target: TargetNode,
  entry: SourceNode,
  file: ReadableFile,
  to: string,
): CopyResult {
  if (file.type === 'fifo' || file.type === 'block-device' || file.text === 'endless') return 'waits';
  if (file.type === 'character-device' && file.text !== 'empty') return 'waits';
  if (file.type === 'socket' || file.type === 'directory') return 'failed';
  const place = findPlace(target, to, nameOf(entry.path));
  if (typeof place === 'string') return place;
  const written = place.existing ?? makeTargetNode('file');
  Object.assign(written, {
    mode: modeAfter(place.existing, file.mode, file),
    owner: { by: 'number', uid: file.uid, gid: file.gid },
    origin: entry,
    text: file.text,
    edits: [],
  } satisfies Partial<TargetNode>);
  if (place.existing === null) place.parent.children.set(place.name, written);
  return 'copied';
}

type Place =
  | { readonly parent: TargetNode; readonly name: string; readonly existing: TargetNode | null }
  | 'failed'
  | 'waits';

/** Where `cp FILE TO` writes: into TO when that is a directory, through TO when it is a link that leads somewhere. */
function findPlace(target: TargetNode, to: string, name: string): Place {
  const parent = seenInTarget(target, parentOf(to));
  if (parent.at !== 'node' || parent.node.type !== 'directory') return 'failed';
  const seen = resolvePath(target, to, 'installer', false);
  if (seen.at !== 'node') return { parent: parent.node, name: nameOf(to), existing: null };
  if (seen.node.type === 'symlink') {
    const leadsTo = seenInTarget(target, to);
    if (leadsTo.at !== 'node') return 'failed';
    if (leadsTo.node.type === 'directory') return findPlace(target, `${to}/${name}`, name);
    return overwrite(parent.node, nameOf(to), leadsTo.node);
  }
  if (seen.node.type !== 'directory') return overwrite(parent.node, nameOf(to), seen.node);
  const inside = seen.node.children.get(name);
  return inside?.type === 'directory' ? 'failed' : findPlace(target, `${to}/${name}`, name);
}

function overwrite(parent: TargetNode, name: string, existing: TargetNode): Place {
  if (existing.type === 'fifo') return 'waits';
  return existing.type === 'file' ? { parent, name, existing } : 'failed';
}

/** `cp -rp FROM PARENT` or `cp -a FROM PARENT`: the entry itself, without following it. */
export function copyIntoDirectory(
  target: TargetNode,
  entry: SourceNode,
  name: string,
  parent: string,
): Copied[] {
  const into = seenInTarget(target, parent);
  if (into.at === 'node' && into.node.type === 'directory')
    return copyEntry(target, entry, placeIn(into.node, `${parent}/${name}`));
  if (into.at === 'node') return [{ node: entry, result: 'failed' }];
  // A parent that is not there yet is taken for the new name of the copy: the entry loses its own.
  const above = seenInTarget(target, parentOf(parent));
  if (above.at !== 'node' || above.node.type !== 'directory') return [{ node: entry, result: 'failed' }];
  return copyEntry(target, entry, placeIn(above.node, parent));
}

/** `cp -a FROM TO` of something that is no directory. */
export function copyArchived(target: TargetNode, entry: SourceNode, to: string): Copied[] {
  const seen = seenInTarget(target, to);
  if (seen.at === 'node' && seen.node.type === 'directory')
    return copyEntry(target, entry, placeIn(seen.node, `${to}/${nameOf(entry.path)}`));
  const parent = seenInTarget(target, parentOf(to));
  if (parent.at !== 'node' || parent.node.type !== 'directory') return [{ node: entry, result: 'failed' }];
  return copyEntry(target, entry, placeIn(parent.node, to));
}

interface Destination {
  /** The directory that the copy is made in, and its set-gid bit at that moment: cp gives a directory its mode last. */
  readonly into: TargetNode;
  readonly setGid: number;
  readonly to: string;
}

function placeIn(into: TargetNode, to: string): Destination {
  return { into, setGid: into.mode & 0o2000, to };
}

function copyEntry(target: TargetNode, entry: SourceNode, destination: Destination): Copied[] {
  const { into, to } = destination;
  const existing = into.children.get(nameOf(to)) ?? null;
  if (entry.type === 'directory') return copyDirectory(target, entry, destination, existing);
  if (existing?.type === 'directory') return [{ node: entry, result: 'failed' }];
  if (entry.type === 'file' && existing !== null)
    return [{ node: entry, result: overwriteFile(target, entry, existing, to) }];
  into.children.set(nameOf(to), copyOf(entry));
  return [{ node: entry, result: 'copied' }];
}

/** A file is written into what is there, links followed; everything else takes the place of what is there. */
function overwriteFile(target: TargetNode, entry: SourceNode, existing: TargetNode, to: string): CopyResult {
  if (existing.type === 'fifo') return 'waits';
  const written =
    existing.type === 'symlink' ? seenInTarget(target, to) : ({ at: 'node', node: existing } as const);
  if (written.at !== 'node' || written.node.type !== 'file') return 'failed';
  Object.assign(written.node, attributesOf(entry), { mode: modeAfter(written.node, entry.mode, entry) });
  return 'copied';
}

/**
 * cp sets the access list, which leaves set-uid, set-gid and sticky of what was there; only a mode with such a bit sets all.
 * A new owner takes the set-uid bit of a file away.
 */
function modeAfter(
  existing: TargetNode | null,
  mode: number,
  owner?: { readonly uid: number; readonly gid: number },
): number {
  if (existing === null || (mode & 0o7000) !== 0) return mode;
  const before = existing.owner;
  const isSame = owner === undefined || (before.uid === owner.uid && before.gid === owner.gid);
  return mode | (existing.mode & (isSame ? 0o7000 : 0o3000));
}

function copyDirectory(
  target: TargetNode,
  entry: SourceNode,
  { into, setGid, to }: Destination,
  existing: TargetNode | null,
): Copied[] {
  if (existing !== null && existing.type !== 'directory')
    return [...withDescendants(entry)].map((node) => ({ node, result: 'failed' }));
  const directory = existing ?? makeTargetNode('directory');
  // A directory made in one with the set-gid bit takes the bit on.
  const before = existing === null ? { ...directory, mode: setGid } : { ...existing };
  Object.assign(directory, attributesOf(entry), { mode: modeAfter(before, entry.mode) });
  into.children.set(nameOf(to), directory);
  const copied: Copied[] = [{ node: entry, result: 'copied' }];
  for (const [name, child] of entry.children)
    copied.push(
      ...copyEntry(target, child, { into: directory, setGid: before.mode & 0o2000, to: `${to}/${name}` }),
    );
  return copied;
}

function attributesOf(entry: SourceNode): Partial<TargetNode> {
  return {
    mode: entry.mode,
    owner: { by: 'number', uid: entry.uid, gid: entry.gid },
    origin: entry,
    text: entry,
    edits: [],
  };
}

function copyOf(entry: SourceNode): TargetNode {
  return Object.assign(makeTargetNode(entry.type), attributesOf(entry), { link: entry.link });
}

/** The entry and everything below it. */
export function* withDescendants(entry: SourceNode): Generator<SourceNode> {
  yield entry;
  for (const child of entry.children.values()) yield* withDescendants(child);
}
