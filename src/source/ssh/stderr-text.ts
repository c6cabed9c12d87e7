import type { Readable } from 'node:stream';

const MAX_BYTES = 64 * 1024;

/** Standard error of a program: its first 64 KiB. The rest is read and dropped, or the program would stand still. */
export class StderrText {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #ended = false;

  /** @param changed called whenever something came, kept or not, and at the end */
  constructor(stream: Readable, changed: () => void) {
    stream
      .on('data', (chunk: Buffer) => {
        const taken = chunk.subarray(0, MAX_BYTES - this.#bytes);
        if (taken.length > 0) this.#chunks.push(taken);
        this.#bytes += taken.length;
        changed();
      })
      .on('end', () => {
        this.#ended = true;
        changed();
      });
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  /** Nothing more will come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Forgets what came so far. */
  clear(): void {
    this.#chunks = [];
    this.#bytes = 0;
  }
}
