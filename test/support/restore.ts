import { createHash } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decodePath } from '../../src/lib/path-bytes.ts';
import type { BackupEntry, BackupManifest } from '../../src/model/backup.ts';
import type { AssessedItem, Compat, FateName } from '../../src/model/fate.ts';
import type { JudgedHost } from '../../src/model/judged.ts';
import type { RestorePlan } from '../../src/model/restore-plan.ts';
import { planRestore } from '../../src/plan/plan.ts';
import { renderRestoreScript } from '../../src/plan/script.ts';
import { assessed, fileItem, inventory, judgedHost } from './judged-parts.ts';
import { entry, manifest } from './restore-manifest.ts';

export const UUID = '7c1a9d52-1a0e-4c44-9e0b-5f6f0c3f2b11';
const TIME = 1_425_284_040;

/** One path of an old host. */
export interface OldPath {
  /** Absolute; bytes where it is not UTF-8. */
  readonly path: string | Buffer;
  readonly type?: 'file' | 'folder' | 'link' | 'hard';
  readonly text?: string;
  readonly mode?: number;
  /** A name and the number that it had. */
  readonly user?: readonly [name: string, uid: number];
  readonly group?: readonly [name: string, gid: number];
  /** Of a link, or the other name of a hard link. */
  readonly leadsTo?: string;
  /** Extended attributes, by name. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly fate?: FateName;
  readonly compat?: Compat;
}

/** An old host with its backup, made with tar as it is on this machine, and an upgraded host's root to restore into. */
export interface Scene {
  /** Holds backup.tar.gz and restore.sh. */
  readonly folder: string;
  /** The target's root file system. */
  readonly root: string;
  readonly staging: string;
  readonly plan: RestorePlan;
  readonly run: (...options: string[]) => Outcome;
  readonly remove: () => void;
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SceneOptions {
  readonly shell?: readonly string[];
  readonly judged?: Partial<JudgedHost>;
  readonly manifest?: Partial<NonNullable<BackupManifest['archive']>>;
}

/** Makes everything in a new folder; `remove` takes it away. */
export function makeScene(paths: readonly OldPath[], options: SceneOptions = {}): Scene {
  const folder = mkdtempSync(join(tmpdir(), 'restore-'));
  const old = join(folder, 'old', 'root');
  const root = join(folder, 'new');
  const staging = join(folder, 'staging');
  mkdirSync(old, { recursive: true });
  for (const path of paths) makeOld(old, path);
  setTimes(old, paths);
  const names = Buffer.concat(
    paths.map(({ path }) => Buffer.concat([Buffer.from('root'), bytes(path), Buffer.of(0)])),
  );
  writeFileSync(join(folder, 'names'), names);
  execFileSync('tar', [
    ...[
      '--create',
      '--gzip',
      '--format=pax',
      '--xattrs',
      '--xattrs-include=*',
      '--no-recursion',
      '--numeric-owner',
    ],
    ...[
      '--file',
      join(folder, 'backup.tar.gz'),
      '--directory',
      join(folder, 'old'),
      '--null',
      '--files-from',
      join(folder, 'names'),
    ],
  ]);
  mkdirSync(join(root, 'etc'), { recursive: true });
  writeFileSync(
    join(root, 'etc', 'xensource-inventory'),
    `PRODUCT_VERSION='7.0.0'\nINSTALLATION_UUID='${UUID}'\n`,
  );
  writeFileSync(join(root, 'etc', 'passwd'), 'root:x:0:0::/root:/bin/bash\nnagios:x:995:994::/:/bin/sh\n');
  writeFileSync(join(root, 'etc', 'group'), 'root:x:0:\nnagios:x:994:\n');
  const plan = planRestore(judgedOf(paths, options), manifestOf(folder, old, paths, options));
  writeFileSync(join(folder, 'restore.sh'), renderRestoreScript(plan));
  const [shell = 'sh', ...applet] = options.shell ?? ['sh'];
  return {
    folder,
    root,
    staging,
    plan,
    run: (...args) =>
      runShell(shell, [...applet, join(folder, 'restore.sh'), '--staging', staging, '--root', root, ...args]),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a command that gets nothing on standard input. */
export function runShell(shell: string, args: readonly string[], input = ''): Outcome {
  const { status, stdout, stderr } = spawnSync(shell, args, { input, encoding: 'utf8', timeout: 60_000 });
  return { status, stdout, stderr };
}

function bytes(path: string | Buffer): Buffer {
  return typeof path === 'string' ? Buffer.from(path) : path;
}

function under(root: string, path: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(root), bytes(path)]);
}

function makeOld(old: string, path: OldPath): void {
  const at = under(old, path.path);
  mkdirSync(dirnameOf(at), { recursive: true });
  switch (path.type ?? 'file') {
    case 'file':
      writeFileSync(at, path.text ?? 'text\n');
      break;
    case 'folder':
      mkdirSync(at, { recursive: true });
      break;
    case 'link':
      symlinkSync(path.leadsTo ?? '', at);
      return;
    case 'hard':
      linkSync(join(old, path.leadsTo ?? ''), at);
      return;
  }
  chownSync(at, path.user?.[1] ?? 0, path.group?.[1] ?? 0);
  for (const [name, value] of Object.entries(path.attributes ?? {}))
    execFileSync('setfattr', ['-n', name, '-v', value, at.toString()]);
  chmodSync(at, path.mode ?? (path.type === 'folder' ? 0o755 : 0o644));
}

function dirnameOf(path: Buffer): Buffer {
  return path.subarray(0, path.lastIndexOf('/'));
}

function setTimes(old: string, paths: readonly OldPath[]): void {
  for (const path of paths) if (path.type !== 'link') utimesSync(under(old, path.path), TIME, TIME);
}

function judgedOf(paths: readonly OldPath[], options: SceneOptions): JudgedHost {
  const items = paths.map((path): AssessedItem => {
    const named = decodePath(bytes(path.path));
    const item = fileItem(named.path, {
      ...named,
      type: path.type === 'folder' ? 'directory' : path.type === 'link' ? 'symlink' : 'file',
    });
    return assessed(item, {
      fate: path.fate ?? 'lost',
      compat: path.compat ?? 'works',
      ...(path.fate === 'moved' ? { to: '/moved' } : {}),
    });
  });
  const base = inventory(items.map(({ item }) => item));
  return judgedHost(items, [], {
    inventory: {
      ...base,
      host: { ...base.host, inventoryKeys: [...base.host.inventoryKeys, ['INSTALLATION_UUID', UUID]] },
    },
    ...options.judged,
  });
}

function manifestOf(
  folder: string,
  old: string,
  paths: readonly OldPath[],
  options: SceneOptions,
): BackupManifest {
  const archive = readFileSync(join(folder, 'backup.tar.gz'));
  return manifest(
    paths.map((path) => entryOf(old, path)),
    {
      sizeBytes: archive.length,
      sha256: createHash('sha256').update(archive).digest('hex'),
      ...options.manifest,
    },
  );
}

function entryOf(old: string, path: OldPath): BackupEntry {
  const named = decodePath(bytes(path.path));
  const at = under(old, path.path);
  const stat = lstatSync(at);
  const isFile = stat.isFile();
  return entry(named.path, {
    ...named,
    type: stat.isDirectory() ? 'directory' : stat.isSymbolicLink() ? 'symlink' : 'file',
    mode: (stat.mode & 0o7777).toString(8).padStart(4, '0'),
    uid: path.user?.[1] ?? 0,
    gid: path.group?.[1] ?? 0,
    user: path.user?.[0] ?? 'root',
    group: path.group?.[0] ?? 'root',
    sizeBytes: stat.size,
    mtime: new Date(Math.floor(stat.mtimeMs / 1000) * 1000).toISOString().replace('.000', ''),
    linkTarget: stat.isSymbolicLink() ? (path.leadsTo ?? '') : null,
    hardLinkTo: path.type === 'hard' ? (path.leadsTo ?? '') : null,
    sha256: isFile ? createHash('sha256').update(readFileSync(at)).digest('hex') : null,
    attributes: Object.fromEntries(
      Object.entries(path.attributes ?? {}).map(([name, value]) => [
        name,
        Buffer.from(value).toString('base64'),
      ]),
    ),
  });
}

/** The path of something in a scene's root, as bytes. */
export function inRoot(scene: Scene, path: string | Buffer): Buffer {
  return under(scene.root, path);
}

/** What the target has there already; folders are made. */
export function putThere(scene: Scene, path: string, text: string): void {
  mkdirSync(join(scene.root, dirname(path)), { recursive: true });
  writeFileSync(join(scene.root, path), text);
}
