import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyArchive } from '../../../src/backup/verify.ts';
import { madeManifest, writeArchive } from '../../support/backup-archive.ts';

const FILES = [
  { path: '/etc/one', content: Buffer.from('one\n'), attributes: { 'user.note': Buffer.from([0, 10, 255]) } },
  { path: `/opt/${'long/'.repeat(60)}name`, content: Buffer.alloc(70_000, 'x') },
  { path: '/empty', content: Buffer.alloc(0) },
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dom0-audit-verify-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('an archive', () => {
  test('that is as it was written is whole, and for its owner alone', async () => {
    const path = join(folder, 'whole.tar.gz');
    const outer = await writeArchive(path, FILES);

    expect(await verifyArchive(path, outer, null)).toMatchObject({ problems: [], members: 4 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('altered by one bit anywhere is found out, also without the manifest beside it', async () => {
    const path = join(folder, 'bits.tar.gz');
    const outer = await writeArchive(path, FILES);
    const whole = readFileSync(path);
    const unnoticed: string[] = [];
    // Time and system in the head of gzip, and the bits that fill the last byte of what it packed, say nothing of the content:
    // there the manifest beside it is needed.
    const isContent = (at: number): boolean => at > 10 && at !== whole.length - 9;
    for (let at = 0; at < whole.length; at += 7) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(path, bytes);
      if ((await verifyArchive(path, outer, null)).problems.length === 0) unnoticed.push(`${at} with`);
      if (isContent(at) && (await verifyArchive(path, null, null)).problems.length === 0)
        unnoticed.push(`${at} without`);
    }

    expect(unnoticed).toEqual([]);
  });

  test('that breaks off is found out, in words', async () => {
    const path = join(folder, 'cut.tar.gz');
    const outer = await writeArchive(path, FILES);
    writeFileSync(path, readFileSync(path).subarray(0, 200));

    const { problems } = await verifyArchive(path, outer, null);

    expect(problems.join('\n')).toMatch(/The file has 200 bytes; the manifest beside it says \d+/);
    expect(problems.join('\n')).toMatch(/damaged and cannot be read to its end/);
  });

  test.each([
    ['lacks a member', FILES.slice(1), madeManifest(FILES), /root\/etc\/one is missing in the archive/],
    [
      'has a member too many',
      FILES,
      madeManifest(FILES.slice(1)),
      /root\/etc\/one is in the archive, but not in its manifest/,
    ],
    [
      'has a member twice',
      [...FILES, ...FILES.slice(0, 1)],
      madeManifest(FILES),
      /root\/etc\/one is in the archive twice/,
    ],
    [
      'has another content',
      [{ path: '/etc/one', content: Buffer.from('two\n') }],
      madeManifest([{ path: '/etc/one', content: Buffer.from('one\n') }]),
      /root\/etc\/one is not what was taken/,
    ],
    [
      'has another mode',
      FILES,
      madeManifest([], { entries: madeManifest(FILES).entries.map((entry) => ({ ...entry, mode: '0644' })) }),
      /has another mode than the manifest says: 0640 instead of 0644/,
    ],
    [
      'has other attributes',
      FILES,
      madeManifest([], {
        entries: madeManifest(FILES).entries.map((entry) => ({ ...entry, attributes: {} })),
      }),
      /root\/etc\/one has other extended attributes/,
    ],
  ])('that %s is found out', async (name, files, inner, problem) => {
    const path = join(folder, `${name}.tar.gz`);
    const outer = await writeArchive(path, files, { inner });

    expect((await verifyArchive(path, outer, null)).problems.join('\n')).toMatch(problem);
  });

  test('with the manifest of another one beside it is found out', async () => {
    const path = join(folder, 'other.tar.gz');
    const outer = await writeArchive(path, FILES);

    const { problems } = await verifyArchive(path, { ...outer, ticket: 'CHG1' }, null);

    expect(problems).toEqual(['The manifest in the archive is not the one beside it.']);
  });
});

describe('an encrypted archive', () => {
  test('opens with its secret key, not with another one, and one bit of it is found out', async () => {
    const path = join(folder, 'sealed.tar.gz.age');
    const [mine, other] = [await generateX25519Identity(), await generateX25519Identity()];
    const outer = await writeArchive(path, FILES, { recipients: [await identityToRecipient(mine)] });
    const key = join(folder, 'key.txt');
    writeFileSync(key, `# made for a test\n${mine}\n`);
    writeFileSync(join(folder, 'other.txt'), `${other}\n`);

    expect((await verifyArchive(path, outer, key)).problems).toEqual([]);
    await expect(verifyArchive(path, outer, join(folder, 'other.txt'))).rejects.toMatchObject({
      code: 'identity-wrong',
    });
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect((await verifyArchive(path, null, key)).problems.join('\n')).toMatch(/damaged and cannot be read/);
  });
});
