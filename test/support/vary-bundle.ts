import { gzipSync } from 'node:zlib';
import { readBundle } from '../../src/probe/bundle.ts';

/** What makes one recorded host into another. */
export interface Variation {
  /** Texts that take the place of others everywhere; of the same length, so that sizes within sections hold. */
  readonly names: ReadonlyMap<string, string>;
  /** Changes what the pool database says, which has no sizes in it. */
  readonly xapi?: (text: string) => string;
}

/** Another host from a recorded bundle; what is not varied stays, so that hosts have much in common. */
export async function varyBundle(bundle: Buffer, { names, xapi }: Variation): Promise<Buffer> {
  const { token, sections, header } = await readBundle(oneChunk(bundle));
  for (const [from, to] of names)
    if (Buffer.byteLength(from) !== Buffer.byteLength(to))
      throw new RangeError(`${from} and ${to} differ in length`);
  const parts = sections.map(({ collector, part, stdout, status }) => {
    let text = stdout.toString('latin1');
    for (const [from, to] of names) text = text.replaceAll(from, to);
    if (collector === 'xapi' && xapi !== undefined) text = xapi(text);
    const output = Buffer.from(text, 'latin1');
    const body = Buffer.concat([
      output,
      Buffer.from(`\n${token} status ${status ?? '-'} ${output.length} 0\n`),
    ]);
    return Buffer.concat([
      Buffer.from(`\n${token} begin ${collector} ${part} 60 134217728 gzip\n`),
      gzipSync(body),
      Buffer.from(`\n${token} end ${collector} ${part} 5 0\n`),
    ]);
  });
  const head = [
    `dom0-audit-bundle 1 ${token}`,
    `${token} header`,
    `clock ${header.clock ?? ''}`,
    `uid ${header.uid ?? 0}`,
    `shell ${header.shell ?? 'sh'}`,
    `deep ${header.deep ? 1 : 0}`,
    `content-limit ${header.contentLimit ?? 0}`,
    `sections ${sections.length}`,
    '',
  ].join('\n');
  return Buffer.concat([
    Buffer.from(head),
    ...parts,
    Buffer.from(`\n${token} close ${sections.length} 100\n`),
  ]);
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream is asynchronous, also one that has all
async function* oneChunk(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
