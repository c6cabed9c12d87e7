import type { ByteReader } from './byte-reader.ts';
import { readPax } from './pax.ts';
import { readSparseMap, expand, type SparseMap } from './sparse.ts';
import { BLOCK, decodeHeader, isZeroBlock, TarDamage, type TarHeader } from './tar-header.ts';

/** One member of an archive. Names are bytes as they stand. */
export interface TarEntry extends TarHeader {
  /** Of the content as a reader of the file sees it, holes filled. */
  readonly size: number;
  readonly isSparse: boolean;
  /** Records of a pax header before it, such as `SCHILY.xattr.user.x`; values are bytes. */
  readonly pax: ReadonlyMap<string, Buffer>;
  /** The content, holes filled with zeros. What is not read is passed over. */
  content(): AsyncGenerator<Buffer>;
}

/** Names longer than Linux takes, and pax headers of more than this, are no archive of ours. */
const LONGEST_EXTENSION = 1 << 20;

/**
 * Reads GNU and POSIX archives as they come: long names (`L`, `K`), pax headers, old GNU sparse files (`S`).
 * @throws TarDamage
 */
export async function* readTar(bytes: ByteReader): AsyncGenerator<TarEntry> {
  let pending = new Pending();
  for (;;) {
    const block = await bytes.exactly(BLOCK);
    if (block.length === 0) throw new TarDamage('it ends without the mark of its end');
    if (isZeroBlock(block)) return;
    const header = decodeHeader(block);
    if (header === null)
      throw new TarDamage(`at byte ${bytes.offset - block.length} there is no header of a member`);
    if (await pending.take(header, bytes)) continue;
    const map = header.type === 'S' ? await readSparseMap(block, bytes) : null;
    const body = new Body(bytes, header.size);
    yield pending.entry(header, body, map);
    await body.finish();
    pending = new Pending();
  }
}

/** What stands before a member and belongs to it. */
class Pending {
  private name: Buffer | null = null;
  private linkName: Buffer | null = null;
  private pax: ReadonlyMap<string, Buffer> = new Map();

  /** Whether it was such a member. */
  async take(header: TarHeader, bytes: ByteReader): Promise<boolean> {
    if (!'LKxg'.includes(header.type)) return false;
    if (header.size > LONGEST_EXTENSION) throw new TarDamage('a name in it is longer than any name');
    const content = await bytes.exactly(header.size);
    await bytes.skip(padding(header.size));
    if (content.length < header.size) throw new TarDamage('it ends in the middle of a member');
    if (header.type === 'L') this.name = withoutNul(content);
    if (header.type === 'K') this.linkName = withoutNul(content);
    if (header.type === 'x') this.pax = readPax(content);
    return true;
  }

  entry(header: TarHeader, body: Body, map: SparseMap | null): TarEntry {
    return {
      ...header,
      type: map === null ? header.type : '0',
      name: this.pax.get('path') ?? this.name ?? header.name,
      linkName: this.pax.get('linkpath') ?? this.linkName ?? header.linkName,
      size: map === null ? header.size : map.size,
      isSparse: map !== null,
      pax: this.pax,
      content: () => (map === null ? body.read() : expand(map, body.read())),
    };
  }
}

/** The bytes between two headers. */
class Body {
  private readonly bytes: ByteReader;
  private left: number;
  private readonly pad: number;

  constructor(bytes: ByteReader, size: number) {
    this.bytes = bytes;
    this.left = size;
    this.pad = padding(size);
  }

  async *read(): AsyncGenerator<Buffer> {
    while (this.left > 0) {
      const part = await this.bytes.some(this.left);
      if (part === null) throw new TarDamage('it ends in the middle of a member');
      this.left -= part.length;
      yield part;
    }
  }

  async finish(): Promise<void> {
    const whole = await this.bytes.skip(this.left + this.pad);
    if (!whole) throw new TarDamage('it ends in the middle of a member');
    this.left = 0;
  }
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function withoutNul(content: Buffer): Buffer {
  const end = content.indexOf(0);
  return Buffer.from(end === -1 ? content : content.subarray(0, end));
}
