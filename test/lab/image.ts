import * as fs from 'node:fs';
import { HOST } from './face/identity.ts';
import { mustRun, runCommand } from './run-command.ts';

/** The root partition of 6.x: 4 GB, ext3; a sparse file here. */
const ROOT_BYTES = 4 * 1024 ** 3;

/** Makes an empty ext3 file system in a sparse file. */
export function makeImage(path: string): void {
  fs.writeFileSync(path, '');
  fs.truncateSync(path, ROOT_BYTES);
  mustRun('mkfs.ext3', [
    '-q',
    '-F',
    '-b',
    '4096',
    '-N',
    '160000',
    '-J',
    'size=8',
    '-m',
    '1',
    '-L',
    HOST.rootLabel,
    path,
  ]);
}

export function copyImage(from: string, to: string): void {
  mustRun('cp', ['--reflink=auto', '--sparse=always', from, to]);
}

export function mountImage(image: string, folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  mustRun('mount', ['-t', 'ext3', '-o', 'loop,noatime', image, folder]);
}

/** Does nothing where nothing is mounted. */
export function unmountImage(folder: string): void {
  if (!fs.existsSync(folder) || runCommand('mountpoint', ['-q', folder]).status !== 0) return;
  if (runCommand('umount', [folder]).status !== 0) mustRun('umount', ['--lazy', folder]);
}
