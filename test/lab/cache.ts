import * as fs from 'node:fs';
import { join } from 'node:path';
import { unmountImage } from './image.ts';
import { labCache } from './places.ts';

const pause = (milliseconds: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/**
 * Folder that is built once: `fill` writes into a draft, which then gets its name. Several processes that want the same one
 * wait for the first. A draft of a process that died is thrown away.
 */
export function buildOnce(name: string, fill: (draft: string) => void): string {
  const folder = labCache(name);
  if (fs.existsSync(folder)) return folder;
  const lock = `${folder}.lock`;
  fs.mkdirSync(labCache(), { recursive: true });
  while (!takeLock(lock)) {
    pause(100);
    if (fs.existsSync(folder)) return folder;
  }
  try {
    if (!fs.existsSync(folder)) {
      const draft = `${folder}.draft`;
      removeLab(draft);
      fs.mkdirSync(draft);
      fill(draft);
      fs.renameSync(draft, folder);
    }
  } finally {
    fs.rmSync(lock, { force: true });
  }
  return folder;
}

function takeLock(lock: string): boolean {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isAlive(readPid(lock))) fs.rmSync(lock, { force: true });
    return false;
  }
}

function readPid(lock: string): number {
  try {
    return Number(fs.readFileSync(lock, 'utf8')) || process.pid;
  } catch {
    return process.pid;
  }
}

function isAlive(pid: number): boolean {
  return fs.existsSync(`/proc/${pid}`);
}

const DAY_MS = 86_400_000;

/** Removes labs whose process is gone, and what other versions of the sources built more than a day ago. */
export function tidyCache(keep: readonly string[]): void {
  for (const name of fs.existsSync(labCache()) ? fs.readdirSync(labCache()) : []) {
    const path = labCache(name);
    const run = /^run-(\d+)-/.exec(name);
    if (run && !isAlive(Number(run[1]))) removeLab(path);
    const old = (fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) < Date.now() - DAY_MS;
    if (/^(base|machine)-/.test(name) && !keep.includes(path) && old)
      fs.rmSync(path, { recursive: true, force: true });
  }
}

/** Unmounts and deletes the folder of one lab. */
export function removeLab(folder: string): void {
  unmountImage(join(folder, 'root'));
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Says that a folder is in use, so that tidying leaves it. */
export function markUsed(folder: string): void {
  const now = new Date();
  fs.utimesSync(folder, now, now);
}

/** Size and number of what the cache holds, for the command line. */
export function listCache(): { name: string; builtAt: Date }[] {
  if (!fs.existsSync(labCache())) return [];
  return fs
    .readdirSync(labCache())
    .map((name) => ({ name, builtAt: fs.statSync(join(labCache(), name)).mtime }));
}
