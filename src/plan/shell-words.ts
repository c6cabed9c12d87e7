/** Bytes that stand for themselves in the data of restore.sh; `encode` in restore.sh has the same. */
const PLAIN = /[A-Za-z0-9_./:@%+=,~^-]/;
/** What a sentence may hold besides; not the quote that ends it, nor the backslash that begins an octal number. */
const SENTENCE = /[ -&(-[\]-~]/;

/**
 * Bytes as restore.sh reads them: what is not plainly written becomes `\0ooo`. The result holds no blank, no quote and
 * nothing that a shell or a terminal takes for more than text.
 */
export function encodeBytes(bytes: Uint8Array): string {
  return encode(bytes, PLAIN);
}

/** A sentence for restore.sh to show: blanks and most marks stay, so that a person can read it there. */
export function encodeSentence(text: string): string {
  return encode(Buffer.from(text, 'utf8'), SENTENCE);
}

function encode(bytes: Uint8Array, plain: RegExp): string {
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    text += byte < 0x80 && plain.test(character) ? character : `\\0${byte.toString(8).padStart(3, '0')}`;
  }
  return text;
}

/** In single quotes; for text that `encodeBytes` or `encodeSentence` made, which holds none. */
export function quoted(encoded: string): string {
  return `'${encoded}'`;
}

/**
 * Text as one word of a command that a person copies; null where that cannot be done safely, because it holds characters
 * that a terminal or a page would change.
 */
export function shellWord(text: string): string | null {
  if (!/^[ -~]+$/.test(text)) return null;
  return /^[A-Za-z0-9_./:@%+=,^-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
