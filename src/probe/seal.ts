import { createHash } from 'node:crypto';
import type { Begin, Close, End } from './boundary.ts';

/**
 * What stands outside the gzip members of a bundle, which have a checksum each: its header, the lines around sections, and what
 * they said on standard error. The probe puts the MD5 of that into its closing line (`probe_seal` in prelude.sh). It shows
 * damage and careless editing; it is no signature.
 */
export class Seal {
  readonly #hash = createHash('md5');
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  header(text: Buffer): void {
    this.#hash.update(text.at(-1) === NEWLINE ? text.subarray(0, -1) : text).update('\n');
  }

  section(begin: Begin, end: End, stderr: Buffer): void {
    const name = `${begin.collector} ${begin.part}`;
    this.#hash
      .update(`${this.#token} begin ${name} ${begin.seconds} ${begin.maxBytes} ${begin.pack}\n`)
      .update(`${this.#token} end ${name} ${end.hundredths} ${end.stderrBytes}\n`)
      .update(stderr)
      .update('\n');
  }

  /** Whether the closing line has the digest of all that came; true where the host had no tool to make one. */
  matches({ count, hundredths, digest }: Close): boolean {
    this.#hash.update(`${this.#token} close ${count} ${hundredths}\n`);
    return digest === null || this.#hash.digest('hex') === digest;
  }
}

const NEWLINE = 0x0a;
