import { ByteQueue } from './byte-queue.ts';

const NEWLINE = 0x0a;
/** A boundary line is short; what is longer is none. */
const LONGEST_LINE = 4096;

export interface Stretch<T> {
  /** What stood before the boundary, without the newlines beside it; at most `limit` bytes. */
  readonly before: Buffer;
  /** There was more than `limit`. */
  readonly overflow: boolean;
  /** null: the stream ended first. */
  readonly boundary: T | null;
}

/** Reads a stream of bytes from boundary line to boundary line, with bounded memory. */
export class MarkReader {
  /** All bytes that came. */
  received = 0;
  private readonly queue = new ByteQueue();
  private readonly chunks: AsyncIterator<Uint8Array>;
  private readonly onBytes: (received: number) => void;
  private ended = false;

  constructor(stream: AsyncIterable<Uint8Array>, onBytes: (received: number) => void) {
    this.chunks = stream[Symbol.asyncIterator]();
    this.onBytes = onBytes;
  }

  /**
   * Goes on to the next `mark` whose line `accept` takes; it is given the rest of the line. A mark that starts with
   * a newline stands at the start of a line. The newline that ends the line stays, as the start of what follows.
   * With `giveUp` the search ends at the limit.
   */
  async next<T>(
    mark: Buffer,
    accept: (line: string) => T | null,
    limit: number,
    giveUp = false,
  ): Promise<Stretch<T>> {
    const kept = new Kept(this.queue, limit);
    let from = 0;
    for (;;) {
      const at = this.queue.indexOf(mark, from);
      if (at !== -1) {
        const line = await this.lineAt(at + mark.length);
        const boundary = line === null ? null : accept(line.toString('latin1'));
        if (line !== null && boundary !== null) {
          kept.take(at);
          this.queue.drop(mark.length + line.length);
          return { before: kept.bytes(), overflow: kept.overflow, boundary };
        }
        from = at + 1;
        continue;
      }
      // Keeps back what may be the start of the mark.
      const safe = Math.max(0, this.queue.length - mark.length + 1);
      if (safe > LONGEST_LINE) {
        kept.take(safe);
        from = 0;
      } else from = Math.max(from, safe);
      if ((giveUp && kept.overflow) || !(await this.fill())) {
        kept.take(this.queue.length);
        return { before: kept.bytes(), overflow: kept.overflow, boundary: null };
      }
    }
  }

  /** Reads to the end of the stream and forgets it. */
  async drain(): Promise<void> {
    do this.queue.drop(this.queue.length);
    while (await this.fill());
  }

  /** The line from a position on, without its newline; null when it is too long or the stream ends in it. */
  private async lineAt(position: number): Promise<Buffer | null> {
    for (;;) {
      const end = this.queue.indexOf(NEWLINE, position);
      if (end !== -1) return end - position > LONGEST_LINE ? null : this.queue.peek(position, end);
      if (this.queue.length - position > LONGEST_LINE || !(await this.fill())) return null;
    }
  }

  private async fill(): Promise<boolean> {
    if (this.ended) return false;
    const next = await this.chunks.next();
    if (next.done === true) {
      this.ended = true;
      return false;
    }
    this.received += next.value.length;
    this.queue.append(next.value);
    this.onBytes(this.received);
    return true;
  }
}

/** What is kept of a stretch: its first `limit` bytes. */
class Kept {
  overflow = false;
  private readonly parts: Buffer[] = [];
  private readonly queue: ByteQueue;
  private room: number;

  constructor(queue: ByteQueue, limit: number) {
    this.queue = queue;
    this.room = limit;
  }

  /** Takes bytes off the queue. */
  take(count: number): void {
    const taken = Math.min(count, this.room);
    if (taken > 0) this.parts.push(this.queue.take(taken));
    this.room -= taken;
    if (count > taken) {
      this.overflow = true;
      this.queue.drop(count - taken);
    }
  }

  /** Without the newline that ended the line before. */
  bytes(): Buffer {
    const bytes = Buffer.concat(this.parts);
    return bytes[0] === NEWLINE ? bytes.subarray(1) : bytes;
  }
}
