/** Sizes and positions of POSIX ustar, and of the GNU extensions; from the tar manual, "Basic Tar Format". */
export const BLOCK = 512;

/** An archive that breaks off or is not one; the message is the end of a sentence. */
export class TarDamage extends Error {}

/** The 512 bytes before each member, decoded. Names are bytes as they stand. */
export interface TarHeader {
  /** One letter: `0` file, `1` hard link, `2` link, `3` `4` devices, `5` directory, `6` fifo, `S` sparse, `L` `K` `x` `g` for the next. */
  readonly type: string;
  readonly name: Buffer;
  readonly linkName: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: Buffer;
  readonly group: Buffer;
  /** Bytes that follow, without the padding. */
  readonly size: number;
  /** Seconds. */
  readonly mtime: number;
  readonly major: number;
  readonly minor: number;
}

/** @returns null when the checksum is not that of the bytes: no header, or a damaged one. */
export function decodeHeader(block: Buffer): TarHeader | null {
  if (block.length !== BLOCK || number(block, 148, 8) !== checksum(block)) return null;
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0';
  const size = number(block, 124, 12);
  if (size < 0) return null;
  const prefix = isUstar ? text(block, 345, 155) : Buffer.alloc(0);
  const name = text(block, 0, 100);
  return {
    type: block[156] === 0 || block[156] === 0x37 ? '0' : String.fromCharCode(block[156] ?? 0x30),
    name: prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), name]) : name,
    linkName: text(block, 157, 100),
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    user: text(block, 265, 32),
    group: text(block, 297, 32),
    size,
    mtime: number(block, 136, 12),
    major: number(block, 329, 8),
    minor: number(block, 337, 8),
  };
}

/** Whether the block is one of those of zeros that end an archive. */
export function isZeroBlock(block: Buffer): boolean {
  return block.length === BLOCK && block.every((byte) => byte === 0);
}

/** Sum of all bytes, those of the checksum itself taken as blanks. */
export function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += block[i] ?? 0;
  return sum;
}

/** Octal digits, or, when the first bit is set, a number of 255 bits with sign (GNU). */
export function number(block: Buffer, start: number, length: number): number {
  const first = block[start] ?? 0;
  if ((first & 0x80) === 0) {
    const digits = /^[ \0]*([0-7]*)/.exec(block.toString('latin1', start, start + length))?.[1] ?? '';
    return digits === '' ? 0 : Number.parseInt(digits, 8);
  }
  const isNegative = (first & 0x40) !== 0;
  let value = isNegative ? (first & 0x7f) - 0x80 : first & 0x7f;
  for (let i = start + 1; i < start + length; i++) value = value * 256 + (block[i] ?? 0);
  return value;
}

/** Bytes up to the first NUL. */
function text(block: Buffer, start: number, length: number): Buffer {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return Buffer.from(end === -1 ? field : field.subarray(0, end));
}
