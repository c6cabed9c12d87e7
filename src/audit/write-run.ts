import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AuditError } from '../model/errors.ts';

/** One file of a run's folder. */
export interface RunFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes the files of one run and `SHA256SUMS` over them into a folder: the folder 0700, files 0600. A folder that does not
 * exist appears whole or not at all (temporary name, then rename); in one that exists each file is replaced whole.
 * @returns the absolute path of the folder.
 * @throws AuditError `output-unwritable`, naming the folder.
 */
export async function writeRun(folder: string, files: readonly RunFile[]): Promise<string> {
  const target = resolve(folder);
  const all = [...files, { name: 'SHA256SUMS', content: sums(files) }];
  try {
    await mkdir(dirname(target), { recursive: true });
    if (await exists(target)) await replaceFiles(target, all);
    else await makeFolder(target, all);
  } catch (cause) {
    throw new AuditError(
      'output-unwritable',
      `The report could not be written to ${target}: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Choose another folder with --out, or make room, and run the same command again.',
      { cause },
    );
  }
  return target;
}

function sums(files: readonly RunFile[]): string {
  return files
    .map((file) => `${createHash('sha256').update(file.content).digest('hex')}  ${file.name}\n`)
    .join('');
}

async function exists(path: string): Promise<boolean> {
  try {
    await readdir(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

async function makeFolder(target: string, files: readonly RunFile[]): Promise<void> {
  const temporary = await mkdtemp(join(dirname(target), `.${basename(target)}.`));
  try {
    await chmod(temporary, 0o700);
    for (const file of files) await writeFile(join(temporary, file.name), file.content, { mode: 0o600 });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function replaceFiles(target: string, files: readonly RunFile[]): Promise<void> {
  for (const file of files) {
    const temporary = join(target, `.${file.name}.${randomBytes(4).toString('hex')}`);
    try {
      await writeFile(temporary, file.content, { mode: 0o600, flag: 'wx' });
      await rename(temporary, join(target, file.name));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}
