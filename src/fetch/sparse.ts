import type { ByteReader } from './byte-reader.ts';
import { BLOCK, number, TarDamage } from './tar-header.ts';

/** Where the data of a sparse file lies; from the tar manual, "Storing Sparse Files", old GNU format. */
export interface SparseMap {
  /** Of the file, holes included. */
  readonly size: number;
  readonly pieces: readonly { readonly offset: number; readonly length: number }[];
}

const IN_HEADER = { start: 386, pieces: 4, extended: 482, realSize: 483 };
const IN_BLOCK = { pieces: 21, extended: 504 };
/** A file in more pieces than that is none that a host has. */
const MOST_PIECES = 1_000_000;
const ZEROS = Buffer.alloc(64 * 1024);

/** Reads the map in the header, and in the blocks behind it when there is no room there. */
export async function readSparseMap(header: Buffer, bytes: ByteReader): Promise<SparseMap> {
  const pieces = readPieces(header, IN_HEADER.start, IN_HEADER.pieces);
  for (let more = header[IN_HEADER.extended] === 1; more;) {
    const block = await bytes.exactly(BLOCK);
    if (block.length < BLOCK || pieces.length > MOST_PIECES)
      throw new TarDamage('the map of a sparse file has no end');
    pieces.push(...readPieces(block, 0, IN_BLOCK.pieces));
    more = block[IN_BLOCK.extended] === 1;
  }
  return checked({ size: number(header, IN_HEADER.realSize, 12), pieces });
}

function checked(map: SparseMap): SparseMap {
  let at = 0;
  for (const { offset, length } of map.pieces) {
    if (offset < at) throw new TarDamage('the map of a sparse file is not in order');
    at = offset + length;
  }
  if (at > map.size) throw new TarDamage('a sparse file is longer than its header says');
  return map;
}

function readPieces(block: Buffer, start: number, count: number): { offset: number; length: number }[] {
  return Array.from({ length: count }, (_, i) => ({
    offset: number(block, start + i * 24, 12),
    length: number(block, start + i * 24 + 12, 12),
  })).filter(({ length }) => length > 0);
}

/** The file as its reader sees it: data at its place, zeros between. */
export async function* expand(map: SparseMap, data: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let at = 0;
  let current: Buffer = Buffer.alloc(0);
  for (const { offset, length } of map.pieces) {
    yield* zeros(offset - at);
    for (let left = length; left > 0;) {
      if (current.length === 0) {
        const next = await data.next();
        if (next.done === true) return;
        current = next.value;
      }
      const part = current.subarray(0, left);
      current = current.subarray(part.length);
      left -= part.length;
      yield part;
    }
    at = offset + length;
  }
  yield* zeros(map.size - at);
}

function* zeros(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= ZEROS.length)
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
}
