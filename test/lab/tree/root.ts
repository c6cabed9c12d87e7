import * as fs from 'node:fs';
import type { Entry } from './entry.ts';
import { defaultMode, pathBytes } from '../rpm/package.ts';

/** Numbers of the lab's accounts, from the passwd and group files that it writes. */
export interface Accounts {
  uid(name: string): number;
  gid(name: string): number;
}

/**
 * Writes below one folder and nowhere else: links on the way are followed as the chroot would follow them, so an absolute
 * link inside the tree never leads to this machine's own files.
 */
export interface TreeRoot {
  readonly root: string;
  /** The real place of a path, its last part not followed. Missing folders are not made. */
  place(path: string | Buffer): Buffer;
  /** Folders first, then links, then files; missing parents are made. An entry replaces what was there. */
  write(entries: readonly Entry[], mtime: number): void;
  /** Writes text into a plain file in place, so that mode and owner stay; one that is not there is made. */
  put(path: string, text: string, how: 'replace' | 'append'): void;
  read(path: string | Buffer): Buffer;
  exists(path: string | Buffer): boolean;
  remove(path: string | Buffer): void;
}

/** Raw bytes of paths are handled as latin1 text, one character a byte. */
const raw = (path: string | Buffer): string => pathBytes(path).toString('latin1');
const bytes = (path: string): Buffer => Buffer.from(path, 'latin1');

const RANK = { directory: 0, link: 1, file: 2 } as const;

export function openTree(root: string, accounts: Accounts): TreeRoot {
  const base = raw(root);
  const folders = new Map<string, string>([['', base]]);
  const place = (path: string | Buffer): string => placeOf(base, folders, raw(path), false);

  const write = (entries: readonly Entry[], mtime: number): void => {
    const keyed = entries.map((entry) => ({ entry, path: raw(entry.path) }));
    keyed.sort(
      (a, b) => RANK[a.entry.type] - RANK[b.entry.type] || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
    );
    for (const { entry, path } of keyed) {
      const target = bytes(placeOf(base, folders, path, true));
      writeOne(target, entry, entry.mtime ?? mtime, accounts);
      if (entry.type === 'link') folders.clear();
      if (entry.type === 'link') folders.set('', base);
    }
  };

  return {
    root,
    place: (path) => bytes(place(path)),
    write,
    put: (path, text, how) => {
      const target = bytes(placeOf(base, folders, path, true));
      if (fs.lstatSync(target, { throwIfNoEntry: false })?.isFile() === false)
        throw new Error(`${path} is no plain file`);
      fs.writeFileSync(target, text, { flag: how === 'append' ? 'a' : 'w' });
    },
    read: (path) => fs.readFileSync(bytes(place(path))),
    exists: (path) => fs.lstatSync(bytes(place(path)), { throwIfNoEntry: false }) !== undefined,
    remove: (path) => {
      folders.clear();
      folders.set('', base);
      fs.rmSync(bytes(place(path)), { recursive: true, force: true });
    },
  };
}

function placeOf(base: string, folders: Map<string, string>, path: string, make: boolean): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const last = parts.pop();
  if (last === undefined) return base;
  return `${folderOf(base, folders, parts, make, 0)}/${last}`;
}

function folderOf(
  base: string,
  folders: Map<string, string>,
  parts: readonly string[],
  make: boolean,
  depth: number,
): string {
  const key = parts.join('/');
  const known = folders.get(key);
  if (known !== undefined) return known;
  if (depth > 40) throw new Error(`too many links on the way to /${key}`);
  const parent = folderOf(base, folders, parts.slice(0, -1), make, depth);
  const name = parts.at(-1) ?? '';
  const here = name === '..' ? parentInside(base, parent) : `${parent}/${name}`;
  const stat = fs.lstatSync(bytes(here), { throwIfNoEntry: false });
  let real = here;
  if (stat?.isSymbolicLink() === true) {
    const target = fs.readlinkSync(bytes(here), 'latin1');
    const from = target.startsWith('/') ? [] : parent.slice(base.length).split('/');
    real = folderOf(
      base,
      folders,
      [...from, ...target.split('/')].filter((part) => part !== '' && part !== '.'),
      make,
      depth + 1,
    );
  } else if (stat === undefined) {
    // What is not there yet may be made later: not kept.
    if (!make) return here;
    fs.mkdirSync(bytes(here), 0o755);
  }
  folders.set(key, real);
  return real;
}

function parentInside(base: string, folder: string): string {
  return folder === base ? base : folder.slice(0, folder.lastIndexOf('/'));
}

function writeOne(target: Buffer, entry: Entry, mtime: number, accounts: Accounts): void {
  const mode = defaultMode(entry);
  const uid = accounts.uid(entry.user ?? 'root');
  const gid = accounts.gid(entry.group ?? 'root');
  if (entry.type === 'directory') {
    if (fs.lstatSync(target, { throwIfNoEntry: false })?.isDirectory() !== true) fs.mkdirSync(target);
    fs.lchownSync(target, uid, gid);
    fs.chmodSync(target, mode);
  } else if (entry.type === 'link') {
    fs.rmSync(target, { recursive: true, force: true });
    fs.symlinkSync(Buffer.from(entry.target, 'utf8'), target);
    if (uid !== 0 || gid !== 0) fs.lchownSync(target, uid, gid);
    fs.lutimesSync(target, mtime, mtime);
  } else {
    fs.rmSync(target, { recursive: true, force: true });
    const content = entry.content;
    fs.writeFileSync(target, content);
    if (uid !== 0 || gid !== 0) fs.lchownSync(target, uid, gid);
    fs.chmodSync(target, mode);
    fs.utimesSync(target, mtime, mtime);
  }
}
