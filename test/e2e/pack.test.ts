import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RELEASES } from '../../src/versions/releases.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
let folder = '';
let unpacked = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dom0-audit-pack-'));
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    stdio: 'pipe',
  });
  const [tarball = ''] = readdirSync(folder);
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', folder]);
  unpacked = join(folder, 'package');
  symlinkSync(join(ROOT, 'node_modules'), join(unpacked, 'node_modules'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the packed program brings along all that it reads, and does the whole job elsewhere', () => {
  const out = join(folder, 'report');

  const said = execFileSync(process.execPath, [join(unpacked, 'dist/cli/main.js'), 'demo', '--out', out], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  });

  expect(said.trim()).toBe(out);
  expect(readdirSync(out)).toContain('report.html');
});

test('the packed program prints its probe and passes the examples of its rules', () => {
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [join(unpacked, 'dist/cli/main.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });

  expect(run('probe')).toContain('part_files_root');
  expect(run('rules', 'test')).toContain(' 0 failed');
});

test('what the build has read of the rules ahead travels along, and is of these very files', () => {
  const known = JSON.parse(readFileSync(join(unpacked, 'dist/knowledge.json'), 'utf8')) as object;
  const texts = ['rules', 'stock'].flatMap((group) =>
    readdirSync(join(unpacked, 'data', group)).map((name) => join('data', group, name)),
  );
  const profiles = RELEASES.flatMap(({ profile }) => profile ?? []).map((id) => `data/releases/${id}.yaml`);

  const unknown = ['rules.yaml', ...texts, ...profiles].filter((name) => {
    const digest = createHash('sha256')
      .update(readFileSync(join(unpacked, name)))
      .digest('hex');
    return !(digest in known);
  });

  expect(texts.length).toBeGreaterThan(25);
  expect(unknown).toEqual([]);
});

test('no test, lab or bench travels with it', () => {
  const names = readdirSync(unpacked, { recursive: true })
    .map(String)
    .filter((name) => !name.startsWith('node_modules'));

  expect(names.filter((name) => /^(test|bench|src|scripts)\//.test(name))).toEqual([]);
});
