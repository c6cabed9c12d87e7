import * as fs from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../run-command.ts';
import { packageHeader, type LabPackage } from './package.ts';

const DATABASE = 'rpmdb.sqlite';

/**
 * Puts packages into the database folder; an empty folder becomes a new database. `keeperPid`: the folder lies in the mount
 * namespace of that process (SQLite does not find its way through /proc/PID/root).
 */
export function importPackages(folder: string, packages: readonly LabPackage[], keeperPid?: number): void {
  const reached = keeperPid === undefined ? folder : `/proc/${keeperPid}/root${folder}`;
  fs.mkdirSync(reached, { recursive: true });
  const headers = Buffer.concat(packages.map(packageHeader));
  const command = [
    'rpmdb',
    '--define',
    '_db_backend sqlite',
    '--define',
    '__vsflags 0xf7f00',
    '--dbpath',
    folder,
    '--importdb',
  ];
  const enter = keeperPid === undefined ? [] : ['nsenter', '--target', String(keeperPid), '--mount'];
  const [program = '', ...args] = [...enter, ...command];
  mustRun(program, args, { input: headers });
  settle(reached);
}

/**
 * rpm 4.18 leaves a database in WAL mode: the next reader would make -wal and -shm files beside it, which rpm 4.4 never did.
 * The journal mode of SQLite is two bytes of the file's head (file format version numbers, 1 = rollback journal).
 */
function settle(folder: string): void {
  const path = join(folder, DATABASE);
  for (const ending of ['-wal', '-shm']) {
    const leftover = fs.statSync(path + ending, { throwIfNoEntry: false });
    if (leftover !== undefined && leftover.size > 0 && ending === '-wal')
      throw new Error(`rpmdb left ${path}${ending}`);
    fs.rmSync(path + ending, { force: true });
  }
  const handle = fs.openSync(path, 'r+');
  fs.writeSync(handle, Buffer.from([1, 1]), 0, 2, 18);
  fs.closeSync(handle);
  for (const name of fs.readdirSync(folder))
    if (name.startsWith('.')) fs.rmSync(join(folder, name), { force: true });
}
