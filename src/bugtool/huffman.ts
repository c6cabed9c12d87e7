import type { BitReader } from './bit-reader.ts';

const LONGEST = 20;

/** One Huffman code: symbols in the order of their code words, told apart by the length of these. */
export interface Code {
  /** @throws Error when the bits are no word of the code */
  next(bits: BitReader): number;
}

/** Codes as bzip2 writes them: for each symbol the length of its word, as a difference to the one before. */
export function readCodes(bits: BitReader, count: number, symbols: number): Code[] {
  return Array.from({ length: count }, () => {
    const lengths = new Uint8Array(symbols);
    let length = bits.take(5);
    for (let symbol = 0; symbol < symbols; symbol++) {
      for (;;) {
        if (length < 1 || length > LONGEST)
          throw new Error('the compressed data is damaged: a code word without a length');
        if (bits.take(1) === 0) break;
        length += bits.take(1) === 0 ? 1 : -1;
      }
      lengths[symbol] = length;
    }
    return makeCode(lengths);
  });
}

/** Words of one length follow one another; the first of a length is twice what comes after the last of the length before. */
function makeCode(lengths: Uint8Array): Code {
  const counts = new Uint32Array(LONGEST + 1);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  const symbols = Uint16Array.from(
    [...lengths.keys()].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b),
  );
  return {
    next(bits) {
      let word = 0;
      let first = 0;
      let index = 0;
      for (let length = 1; length <= LONGEST; length++) {
        word = (word << 1) | bits.take(1);
        const count = counts[length] ?? 0;
        if (word - first < count) return symbols[index + word - first] ?? 0;
        index += count;
        first = (first + count) << 1;
      }
      throw new Error('the compressed data is damaged: bits that are no word of their code');
    },
  };
}
