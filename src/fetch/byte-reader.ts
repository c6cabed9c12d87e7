/** Bytes of a stream by count: as many as are asked for, or what is left. */
export class ByteReader {
  /** Bytes handed out so far. */
  offset = 0;
  private readonly more: () => Promise<Buffer | null>;
  private rest: Buffer = Buffer.alloc(0);

  /** @param more the next bytes; null at the end */
  constructor(more: () => Promise<Buffer | null>) {
    this.more = more;
  }

  /** At least one byte and at most `limit`; null at the end. */
  async some(limit: number): Promise<Buffer | null> {
    while (this.rest.length === 0) {
      const next = await this.more();
      if (next === null) return null;
      this.rest = next;
    }
    const taken = this.rest.subarray(0, limit);
    this.rest = this.rest.subarray(taken.length);
    this.offset += taken.length;
    return taken;
  }

  /** Exactly `count` bytes, or fewer at the end. For small counts: they are held. */
  async exactly(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = count; missing > 0;) {
      const part = await this.some(missing);
      if (part === null) break;
      parts.push(part);
      missing -= part.length;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  /** Passes over bytes; false when there were fewer. */
  async skip(count: number): Promise<boolean> {
    for (let missing = count; missing > 0;) {
      const part = await this.some(missing);
      if (part === null) return false;
      missing -= part.length;
    }
    return true;
  }
}
