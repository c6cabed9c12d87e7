import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportDocument } from '../../src/model/report-document.ts';
import { buildLab, type Lab } from '../lab/index.ts';
import { runCli, type CliResult } from '../support/cli.ts';
import { describeWithLab } from '../support/lab.ts';
import { sshArguments } from '../support/ssh-arguments.ts';

describeWithLab('a backup on the command line', () => {
  let lab: Lab;
  let folder = '';
  let host: readonly string[] = [];

  beforeAll(async () => {
    lab = await buildLab({ drifts: ['unowned-scripts', 'hostile-names'] });
    const running = await lab.start();
    folder = mkdtempSync(join(tmpdir(), 'dom0-audit-e2e-backup-'));
    host = sshArguments(folder, running);
  });
  afterAll(async () => {
    await lab.remove();
    rmSync(folder, { recursive: true });
  });

  const run = (args: readonly string[]): Promise<CliResult> => runCli(args, { cwd: folder });

  test('is taken with an audit, over one login, and is in its report and its checksums', async () => {
    const audit = await run(['audit', ...host, '--backup', '--out', 'run', '--exclude', '/opt/hostile/**']);

    expect(audit.stderr).toMatch(/backup: backup.tar.gz, .* paths; SHA-256 [0-9a-f]{64}/);
    expect(audit.stderr).toMatch(/NOT ENCRYPTED/);
    expect(audit.stderr).toMatch(/left out: .*--exclude \/opt\/hostile/);
    expect([0, 1]).toContain(audit.code);
    const files = readdirSync(join(folder, 'run'));
    expect(files).toEqual(
      expect.arrayContaining(['backup.tar.gz', 'backup.manifest.json', 'report.html', 'SHA256SUMS']),
    );
    expect(statSync(join(folder, 'run', 'backup.tar.gz')).mode & 0o777).toBe(0o600);
    const sums = spawnSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: join(folder, 'run'), encoding: 'utf8' });
    expect(sums.stdout).toContain('backup.tar.gz: OK');
    expect(sums.status).toBe(0);
    const report = JSON.parse(readFileSync(join(folder, 'run', 'report.json'), 'utf8')) as ReportDocument;
    expect(report.hosts[0]?.backup).toMatchObject({ file: 'backup.tar.gz', encryptedTo: [] });
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('is checked: whole, and altered by one bit', async () => {
    const path = join(folder, 'run', 'backup.tar.gz');
    expect(await run(['backup', 'verify', path])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/whole; \d+ members/) as string,
    });

    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    const altered = join(folder, 'run', 'altered.tar.gz');
    writeFileSync(altered, bytes);
    const checked = await run(['backup', 'verify', altered]);

    expect(checked.code).toBe(1);
    expect(checked.stderr).toMatch(/SHA-256 of the file is not the one in the manifest/);
    expect(checked.stdout).toMatch(/NOT whole/);
  });

  test('alone, sealed for a key, opens with that key only', async () => {
    const secret = await generateX25519Identity();
    writeFileSync(join(folder, 'key.txt'), `${secret}\n`);
    writeFileSync(join(folder, 'keys'), `# ours\n${await identityToRecipient(secret)}\n`);

    const taken = await run(['backup', ...host, '--encrypt-to', 'keys', '--out', 'sealed']);

    expect(taken).toMatchObject({ code: 0, stdout: `${join(folder, 'sealed')}\n` });
    expect(taken.stderr).toMatch(/encrypted to one key/);
    expect(readdirSync(join(folder, 'sealed'))).toEqual(
      expect.arrayContaining(['SHA256SUMS', 'backup.manifest.json', 'backup.tar.gz.age']),
    );
    const path = join(folder, 'sealed', 'backup.tar.gz.age');
    expect((await run(['backup', 'verify', path, '--identity', join(folder, 'key.txt')])).code).toBe(0);
    expect(await run(['backup', 'verify', path])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is encrypted[\s\S]*--identity/) as string,
    });
  });

  test.each([
    [['audit', '--backup', '--inventory', 'x'], /live host only/],
    [['audit', 'xs1', '--exclude', '/x'], /none is wanted/],
    [['backup', 'xs1', '--encrypt-to', 'nothing-there'], /no public key of age/],
    [['backup', 'xs1', '--backup-file-limit', 'large'], /A size is needed/],
  ])('%j is refused in words', async (args, words) => {
    const { code, stderr } = await run(args);

    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });

  test('shows its program', async () => {
    const { stdout } = await run(['probe', '--fetch']);

    expect(stdout).toMatch(/^# dom0-audit: the fetch\.[\s\S]*fetch_main/);
  });
});
