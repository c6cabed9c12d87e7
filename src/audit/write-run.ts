import { createHash, randomBytes, type Hash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Pieces } from '../lib/pieces.ts';
import { AuditError } from '../model/errors.ts';

/** One file of a run's folder. */
export interface RunFile {
  readonly name: string;
  readonly content: string | Uint8Array | Pieces;
}

/** A file that lies beside the folder already, too large to be held: it is moved into the folder. */
export interface WrittenFile {
  readonly name: string;
  /** Where it lies now; on the file system of the folder. */
  readonly path: string;
  readonly sha256: string;
}

/**
 * Writes the files of one run and `SHA256SUMS` over them into a folder: the folder 0700, files 0600. A folder that does not
 * exist appears whole or not at all (temporary name, then rename); in one that exists each file is replaced whole.
 * @returns the absolute path of the folder.
 * @throws AuditError `output-unwritable`, naming the folder.
 */
export async function writeRun(folder: string, files: readonly (RunFile | WrittenFile)[]): Promise<string> {
  const target = resolve(folder);
  try {
    await mkdir(dirname(target), { recursive: true });
    if (await exists(target)) await replaceFiles(target, files);
    else await makeFolder(target, files);
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

/** A name and the SHA-256 of what was written under it. */
type Sum = readonly [name: string, sha256: string];

const SUMS = 'SHA256SUMS';

function sumsFile(sums: readonly Sum[]): RunFile {
  return { name: SUMS, content: sums.map(([name, sha256]) => `${sha256}  ${name}\n`).join('') };
}

/** @param path where it is to be; nothing may be there but a file that it replaces */
async function put(file: RunFile | WrittenFile, path: string): Promise<Sum> {
  if ('path' in file) {
    await rename(file.path, path);
    return [file.name, file.sha256];
  }
  const digest = createHash('sha256');
  await writeFile(path, told(chunksOf(file.content), digest), { mode: 0o600, flag: 'wx' });
  return [file.name, digest.digest('hex')];
}

function* told<T extends string | Uint8Array>(chunks: Iterable<T>, digest: Hash): Generator<T> {
  for (const chunk of chunks) {
    digest.update(chunk);
    yield chunk;
  }
}

function chunksOf(content: RunFile['content']): Iterable<string | Uint8Array> {
  return typeof content === 'string' || content instanceof Uint8Array ? [content] : joined(content);
}

const CHUNK = 65_536;

/** Small pieces put together, so that not each of them is written by itself. */
function* joined(pieces: Iterable<string>): Generator<string> {
  let waiting = '';
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < CHUNK) continue;
    yield waiting;
    waiting = '';
  }
  yield waiting;
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

async function makeFolder(target: string, files: readonly (RunFile | WrittenFile)[]): Promise<void> {
  const temporary = await mkdtemp(join(dirname(target), `.${basename(target)}.`));
  try {
    await chmod(temporary, 0o700);
    const sums: Sum[] = [];
    for (const file of files) sums.push(await put(file, join(temporary, file.name)));
    await put(sumsFile(sums), join(temporary, SUMS));
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function replaceFiles(target: string, files: readonly (RunFile | WrittenFile)[]): Promise<void> {
  const sums: Sum[] = [];
  for (const file of files) sums.push(await replace(target, file));
  await replace(target, sumsFile(sums));
}

async function replace(target: string, file: RunFile | WrittenFile): Promise<Sum> {
  const temporary = join(target, `.${file.name}.${randomBytes(4).toString('hex')}`);
  try {
    const sum = await put(file, temporary);
    await rename(temporary, join(target, file.name));
    return sum;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
