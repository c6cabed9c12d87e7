import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { AuditError } from '../model/errors.ts';
import type { OpenSource, Source, SourceEnd } from './source.ts';

/**
 * A bundle that was recorded before, read as it comes.
 * @param path a file, or `-` for the given stream (standard input)
 */
export function fileSource(path: string, standardInput: Readable): Source {
  return { open: async () => new RecordedRun(path, path === '-' ? standardInput : await openFile(path)) };
}

async function openFile(path: string): Promise<Readable> {
  try {
    const handle = await open(path, 'r');
    const stats = await handle.stat();
    if (!stats.isDirectory()) return handle.createReadStream();
    await handle.close();
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw unreadable(path, new Error('it is a folder'));
}

function unreadable(path: string, cause: unknown): AuditError {
  return new AuditError(
    'bundle-unreadable',
    `The bundle ${path} could not be opened: ${reasonOf(cause)}.`,
    'Check the path and its mode; `dom0-audit probe` prints the program that makes a bundle.',
    { cause },
  );
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown reason';
  const code = 'code' in cause ? String(cause.code) : '';
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
  };
  return known[code] ?? cause.message;
}

class RecordedRun implements OpenSource {
  readonly stdout: AsyncIterable<Buffer>;
  readonly done: Promise<SourceEnd>;
  readonly connection = {};
  readonly #path: string;
  readonly #stream: Readable;
  #finish: (end: SourceEnd) => void = () => undefined;

  constructor(path: string, stream: Readable) {
    this.#path = path;
    this.#stream = stream;
    this.done = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.stdout = this.#read();
  }

  /** A file that breaks off is no error here: the bundle itself says whether it is whole. */
  async *#read(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of this.#stream) {
        yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string);
      }
      this.#finish({ status: 0, lost: null, stderr: '' });
    } catch (error) {
      this.#finish({ status: null, lost: `reading ${this.#path} failed: ${reasonOf(error)}`, stderr: '' });
    } finally {
      // Also when the reader breaks off; only the first ending counts.
      this.close();
    }
  }

  close(): void {
    this.#finish({ status: null, lost: 'the reading was ended on this side', stderr: '' });
    this.#stream.destroy();
  }
}
