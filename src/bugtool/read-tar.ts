import { Readable } from 'node:stream';
import tar from 'tar-stream';
import { EnoughRead, type Entry, type MemberStore } from './member-store.ts';

/**
 * Reads a tar archive to its end, or as far as it goes.
 * @param pieces the archive, unpacked; what it throws is a problem of the archive
 */
export async function readTar(pieces: Iterable<Buffer>, store: MemberStore): Promise<void> {
  const extract = tar.extract();
  const broken: unknown[] = [];
  const source = Readable.from(counted(pieces, store, broken), { objectMode: false, highWaterMark: 65_536 });
  source.pipe(extract);
  try {
    for await (const stream of extract) {
      const entry = entryOf(stream.header);
      const name = store.wants(entry);
      const body = await readBody(stream as AsyncIterable<Buffer>, name === null ? 0 : store.room);
      if (name !== null) store.keep(name, entry, body.bytes, body.cut);
    }
  } catch (error) {
    broken.push(error);
  } finally {
    source.destroy();
  }
  // What ended the data is the reason; that the archive has no end then is no news.
  if (broken.length > 0) store.problems.push(sentenceOf(broken[0]));
}

/** Damaged data ends there: what was unpacked before is still read. */
function* counted(pieces: Iterable<Buffer>, store: MemberStore, broken: unknown[]): Generator<Buffer> {
  try {
    for (const piece of pieces) {
      store.count(piece.length);
      if (piece.length > 0) yield piece;
    }
  } catch (error) {
    broken.push(error);
  }
}

function entryOf(header: tar.Header): Entry {
  const seconds = Math.floor(header.mtime.getTime() / 1000);
  return {
    name: header.name,
    isFile: header.type === 'file' || header.type === 'contiguous-file',
    isFolder: header.type === 'directory',
    sizeBytes: header.size,
    modified: Number.isFinite(seconds) ? seconds : null,
  };
}

/** Reads a body to its end, and keeps its beginning. */
export async function readBody(
  stream: AsyncIterable<Buffer>,
  room: number,
): Promise<{ readonly bytes: Buffer; readonly cut: boolean }> {
  const kept: Buffer[] = [];
  let length = 0;
  let cut = false;
  for await (const piece of stream) {
    const rest = Math.min(piece.length, room - length);
    if (rest > 0) kept.push(rest === piece.length ? piece : piece.subarray(0, rest));
    length += rest;
    cut ||= rest < piece.length;
  }
  return { bytes: Buffer.concat(kept), cut };
}

/** What went wrong while an archive was read, for the list of problems. */
export function sentenceOf(error: unknown): string {
  if (error instanceof EnoughRead) return error.message;
  const said = error instanceof Error ? error.message : String(error);
  return `It could be read only in part: ${said.replace(/[.\s]+$/, '')}.`;
}
