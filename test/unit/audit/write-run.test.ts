import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultFolder } from '../../../src/audit/run-files.ts';
import { writeRun } from '../../../src/audit/write-run.ts';
import { piecesOf } from '../../../src/lib/pieces.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dom0-audit-write-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const FILES = [{ name: 'report.md', content: 'hello\n' }];

test('a new folder is readable by its owner only, and holds the sums of its files', async () => {
  const target = await writeRun(join(folder, 'a', 'run'), FILES);

  expect((await stat(target)).mode & 0o777).toBe(0o700);
  expect((await stat(join(target, 'report.md'))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(target, 'SHA256SUMS'), 'utf8')).toBe(
    '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  report.md\n',
  );
});

test('a text in pieces is written whole, with its sum', async () => {
  const line = `${'ä'.repeat(1_000)}\n`;
  const content = piecesOf(function* () {
    for (let at = 0; at < 300; at++) yield `${at} ${line}`;
  });

  const target = await writeRun(join(folder, 'run'), [{ name: 'items.csv', content }]);

  const written = await readFile(join(target, 'items.csv'), 'utf8');
  expect(written).toBe(Array.from({ length: 300 }, (_, at) => `${at} ${line}`).join(''));
  expect(written).toBe(String(content));
  expect(await readFile(join(target, 'SHA256SUMS'), 'utf8')).toBe(
    `${createHash('sha256').update(written).digest('hex')}  items.csv\n`,
  );
});

test('a text that cannot be made to its end leaves no part of it behind', async () => {
  const content = piecesOf(function* () {
    yield 'x'.repeat(100_000);
    throw new Error('no more');
  });
  await mkdir(join(folder, 'old'));

  for (const name of ['new', 'old'])
    await expect(writeRun(join(folder, name), [{ name: 'items.csv', content }])).rejects.toThrow('no more');

  expect(await readdir(folder, { recursive: true })).toEqual(['old']);
});

test('in a folder that is there, files are replaced whole and others are left alone', async () => {
  const target = join(folder, 'run');
  await mkdir(target);
  await writeFile(join(target, 'report.md'), 'old');
  await writeFile(join(target, 'mine.txt'), 'mine');

  await writeRun(target, FILES);

  expect(await readFile(join(target, 'report.md'), 'utf8')).toBe('hello\n');
  expect((await readdir(target)).sort()).toEqual(['SHA256SUMS', 'mine.txt', 'report.md']);
});

test('what cannot be written is said with the folder, and leaves nothing behind', async () => {
  await writeFile(join(folder, 'file'), '');

  await expect(writeRun(join(folder, 'file', 'run'), FILES)).rejects.toMatchObject({
    code: 'output-unwritable',
  });
  expect(await readdir(folder)).toEqual(['file']);
});

test.each([
  ['xs1.example.net', 'dom0-audit-xs1.example.net-20160601T101500Z'],
  ['../../etc', 'dom0-audit-_.._etc-20160601T101500Z'],
  ['a b\n<c>', 'dom0-audit-a_b_c_-20160601T101500Z'],
  ['', 'dom0-audit-host-20160601T101500Z'],
])('the folder for the host %j is %s', (host, name) => {
  expect(defaultFolder(host, '2016-06-01T10:15:00Z')).toBe(name);
});
