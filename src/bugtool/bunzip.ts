import { BitReader } from './bit-reader.ts';
import { readCodes, type Code } from './huffman.ts';

/*
 * bzip2, as far as reading it goes. Written here because the two decoders of the registry that are in wide use (unbzip2-stream
 * 1.4.3, seek-bzip 2.0.0) come from one source and add up the length of a run in 32 bits: 32 run symbols in a row make it
 * negative, and they never come back. A report comes from somebody else's hands, so here every count has a limit.
 * The format: `BZh1` to `BZh9`, then blocks (magic 0x314159265359, checksum, run-length coded bytes after a Burrows-Wheeler
 * transform, moved to front, in up to six Huffman codes that take turns every 50 symbols), then 0x177245385090 and the checksum
 * of all; several such streams may follow one another. Learnt from the manual of bzip2 1.0.6 and J. Tsai's description of the format.
 */

const BLOCK = 0x314159;
const BLOCK_REST = 0x265359;
const END = 0x177245;
const END_REST = 0x385090;
const UNIT = 100_000;
const GROUP = 50;
const MOST_SELECTORS = 18_002;
const PIECE = 65_536;

/**
 * Unpacks piece by piece; memory does not grow with the data.
 * @param next pieces of the compressed data; null at the end
 * @throws Error when the data is damaged or ends too early
 */
export function* bunzip(next: () => Uint8Array | null): Generator<Buffer> {
  const bits = new BitReader(next);
  if (!bits.align()) throw new Error('the file is empty');
  do {
    const head = bits.take(24);
    const level = bits.take(8) - 0x30;
    if (head !== 0x425a68 || level < 1 || level > 9) throw damaged('it has no bzip2 head');
    yield* readStream(bits, level * UNIT);
  } while (bits.align());
}

function* readStream(bits: BitReader, size: number): Generator<Buffer> {
  const block = new Uint32Array(size);
  let total = 0;
  for (;;) {
    const first = bits.take(24);
    const second = bits.take(24);
    const checksum = bits.word();
    if (first === END && second === END_REST) {
      if (checksum !== total) throw damaged('the checksum of the whole is wrong');
      return;
    }
    if (first !== BLOCK || second !== BLOCK_REST) throw damaged('no block begins where one should');
    const { length, origin } = readBlock(bits, block);
    const found = yield* writeBlock(block, length, origin);
    if (found !== checksum) throw damaged('the checksum of a block is wrong');
    total = (((total << 1) | (total >>> 31)) ^ found) >>> 0;
  }
}

function damaged(what: string): Error {
  return new Error(`the compressed data is damaged: ${what}`);
}

/** Fills the block with bytes in the order of the transform. */
function readBlock(bits: BitReader, block: Uint32Array): { length: number; origin: number } {
  if (bits.take(1) === 1) throw damaged('a block of a kind that is out of use');
  const origin = bits.take(24);
  const used = readUsed(bits);
  const codes = bits.take(3);
  if (codes < 2 || codes > 6) throw damaged('a wrong number of codes');
  const selectors = readSelectors(bits, codes);
  const tables = readCodes(bits, codes, used.length + 2);
  const length = readSymbols(bits, block, used, (group) => {
    const table = tables[selectors[group] ?? codes];
    if (!table) throw damaged('more symbols than announced');
    return table;
  });
  if (origin >= length) throw damaged('the block has no beginning');
  return { length, origin };
}

/** The bytes that the block has at all. */
function readUsed(bits: BitReader): Uint8Array {
  const used: number[] = [];
  const ranges = bits.take(16);
  for (let high = 0; high < 16; high++) {
    if (((ranges >> (15 - high)) & 1) === 0) continue;
    const range = bits.take(16);
    for (let low = 0; low < 16; low++) if (((range >> (15 - low)) & 1) === 1) used.push(high * 16 + low);
  }
  if (used.length === 0) throw damaged('a block without bytes');
  return Uint8Array.from(used);
}

/** Which code is in force for each group of symbols. */
function readSelectors(bits: BitReader, codes: number): Uint8Array {
  const count = bits.take(15);
  if (count === 0) throw damaged('a block without symbols');
  const order = Array.from({ length: codes }, (_, index) => index);
  const selectors = new Uint8Array(Math.min(count, MOST_SELECTORS));
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (bits.take(1) === 1) if (++place >= codes) throw damaged('a code that is not there');
    const [chosen = 0] = order.splice(place, 1);
    order.unshift(chosen);
    if (i < selectors.length) selectors[i] = chosen;
  }
  return selectors;
}

function readSymbols(
  bits: BitReader,
  block: Uint32Array,
  used: Uint8Array,
  tableOf: (group: number) => Code,
): number {
  const front = Uint8Array.from(used);
  const last = used.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  let table = tableOf(0);
  for (let n = 0; ; n++) {
    if (n > 0 && n % GROUP === 0) table = tableOf(n / GROUP);
    const symbol = table.next(bits);
    if (symbol < 2) {
      // Digits of a run, the lowest first. A run longer than the block is an error already here.
      run += weight << symbol;
      weight *= 2;
      if (run > block.length - length) throw damaged('a run longer than its block');
      continue;
    }
    if (run > 0) {
      block.fill(front[0] ?? 0, length, length + run);
      length += run;
      run = 0;
      weight = 1;
    }
    if (symbol === last) return length;
    if (length >= block.length) throw damaged('a block longer than announced');
    const place = symbol - 1;
    const byte = front[place] ?? 0;
    front.copyWithin(1, 0, place);
    front[0] = byte;
    block[length++] = byte;
  }
}

/** Undoes the transform and the first run-length coding; gives the checksum of what it wrote. */
function* writeBlock(block: Uint32Array, length: number, origin: number): Generator<Buffer, number> {
  linkBlock(block, length);
  let piece = Buffer.allocUnsafe(PIECE);
  let at = 0;
  let checksum = 0xffffffff;
  let position = (block[origin] ?? 0) >>> 8;
  let before = -1;
  let same = 0;
  for (let left = length; left > 0; left--) {
    const entry = block[position] ?? 0;
    position = entry >>> 8;
    const byte = entry & 0xff;
    // After four equal bytes the next one says how many more there are.
    let copies = 1;
    let written = byte;
    if (same === 4) {
      copies = byte;
      written = before;
      same = 0;
      before = -1;
    } else {
      same = byte === before ? same + 1 : 1;
      before = byte;
    }
    for (; copies > 0; copies--) {
      if (at === PIECE) {
        yield piece;
        piece = Buffer.allocUnsafe(PIECE);
        at = 0;
      }
      piece[at++] = written;
      checksum = ((checksum << 8) ^ (CRC[((checksum >>> 24) ^ written) & 0xff] ?? 0)) >>> 0;
    }
  }
  yield piece.subarray(0, at);
  return ~checksum >>> 0;
}

/** Puts into each entry, above its byte, where the byte that follows it stands. */
function linkBlock(block: Uint32Array, length: number): void {
  const starts = new Uint32Array(257);
  for (let i = 0; i < length; i++) {
    const byte = (block[i] ?? 0) & 0xff;
    starts[byte + 1] = (starts[byte + 1] ?? 0) + 1;
  }
  for (let byte = 0; byte < 256; byte++) starts[byte + 1] = (starts[byte + 1] ?? 0) + (starts[byte] ?? 0);
  for (let i = 0; i < length; i++) {
    const byte = (block[i] ?? 0) & 0xff;
    const to = starts[byte] ?? 0;
    starts[byte] = to + 1;
    block[to] = ((block[to] ?? 0) & 0xff) | (i << 8);
  }
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});
