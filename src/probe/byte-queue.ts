const FIRST_CAPACITY = 1 << 16;

/** Bytes that have come and are not used up yet; appending is cheap, and searching goes on where it stopped. */
export class ByteQueue {
  private store = Buffer.allocUnsafe(FIRST_CAPACITY);
  private start = 0;
  private end = 0;

  get length(): number {
    return this.end - this.start;
  }

  append(chunk: Uint8Array): void {
    if (this.end + chunk.length > this.store.length) this.makeRoom(chunk.length);
    this.store.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** Position of the first `needle` at or after `from`; -1 when there is none yet. */
  indexOf(needle: Buffer | number, from: number): number {
    return this.store.subarray(this.start, this.end).indexOf(needle, from);
  }

  /** A copy of some bytes that stay in the queue. */
  peek(from: number, to: number): Buffer {
    return Buffer.from(this.store.subarray(this.start + from, Math.min(this.end, this.start + to)));
  }

  /** The next `count` bytes, copied, and no longer in the queue. */
  take(count: number): Buffer {
    const bytes = Buffer.from(this.store.subarray(this.start, this.start + Math.min(count, this.length)));
    this.drop(count);
    return bytes;
  }

  drop(count: number): void {
    this.start = Math.min(this.end, this.start + count);
    if (this.start === this.end) {
      this.start = 0;
      this.end = 0;
      if (this.store.length > FIRST_CAPACITY) this.store = Buffer.allocUnsafe(FIRST_CAPACITY);
    }
  }

  private makeRoom(extra: number): void {
    const length = this.length;
    const capacity = Math.max(FIRST_CAPACITY, (length + extra) * 2);
    const next = capacity > this.store.length ? Buffer.allocUnsafe(capacity) : this.store;
    this.store.copy(next, 0, this.start, this.end);
    this.store = next;
    this.start = 0;
    this.end = length;
  }
}
