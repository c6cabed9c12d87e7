import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeHead,
  endOfArchive,
  paddingOf,
  PLAIN_HEAD,
  type MemberHead,
} from '../../src/backup/tar-writer.ts';
import { ByteReader } from '../../src/fetch/byte-reader.ts';
import { SectionReader } from '../../src/fetch/section-reader.ts';
import { TarDamage } from '../../src/fetch/tar-header.ts';
import { readTar, type TarEntry } from '../../src/fetch/tar-reader.ts';
import { inPieces } from '../support/bundles.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
const pieces = fc.integer({ min: 1, max: 700 });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
/** Bytes that try to look like a mark. */
const hostile = fc
  .array(
    fc.oneof(
      bytes(40),
      fc.constantFrom('\n', `\n${TOKEN}`, `${TOKEN} `, '\n\n', 'taken 0\n').map((text) => Buffer.from(text)),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => Buffer.concat(parts))
  .filter((body) => !`${body.toString('latin1')}\n${TOKEN} `.slice(0, -1).includes(`\n${TOKEN} `));

describe('the stream of the fetch', () => {
  test('is taken apart as it was put together, however it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { maxLength: 5 }), pieces, async (bodies, size) => {
        const whole = Buffer.concat(
          bodies
            .flatMap((body, i) => [Buffer.from(`\n${TOKEN} part ${i}\n`), body])
            .concat(Buffer.from(`\n${TOKEN} end\n`)),
        );
        const reader = new SectionReader(inPieces(whole, size), TOKEN);
        for (const [i, body] of bodies.entries()) {
          expect((await reader.mark())?.words).toEqual(['part', String(i)]);
          expect((await reader.text(1e6)).bytes.equals(body)).toBe(true);
        }
        expect((await reader.mark())?.words).toEqual(['end']);
        expect(await reader.mark()).toBeNull();
      }),
      { numRuns: 150 },
    );
  });
});

const name = fc
  .uint8Array({ min: 1, max: 255, minLength: 1, maxLength: 200 })
  .map((array) => Buffer.from(array).map((byte) => (byte === 0x2f ? 0x2e : byte)))
  .map((array) => Buffer.concat([Buffer.from('root/x'), Buffer.from(array)]));
const member = fc.record({
  name,
  content: bytes(1500),
  mode: fc.nat({ max: 0o7777 }),
  uid: fc.oneof(fc.nat(), fc.constantFrom(0, 2_097_151, 2_097_152, 4_294_967_294)),
  gid: fc.nat(),
  mtime: fc.integer({ min: -2_000_000_000, max: 20_000_000_000 }),
  attributes: fc.dictionary(fc.constantFrom('user.a', 'user.b=c%', 'security.selinux'), bytes(20)),
});
type Made = typeof member extends fc.Arbitrary<infer T> ? T : never;

function archiveOf(members: readonly Made[]): Buffer {
  const parts = members.flatMap(({ content, ...head }) => [
    encodeHead({ ...PLAIN_HEAD, ...head, size: content.length } satisfies MemberHead),
    content,
    paddingOf(content.length),
  ]);
  return Buffer.concat([...parts, endOfArchive(parts.reduce((sum, part) => sum + part.length, 0))]);
}

async function readAll(archive: Buffer, size: number): Promise<{ entry: TarEntry; content: Buffer }[]> {
  const chunks = inPieces(archive, size)[Symbol.asyncIterator]();
  const reader = new ByteReader(async () => {
    const next = await chunks.next();
    return next.done === true ? null : Buffer.from(next.value);
  });
  const all: { entry: TarEntry; content: Buffer }[] = [];
  for await (const entry of readTar(reader)) {
    const parts: Buffer[] = [];
    for await (const part of entry.content()) parts.push(Buffer.from(part));
    all.push({ entry, content: Buffer.concat(parts) });
  }
  return all;
}

describe('an archive', () => {
  test('of names and contents of any bytes is read as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(member, { maxLength: 4 }), pieces, async (members, size) => {
        const read = await readAll(archiveOf(members), size);

        expect(
          read.map(({ entry, content }) => ({ ...pick(entry), content: content.toString('hex') })),
        ).toEqual(members.map((one) => ({ ...pick(one), content: one.content.toString('hex') })));
      }),
      { numRuns: 100 },
    );
  });

  test('of any bytes at all never makes the reader fail in another way than by saying that it is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(member, { minLength: 1, maxLength: 2 }),
        fc.nat(),
        fc.nat({ max: 255 }),
        async (members, at, value) => {
          const archive = archiveOf(members);
          archive[at % archive.length] = value;
          await readAll(archive, 512).catch((error: unknown) => {
            expect(error).toBeInstanceOf(TarDamage);
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  test.each([
    ['GNU tar', ['tar', '--numeric-owner']],
    ['the tar of busybox', ['busybox', 'tar']],
  ])('unpacks with %s to the same names and contents', (_, [command = '', ...args]) => {
    const folder = mkdtempSync(join(tmpdir(), 'dom0-audit-tar-'));
    try {
      const members = fc.sample(member, { numRuns: 60, seed: 7 });
      const unique = [
        ...new Map(
          members.map((one) => [
            one.name.toString('latin1'),
            { ...one, attributes: {}, uid: 0, mtime: 1e9, mode: 0o600 },
          ]),
        ).values(),
      ];
      writeFileSync(join(folder, 'a.tar'), archiveOf(unique));

      const { status } = spawnSync(command, [...args, '-xf', join(folder, 'a.tar'), '-C', folder]);

      expect(status).toBe(0);
      for (const one of unique) {
        const path = Buffer.concat([Buffer.from(`${folder}/`), one.name]);
        expect(readFileSync(path).equals(one.content), one.name.toString('latin1')).toBe(true);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function pick(head: Pick<MemberHead, 'name' | 'mode' | 'uid' | 'gid' | 'mtime'>): object {
  const { name: path, mode, uid, gid, mtime } = head;
  return { path: path.toString('hex'), mode, uid, gid, mtime };
}
