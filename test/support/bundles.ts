import { gzipSync } from 'node:zlib';
import { TOKEN } from './sections.ts';

export interface MadeSection {
  readonly collector?: string;
  readonly part?: string;
  readonly output?: string | Buffer;
  readonly stderr?: string;
  /** null: ended by force. */
  readonly status?: number | null;
  readonly cut?: boolean;
  readonly hundredths?: number;
  readonly seconds?: number;
  readonly maxBytes?: number;
  readonly pack?: 'gzip' | 'plain';
  /** What the last line says; default the true number. */
  readonly bytes?: number;
}

/** The bytes of one section as the probe writes them. */
export function sectionBytes(made: MadeSection = {}): Buffer {
  const { collector = 'made', part = 'part', stderr = '', status = 0, pack = 'gzip' } = made;
  const output = Buffer.from(made.output ?? '');
  const bytes = made.bytes ?? output.length;
  const last = `\n${TOKEN} status ${status ?? '-'} ${bytes} ${made.cut === true ? 1 : 0}\n`;
  const body = Buffer.concat([output, Buffer.from(last)]);
  const name = `${collector} ${part}`;
  const begin = `\n${TOKEN} begin ${name} ${made.seconds ?? 10} ${made.maxBytes ?? 100_000} ${pack}\n`;
  const end = `\n${TOKEN} end ${name} ${made.hundredths ?? 7} ${Buffer.byteLength(stderr)}\n${stderr}`;
  return Buffer.concat([Buffer.from(begin), pack === 'gzip' ? gzipSync(body) : body, Buffer.from(end)]);
}

export const HEADER = Buffer.from(
  `dom0-audit-bundle 1 ${TOKEN}\n${TOKEN} header\nclock 2026-01-02T03:04:05Z\nuid 0\nshell sh\ndeep 0\ncontent-limit 262144\nsections 2\n`,
);

/** @param digest of what is around the sections; a host without md5sum gives none */
export function closeLine(count: number, digest = ''): Buffer {
  return Buffer.from(`\n${TOKEN} close ${count} 123${digest === '' ? '' : ` ${digest}`}\n`);
}

/** A whole bundle. */
export function bundleBytes(sections: readonly MadeSection[]): Buffer {
  return Buffer.concat([HEADER, ...sections.map(sectionBytes), closeLine(sections.length)]);
}

/** A stream of pieces of the given size. */
// eslint-disable-next-line @typescript-eslint/require-await -- a stream is asynchronous, also one that has all
export async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The same bytes with one bit the other way round. */
export function flipBit(bytes: Buffer, at: number, bit = 0): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
  return flipped;
}
