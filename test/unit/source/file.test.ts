import { Readable } from 'node:stream';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileSource } from '../../../src/source/file.ts';
import type { OpenSource } from '../../../src/source/source.ts';
import { testFolder, write } from '../../support/ssh/folder.ts';

const folder = testFolder();
const nothing = (): Readable => Readable.from([]);

async function read(source: OpenSource): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source.stdout) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a recorded bundle', () => {
  test('comes byte for byte from its file', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
    const run = await fileSource(write(folder, 'bundle', bytes), nothing()).open('program');

    expect((await read(run)).equals(bytes)).toBe(true);
    expect(await run.done).toEqual({ status: 0, lost: null, stderr: '' });
    expect(run.connection).toEqual({});
  });

  test('comes from standard input when the path is -', async () => {
    const run = await fileSource('-', Readable.from([Buffer.from('a'), 'b'])).open('');

    expect((await read(run)).toString()).toBe('ab');
    expect(await run.done).toMatchObject({ status: 0, lost: null });
  });

  test.each([
    ['a file that is not there', join(folder, 'gone')],
    ['a folder', folder],
  ])('cannot be opened from %s', async (_, path) => {
    await expect(fileSource(path, nothing()).open('')).rejects.toMatchObject({ code: 'bundle-unreadable' });
  });

  test('keeps what came before the stream broke', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from('half'));
      throw new Error('disk on fire');
    }
    const run = await fileSource('-', Readable.from(broken())).open('');

    expect((await read(run)).toString()).toBe('half');
    expect(await run.done).toMatchObject({
      status: null,
      lost: expect.stringContaining('disk on fire') as string,
    });
  });

  test('is done when the reader breaks off', async () => {
    const run = await fileSource(write(folder, 'long', 'x'.repeat(500_000)), nothing()).open('');
    for await (const chunk of run.stdout) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }

    expect(await run.done).toMatchObject({ status: null });
  });

  test('is done when it is closed before it is read', async () => {
    const run = await fileSource(write(folder, 'closed', 'x'), nothing()).open('');

    run.close();

    expect(await run.done).toMatchObject({ status: null });
  });
});
