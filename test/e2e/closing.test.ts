import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CompareDocument } from '../../src/model/compare.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import type { VerifyDocument } from '../../src/model/verify.ts';
import { runCli } from '../support/cli.ts';

const BUNDLE = new URL('../../fixtures/hosts/demo/host.bundle', import.meta.url).pathname;
const AT = ['--at', '2016-06-05T01:00:00Z'];

let folder = '';
let before = '';
/** The same host, made to say that it runs the target, with one lost file back and one service off. */
let after = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dom0-audit-closing-'));
  before = join(folder, 'before');
  await runCli([
    'audit',
    '--bundle',
    BUNDLE,
    '--out',
    before,
    '--ticket',
    'CHG0012345',
    '--title',
    'Upgrade',
  ]);
  const inventory = JSON.parse(
    gunzipSync(await readFile(join(before, 'inventory.json.gz'))).toString('utf8'),
  ) as Inventory;
  after = join(folder, 'after.json');
  await writeFile(after, JSON.stringify(upgraded(inventory)));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function upgraded(inventory: Inventory): Inventory {
  return {
    ...inventory,
    host: { ...inventory.host, version: '7.0.0' },
    sections: Object.fromEntries(
      Object.entries(inventory.sections).map(([collector, section]) => [
        collector,
        {
          ...section,
          items: section.items
            .filter(({ id }) => id !== 'file:/opt/site/export.sh')
            .map((item) =>
              item.id === 'service:nrpe' ? { ...item, running: false, enabledRunlevels: [] } : item,
            ),
        },
      ]),
    ),
  };
}

describe('verify', () => {
  const verify = (...more: string[]) =>
    runCli(['verify', '--against', before, '--inventory', after, ...AT, ...more]);

  test('writes the closing report, says what is not back, and exits with 1', async () => {
    const out = join(folder, 'verify');

    const { code, stdout, stderr } = await verify('--out', out);

    expect(code).toBe(1);
    expect(stdout.trim()).toBe(out);
    expect(stderr).toContain('NOT CLOSED');
    const document = JSON.parse(await readFile(join(out, 'verify.json'), 'utf8')) as VerifyDocument;
    expect(document).toMatchObject({ schema: 'dom0-audit/verify@1', ticket: 'CHG0012345', outcome: 'open' });
    expect(document.items.filter(({ closing }) => closing === 'missing').map(({ id }) => id)).toEqual([
      'file:/opt/site/export.sh',
      'service:nrpe',
    ]);
    for (const name of ['verify.html', 'verify.md', 'verify.json', 'SHA256SUMS'])
      expect((await stat(join(out, name))).mode & 0o777, name).toBe(0o600);
    expect(await readFile(join(out, 'verify.md'), 'utf8')).toContain('CHG0012345 – Upgrade');
  });

  test('right after the upgrade also tells what was foretold wrongly, with names replaced', async () => {
    const out = join(folder, 'early');

    await verify('--out', out, '--before-restore');

    const text = await readFile(join(out, 'mispredictions.json'), 'utf8');
    expect(text).toContain('"foretold":"lost"');
    expect(text).not.toContain('lab-dom0');
    expect(text).not.toContain('5f1c2d6e-3b0a-4c57-9a3e-0c1d2e3f4a5b');
  });

  test('exits with 0 once everything is back or dropped on purpose', async () => {
    const dropped = join(folder, 'dropped.yaml');
    await writeFile(
      dropped,
      'dropped:\n  - { item: /opt/site/export.sh, reason: Retired., approver: board }\n  - { item: service:nrpe, reason: Retired., approver: board }\n',
    );

    const { code, stderr } = await verify('--out', join(folder, 'closed'), '--dropped', dropped);

    expect(stderr).toContain('CLOSED');
    expect(code).toBe(0);
  });

  test('makes the same files again from the same inputs', async () => {
    await verify('--out', join(folder, 'one'));
    await verify('--out', join(folder, 'two'));

    expect(await readFile(join(folder, 'one', 'SHA256SUMS'), 'utf8')).toBe(
      await readFile(join(folder, 'two', 'SHA256SUMS'), 'utf8'),
    );
  });

  test.each([
    ['no audit', ['verify', 'host'], '--against'],
    ['no host', ['verify', '--against', 'X'], 'X'],
    ['a folder that is no audit', ['verify', 'host', '--against', '/nonexistent'], '/nonexistent'],
    ['an unknown format', ['verify', '--against', 'X', '--format', 'docx'], 'docx'],
  ])('%s is exit 2, with a sentence', async (_, args, said) => {
    const { code, stderr } = await runCli(args);

    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('leaves the folder of the audit as it was approved', async () => {
    const { code, stderr } = await verify('--out', before);

    expect(code).toBe(2);
    expect(stderr).toContain('stays as it was approved');
  });

  test('does not tell a host apart that was not upgraded as closed', async () => {
    const { code, stderr } = await runCli([
      'verify',
      '--against',
      before,
      '--inventory',
      join(before, 'inventory.json.gz'),
      '--out',
      join(folder, 'same'),
    ]);

    expect(stderr).toContain('has not been upgraded');
    expect(code).toBe(2);
  });
});

describe('compare', () => {
  test('says nothing of an audit and itself, and exits with 0', async () => {
    const { code, stdout } = await runCli(['compare', before, before, ...AT]);

    expect(code).toBe(0);
    expect(stdout).toContain('NO DIFFERENCE');
  });

  test('says on the terminal what differs, writes the files asked for, and exits with 1', async () => {
    const out = join(folder, 'compare');

    const { code, stdout } = await runCli([
      'compare',
      before,
      after,
      ...AT,
      '--out',
      out,
      '--format',
      'html,json',
    ]);

    expect(code).toBe(1);
    expect(stdout).toContain('/opt/site/export.sh');
    expect(stdout).toMatch(/enabledRunlevels|runlevels: /);
    const document = JSON.parse(await readFile(join(out, 'compare.json'), 'utf8')) as CompareDocument;
    expect(document).toMatchObject({ schema: 'dom0-audit/compare@1', scope: 'one-host', isDifferent: true });
    expect(document.counts.gone).toBeGreaterThan(0);
    await expect(stat(join(out, 'compare.md'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('prints the document with --json', async () => {
    const { stdout } = await runCli(['compare', before, after, ...AT, '--json', '--scope', 'two-hosts']);

    expect(JSON.parse(stdout)).toMatchObject({ scope: 'two-hosts', comparedAt: '2016-06-05T01:00:00Z' });
  });
});
