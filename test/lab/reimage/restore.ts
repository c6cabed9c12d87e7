import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Installer } from './installer.ts';
import { RESTORED, type Restored } from './restore-list.ts';
import { UpgradeStopped } from './stopped.ts';

/**
 * How the two candidate builds copy. `f7a21a1` makes the folder above a copied folder and carries owners over by name; `0307b2a`
 * does neither.
 */
export type Build = 'f7a21a1' | '0307b2a';

/** `folders-first`: one of the orders in which a file system may give the names in a folder, the last folder first. */
export type Order = 'as-read' | 'folders-first';

const OLD = '/tmp/old';
const NEW = '/tmp/new';
/** Paths for one chown; a folder may hold thousands. */
const BATCH = 500;

/** Bytes of a path, one character each. */
type Path = string;
const bytes = (path: Path): Buffer => Buffer.from(path, 'latin1');
const parent = (path: Path): Path => path.slice(0, path.lastIndexOf('/'));
const split = (stdout: Buffer): string[] => stdout.toString('latin1').split('\0').slice(0, -1);

/** Copies what is on the list. @throws UpgradeStopped where the real one would end. */
export function restore(installer: Installer, build: Build, order: Order): void {
  const names = build === 'f7a21a1' ? ownerNames(installer) : null;
  for (const entry of RESTORED)
    for (const [from, to] of pathsOf(installer, entry, order)) copy(installer, from, to, names);
}

/** Pairs of old and new path that an entry of the list stands for. */
function pathsOf(installer: Installer, entry: Restored, order: Order): [from: Path, to: Path][] {
  if ('path' in entry) return [[entry.path, 'as' in entry ? entry.as : entry.path]];
  const folder = `${OLD}/${entry.within}`;
  if (installer.run('test', '-e', folder).status !== 0) return [];
  if (installer.run('test', '-d', folder).status !== 0)
    throw new UpgradeStopped(`${entry.within} is listed, but it is no folder`);
  return namesIn(installer, folder, order)
    .map((name) => `${entry.within}/${name}`)
    .filter((path) => matches(entry.like, path))
    .map((path) => [path, path]);
}

function namesIn(installer: Installer, folder: string, order: Order): Path[] {
  const list = (...test: string[]): Path[] =>
    split(
      installer.run('find', `${folder}/`, '-mindepth', '1', '-maxdepth', '1', ...test, '-printf', '%f\\0')
        .stdout,
    );
  if (order === 'as-read') return list();
  return [...list('-type', 'd').sort().reverse(), ...list('!', '-type', 'd')];
}

function matches(like: RegExp | undefined, path: Path): boolean {
  if (like === undefined) return true;
  like.lastIndex = 0;
  return like.test(path);
}

function copy(installer: Installer, from: Path, to: Path, names: OwnerNames | null): void {
  const source = bytes(`${OLD}/${from}`);
  if (installer.run('test', '-e', source).status !== 0) return;
  const isFolder = installer.run('test', '-d', source).status === 0;
  const into = bytes(`${NEW}/${parent(to)}`);
  if ((names !== null || !isFolder) && installer.run('mkdir', '-p', into).status !== 0)
    throw new UpgradeStopped(`the folder above ${to} cannot be made`);
  const ran = isFolder
    ? installer.run('cp', '-rp', source, into)
    : installer.run('cp', '-p', source, bytes(`${NEW}/${to}`));
  if (ran.waited) throw new UpgradeStopped(`the copy of ${from} does not end`);
  if (names !== null) carryOwners(installer, from, to, names);
}

interface OwnerNames {
  /** Number on the old host → name; number on the new one by name. */
  readonly user: (uid: string) => string | null;
  readonly group: (gid: string) => string | null;
}

/** Owner and group of the path, and of all below a folder, are those of the same name on the new host. */
function carryOwners(installer: Installer, from: Path, to: Path, names: OwnerNames): void {
  const format = '%U:%G\\0%P\\0';
  const itself = installer.run('find', bytes(`${OLD}/${from}`), '-maxdepth', '0', '-printf', format);
  const below = installer.run('find', bytes(`${OLD}/${from}/`), '-mindepth', '1', '-printf', format);
  const fields = split(Buffer.concat([itself.stdout, below.stdout]));
  const wanted = new Map<string, Path[]>();
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const path = fields[i + 1] === '' ? to : `${to}/${fields[i + 1] ?? ''}`;
    const owner = translate(fields[i] ?? '', path, names);
    wanted.set(owner, [...(wanted.get(owner) ?? []), path]);
  }
  for (const [owner, paths] of wanted)
    for (let i = 0; i < paths.length; i += BATCH) {
      const targets = paths.slice(i, i + BATCH).map((path) => bytes(`${NEW}/${path}`));
      const ran = installer.run('chown', '--no-dereference', owner, ...targets);
      if (ran.status !== 0) throw new UpgradeStopped(`the owner of ${to} cannot be set: ${ran.stderr}`);
    }
}

/** `38:38` of the old host in numbers of the new one. */
function translate(owner: string, path: Path, names: OwnerNames): string {
  const [uid = '', gid = ''] = owner.split(':');
  const user = names.user(uid);
  const group = names.group(gid);
  if (user === null || group === null)
    throw new UpgradeStopped(`the owner ${owner} of ${path} has no name, or none that the new root knows`);
  return `${user}:${group}`;
}

function ownerNames(installer: Installer): OwnerNames {
  const table = (root: string, name: string): string[][] =>
    fs
      .readFileSync(join(root, 'etc', name), 'latin1')
      .split('\n')
      .map((line) => line.split(':'));
  const translator = (file: string): ((id: string) => string | null) => {
    const before = table(installer.old, file);
    const after = table(installer.new, file);
    return (id) => {
      const name = before.find((fields) => fields[2] === id)?.[0];
      return name === undefined ? null : (after.find((fields) => fields[0] === name)?.[2] ?? null);
    };
  };
  return { user: translator('passwd'), group: translator('group') };
}
