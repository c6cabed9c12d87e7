/** Reads single bits, the highest of a byte first, from pieces that it asks for one after the other. */
export class BitReader {
  #piece: Uint8Array = new Uint8Array(0);
  #at = 0;
  #held = 0;
  #count = 0;
  readonly #next: () => Uint8Array | null;

  /** @param next the next piece; null at the end */
  constructor(next: () => Uint8Array | null) {
    this.#next = next;
  }

  /** @param width 1 to 24 @throws Error when the data ends before */
  take(width: number): number {
    while (this.#count < width) {
      const byte = this.#byte();
      if (byte === null) throw new Error('the compressed data ends too early');
      this.#held = ((this.#held << 8) | byte) & 0xffffffff;
      this.#count += 8;
    }
    this.#count -= width;
    return (this.#held >>> this.#count) & ((1 << width) - 1);
  }

  /** 32 bits, without a sign. */
  word(): number {
    return ((this.take(16) << 16) | this.take(16)) >>> 0;
  }

  /** Goes on at the next whole byte; true when there is one. */
  align(): boolean {
    this.#count -= this.#count % 8;
    if (this.#count > 0) return true;
    const byte = this.#byte();
    if (byte === null) return false;
    this.#held = byte;
    this.#count = 8;
    return true;
  }

  #byte(): number | null {
    while (this.#at >= this.#piece.length) {
      const piece = this.#next();
      if (piece === null) return null;
      this.#piece = piece;
      this.#at = 0;
    }
    return this.#piece[this.#at++] ?? null;
  }
}
