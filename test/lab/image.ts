import * as fs from 'node:fs';
import { mustRun, runCommand } from './run-command.ts';

/** Makes an empty ext3 file system in a sparse file. @param bytes as large as the partition; root has 4 GB on 6.x. */
export function makeImage(path: string, bytes: number, label: string | null): void {
  fs.writeFileSync(path, '');
  fs.truncateSync(path, bytes);
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
    ...(label === null ? [] : ['-L', label]),
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
