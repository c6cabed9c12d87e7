/** A line that begins a section: `TOKEN words`. */
export interface SectionMark {
  readonly words: readonly string[];
}

const NEWLINE = 0x0a;
/** A mark is short; what is longer is none. */
const LONGEST_MARK = 4096;
const NOTHING = Buffer.alloc(0);

/**
 * Takes the stream of the fetch program apart into its sections, with memory that does not grow. A mark is a line that
 * begins with the token, which nothing on the host can know, so bytes of files cannot make one.
 */
export class SectionReader {
  /** All bytes that came. */
  received = 0;
  private readonly chunks: AsyncIterator<Uint8Array>;
  private readonly needle: Buffer;
  private rest: Buffer = NOTHING;
  private ended = false;

  constructor(stream: AsyncIterable<Uint8Array>, token: string) {
    this.chunks = stream[Symbol.asyncIterator]();
    this.needle = Buffer.from(`\n${token} `);
  }

  /** Goes on to the next mark, past what is left of the section before; null when the stream ended first. */
  async mark(): Promise<SectionMark | null> {
    for (;;) {
      if ((await this.bytes()) !== null) continue;
      return this.takeMark();
    }
  }

  /** The next bytes of this section; null at its end. */
  async bytes(): Promise<Buffer | null> {
    for (;;) {
      const at = this.rest.indexOf(this.needle);
      if (at > 0) return this.give(at);
      if (at === 0) {
        const end = this.rest.indexOf(NEWLINE, this.needle.length);
        if (end !== -1 && end <= LONGEST_MARK) return null;
        if (this.rest.length > LONGEST_MARK) return this.give(1);
      } else if (this.rest.length >= this.needle.length) {
        return this.give(this.rest.length - this.needle.length + 1);
      }
      if (this.ended) return this.rest.length === 0 ? null : this.give(this.rest.length);
      await this.fill();
    }
  }

  /** The whole section, cut at a limit. */
  async text(limit: number): Promise<{ readonly bytes: Buffer; readonly cut: boolean }> {
    const kept: Buffer[] = [];
    let length = 0;
    for (let chunk = await this.bytes(); chunk !== null; chunk = await this.bytes()) {
      const taken = chunk.subarray(0, Math.max(0, limit - length));
      kept.push(Buffer.from(taken));
      length += chunk.length;
    }
    return { bytes: Buffer.concat(kept), cut: length > limit };
  }

  private takeMark(): SectionMark | null {
    if (this.rest.indexOf(this.needle) !== 0) return null;
    const end = this.rest.indexOf(NEWLINE, this.needle.length);
    const words = this.rest.subarray(this.needle.length, end).toString('latin1').split(' ');
    this.rest = this.rest.subarray(end + 1);
    return { words };
  }

  private give(length: number): Buffer {
    const bytes = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return bytes;
  }

  private async fill(): Promise<void> {
    const next = await this.chunks.next();
    if (next.done === true) {
      this.ended = true;
      return;
    }
    this.received += next.value.length;
    this.rest = this.rest.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.rest, next.value]);
  }
}
