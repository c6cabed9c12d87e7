import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dom0-audit-e2e-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('what the command line says', () => {
  test.each([
    [['--help'], 'audit'],
    [['audit', '--help'], '--fail-on'],
    [['probe', '--help'], 'host.bundle'],
    [['explain', '--help'], 'multipath.conf'],
    [['rules', '--help'], 'test'],
    [['demo', '--help'], '--out'],
    [['--version'], '0.'],
  ])('%j succeeds and says %j', async (args, said) => {
    const { code, stdout } = await runCli(args);

    expect(code).toBe(0);
    expect(stdout).toContain(said);
  });

  test.each([
    ['no host', ['audit'], 'no host'],
    ['an unknown option', ['audit', '--nonsense', 'x'], 'nonsense'],
    ['an unknown command', ['nonsense'], 'nonsense'],
    ['an unknown target release', ['audit', '--to', '99.9', 'x'], '99.9'],
    ['an unknown format', ['audit', '--format', 'docx', 'x'], 'docx'],
    ['a severity that is none', ['audit', '--fail-on', 'fatal', 'x'], 'fatal'],
    ['a bundle that is not there', ['audit', '--bundle', '/nonexistent/bundle'], '/nonexistent/bundle'],
    [
      'an inventory that is not there',
      ['audit', '--inventory', '/nonexistent/inventory'],
      '/nonexistent/inventory',
    ],
    ['an unknown rule', ['rules', 'show', 'nonsense'], 'nonsense'],
  ])('%s is exit 2, with a sentence and without a stack', async (_, args, said) => {
    const { code, stderr } = await runCli(args);

    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('a bundle that is none is said to be none', async () => {
    const path = join(folder, 'noise');
    await writeFile(path, 'hello\n'.repeat(100));

    const { code, stderr } = await runCli(['audit', '--bundle', path, '--out', join(folder, 'none')]);

    expect(code).toBe(2);
    expect(stderr).toContain('bundle');
  });

  test('the probe is printed whole, the same each time, and says how it is run by hand', async () => {
    const first = await runCli(['probe']);
    const second = await runCli(['probe']);

    expect(first.code).toBe(0);
    expect(first.stdout).toBe(second.stdout);
    expect(first.stdout).toContain('sh probe.sh > host.bundle');
  });

  test('a mistake in a rule file of the user is told with line and column, all at once', async () => {
    const path = join(folder, 'site.yaml');
    await writeFile(path, 'rules:\n  - id: Bad Id\n    title: x\n  - id: second\n    severity: fatal\n');

    const { code, stderr } = await runCli(['rules', 'check', path]);

    expect(code).toBe(1);
    expect(stderr).toMatch(/site\.yaml:2:\d+/);
    expect(stderr).toMatch(/site\.yaml:5:\d+/);
  });
});

describe('the demo', () => {
  test('audits a host over SSH and leaves a whole report behind', async () => {
    const out = join(folder, 'demo');

    const { code, stdout, stderr } = await runCli(['demo', '--out', out, '--ticket', 'CHG0012345']);

    expect(stderr).toContain('report.html');
    expect(code).toBe(0);
    expect(stdout.trim()).toBe(out);
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as {
      schema: string;
      ticket: string;
      hosts: { items: unknown[]; host: { hostname: string } }[];
    };
    expect(report.schema).toBe('dom0-audit/report@1');
    expect(report.ticket).toBe('CHG0012345');
    expect(report.hosts[0]?.items.length).toBeGreaterThan(20);
    expect((await stat(out)).mode & 0o777).toBe(0o700);
    for (const name of [
      'report.html',
      'report.md',
      'report.json',
      'items.csv',
      'findings.csv',
      'inventory.json.gz',
      'SHA256SUMS',
    ]) {
      expect((await stat(join(out, name))).mode & 0o777, name).toBe(0o600);
    }
  });

  test('is judged again from its inventory to the same bytes, and differently for another target', async () => {
    const out = join(folder, 'demo');
    const again = [
      'audit',
      '--inventory',
      join(out, 'inventory.json.gz'),
      '--judged-at',
      '2016-06-01T10:15:00Z',
      '--fail-on',
      'blocker',
    ];

    const first = await runCli([...again, '--out', join(folder, 'first')]);
    const second = await runCli([...again, '--out', join(folder, 'second')]);
    const other = await runCli([...again, '--to', '7.3', '--out', join(folder, 'other')]);

    expect([first.code, second.code, other.code].every((code) => code === 0 || code === 1)).toBe(true);
    for (const name of [
      'report.html',
      'report.md',
      'report.json',
      'items.csv',
      'findings.csv',
      'SHA256SUMS',
    ]) {
      const a = await readFile(join(folder, 'first', name));
      const b = await readFile(join(folder, 'second', name));
      expect(a.equals(b), name).toBe(true);
    }
    expect(await readFile(join(folder, 'other', 'report.json'), 'utf8')).toContain('"to": "7.3.0"');
  });

  test('explains an item of it', async () => {
    const { code, stdout } = await runCli(['explain', join(folder, 'demo'), '/root/.ssh/authorized_keys']);

    expect(code).toBe(0);
    expect(stdout).toContain('kept');
    expect(stdout).toContain('source');
  });
});
