import * as fs from 'node:fs';
import { encodePath } from '../../src/lib/path-bytes.ts';
import type { AssessedItem } from '../../src/model/fate.ts';
import type { FileItem, Item } from '../../src/model/inventory.ts';

/** A root file system that a prophecy is held against; links on the way to a path are followed as inside of it. */
export interface Ground {
  /** The real place of a path, its last part not followed. */
  place(path: Buffer): Buffer;
}

export interface Foretold {
  readonly item: FileItem;
  readonly fate: AssessedItem['fate'];
}

/** The files among the items, each with its fate. */
export function foretoldFiles(items: readonly Item[], assessed: readonly AssessedItem[]): Foretold[] {
  const files = new Map(
    items.filter((item): item is FileItem => item.kind === 'file').map((item) => [item.id, item]),
  );
  return assessed.flatMap(({ item: { id }, fate }) => {
    const item = files.get(id);
    return item === undefined ? [] : [{ item, fate }];
  });
}

export interface Look {
  readonly type: string;
  readonly mode: number;
  readonly user: string;
  readonly group: string;
  /** Text of a file or target of a link; empty for the others. */
  readonly content: Buffer;
}

/** What is at a path of a root; null = nothing. Owners by name: numbers differ between the releases. */
export function look(ground: Ground, path: Buffer): Look | null {
  const place = ground.place(path);
  const stat = fs.lstatSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  const names = (table: string, id: number): string =>
    fs
      .readFileSync(ground.place(Buffer.from(table)), 'utf8')
      .split('\n')
      .find((line) => line.split(':')[2] === String(id))
      ?.split(':')[0] ?? String(id);
  return {
    type: typeOf(stat),
    mode: stat.mode & 0o7777,
    user: names('/etc/passwd', stat.uid),
    group: names('/etc/group', stat.gid),
    content: stat.isSymbolicLink()
      ? fs.readlinkSync(place, { encoding: 'buffer' })
      : stat.isFile()
        ? fs.readFileSync(place)
        : Buffer.alloc(0),
  };
}

function typeOf(stat: fs.Stats): string {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  return stat.isSymbolicLink() ? 'symlink' : 'other';
}

/** What differs, in the words in which a fate gives its changes. */
function differences(before: Look, after: Look): string[] {
  const out: string[] = [];
  if (before.type !== after.type) out.push('type');
  else if (!before.content.equals(after.content)) out.push('content');
  // The mode of a link says nothing.
  if (before.mode !== after.mode && before.type !== 'symlink') out.push('mode');
  if (before.user !== after.user || before.group !== after.group) out.push('owner');
  return out;
}

/** The roots that a prophecy is held against. */
export interface Roots {
  /** As it was. */
  readonly old: Ground;
  readonly upgraded: Ground;
  /** An untouched host of the new release: what it has as well may have come with it. */
  readonly clean: Ground;
}

/** Prophecies that did not come true: path → what was said, and what is. */
export function notComeTrue(foretold: readonly Foretold[], roots: Roots): Map<string, string> {
  const wrong = new Map<string, string>();
  for (const one of foretold) {
    const said = tell(one, roots);
    if (said !== null) wrong.set(one.item.path, `foretold ${one.fate.name}, but ${said}`);
  }
  return wrong;
}

function tell({ item, fate }: Foretold, { old, upgraded, clean }: Roots): string | null {
  const path = encodePath(item.path, item.pathEncoding);
  if (item.state === 'missing') return fate.name === 'replaced' ? null : 'a missing file has no other fate';
  const after = look(upgraded, path);
  switch (fate.name) {
    case 'kept':
      return compareKept(look(old, path), after);
    case 'moved':
      return compareMoved(look(old, path), look(upgraded, encodePath(fate.to ?? '')), fate.changes);
    case 'converted':
      return compareConverted(look(old, path), after, fate.changes);
    case 'replaced':
      return comesWithTarget(look(old, path), look(clean, path), after);
    case 'lost':
      return after === null || look(clean, path) !== null
        ? null
        : 'it is there, and the target has none of its own';
    case 'destroyed':
      return after === null ? null : 'it is there';
    case 'untouched':
    case 'unknown':
      return null;
  }
}

function compareKept(before: Look | null, after: Look | null): string | null {
  if (before === null) return 'it was not even there before';
  if (after === null) return 'it is missing';
  const found = differences(before, after);
  return found.length === 0 ? null : `${found.join(', ')} differ`;
}

function compareMoved(before: Look | null, after: Look | null, changes: readonly string[]): string | null {
  return compareConverted(before, after, changes, 0);
}

/** Each difference has to be among the changes that were told, and there has to be one. */
function compareConverted(
  before: Look | null,
  after: Look | null,
  changes: readonly string[],
  least = 1,
): string | null {
  if (before === null) return 'it was not even there before';
  if (after === null) return 'nothing is there';
  // The meaning of some files is carried over into one of the target, which may come out the same.
  if (changes.length > 0 && !changes.some((change) => /^(?:content|type|mode|owner):/.test(change)))
    return null;
  const found = differences(before, after);
  if (found.length < least && !changes.some((change) => change.startsWith('type: hard link')))
    return 'nothing about it has changed';
  const untold = found.filter(
    (word) => word !== 'content' && !changes.some((change) => change.startsWith(`${word}:`)),
  );
  return untold.length === 0 ? null : `${untold.join(', ')} differ, and that was not told`;
}

/**
 * Whatever is there must not be what was there before. A package of the lab's target may lack what one of the real target has, and
 * a folder, or a file of nothing but holes such as the swap, tells nothing.
 */
function comesWithTarget(before: Look | null, clean: Look | null, after: Look | null): string | null {
  if (after === null) return clean === null ? null : 'nothing is there';
  if (
    clean !== null ||
    before === null ||
    after.type === 'directory' ||
    after.content.every((byte) => byte === 0)
  )
    return null;
  return differences(before, after).length === 0 ? 'it came back as it was, and not from the target' : null;
}
