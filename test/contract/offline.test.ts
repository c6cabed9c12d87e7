import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROBE } from '../../src/audit/collect-host.ts';
import type { FleetIndex } from '../../src/model/fleet.ts';
import type { ReportDocument } from '../../src/model/report-document.ts';
import { readBundle, type Bundle } from '../../src/probe/bundle.ts';
import { buildLab, compareListings, DRIFTS, STOCK_SECRETS, type Lab } from '../lab/index.ts';
import { flipBit, inPieces } from '../support/bundles.ts';
import { runCli } from '../support/cli.ts';
import { describeWithLab } from '../support/lab.ts';

let folder = '';
let lab: Lab;
let changes: readonly string[] = [];
let mode = '';
let said = '';
let bytes = Buffer.alloc(0);
let bundle: Bundle;

/** Types a line into a shell of root on the host that dom0-audit cannot reach. */
function byHand(line: string): string {
  const { status, stderr } = lab.exec(`cd /root && ${line}`);
  expect(status, stderr).toBe(0);
  return stderr;
}

async function audit(name: string, content: Buffer) {
  writeFileSync(join(folder, name), content);
  const out = join(folder, `${name}-report`);
  const result = await runCli(['audit', '--bundle', name, '--out', out], { cwd: folder });
  const file = (report: string): string => readFileSync(join(out, report), 'utf8');
  return { ...result, file };
}

function section(part: string): { readonly begin: number; readonly end: number } {
  const begin = bytes.indexOf(`\n${bundle.token} begin ${part} `);
  const end = bytes.indexOf(`\n${bundle.token} begin `, begin + 1);
  expect(begin).toBeGreaterThan(0);
  expect(end).toBeGreaterThan(begin);
  return { begin, end };
}

describeWithLab('a bundle that is made by hand', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dom0-audit-offline-'));
    lab = await buildLab({ drifts: ['users', 'secrets'] });
    const { stdout } = await runCli(['probe']);
    lab.exec('cat > /root/probe.sh', stdout);
    const before = lab.listing();
    said = byHand('umask 077; sh probe.sh > host.bundle');
    changes = compareListings(before, lab.listing());
    mode = lab.exec('find /root/host.bundle -printf %m').stdout.toString();
    bytes = readFileSync(join(lab.root, 'root', 'host.bundle'));
    bundle = await readBundle(inPieces(bytes, 65_536));
  });
  afterAll(async () => {
    await lab.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is one file, made by the shell and readable by root alone; the program makes none', () => {
    expect(changes.filter((line) => !line.startsWith('changed /root:'))).toEqual([
      'created /root/host.bundle',
    ]);
    expect(mode).toBe('600');
    expect(said).toBe('');
  });

  test('is said to be open to others where the shell made it so', () => {
    const words = byHand('umask 022; sh probe.sh > open.bundle');

    expect(words).toContain('others on this host may read the file');
    expect(words).toContain('umask 077');
  });

  test('is whole, and says how it was made', () => {
    expect(bundle).toMatchObject({ complete: true, problems: [] });
    expect(bundle.header).toMatchObject({ by: 'hand', user: 'root', uid: 0, sudo: null, from: null });
    expect(bundle.header.shell).toMatch(/^bash \d/);
    expect(bundle.header.program).toBe(PROBE.sha256);
  });

  test('holds no hash of a password and no private key', () => {
    const secrets = [
      ...STOCK_SECRETS,
      ...DRIFTS.filter(({ name }) => ['users', 'secrets'].includes(name)).flatMap(
        (drift) => drift.secrets ?? [],
      ),
    ];
    const sent = Buffer.concat(
      bundle.sections.flatMap(({ stdout, stderr }) => [stdout, Buffer.from(stderr)]),
    ).toString('latin1');
    const shadow = readFileSync(join(lab.root, 'etc', 'shadow'), 'utf8').match(/\$1\$[^:\n]+/g) ?? [];

    expect(shadow.length).toBeGreaterThan(0);
    for (const secret of [...secrets, ...shadow]) expect(sent.includes(secret), secret).toBe(false);
    // The line that a key begins with may be there, but nothing of the key behind it.
    expect(sent).not.toMatch(/-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/=]{20}/);
  });

  test('is audited here, and the report says how it was made', async () => {
    const { stderr, file } = await audit('host.bundle', bytes);

    const [host] = (JSON.parse(file('report.json')) as ReportDocument).hosts;
    expect(host?.collection).toMatchObject({
      source: 'bundle',
      complete: true,
      probeSha256: PROBE.sha256,
      connection: {
        madeBy: 'hand',
        runAs: 'root',
        programVersion: expect.stringContaining('this version') as string,
      },
    });
    expect(file('report.html')).toMatch(/Bundle made by<[^>]*>[\s\S]{0,80}hand/);
    expect(stderr).not.toContain('bundle:');
  });

  test.each<[string, () => Buffer, RegExp]>([
    [
      'a bit is flipped in packed data',
      () => flipBit(bytes, section('files root').begin + 200),
      /Section files root: its data is damaged/,
    ],
    [
      'a section is taken out',
      () => {
        const { begin, end } = section('users accounts');
        return Buffer.concat([bytes.subarray(0, begin), bytes.subarray(end)]);
      },
      /altered or damaged: it says that it has \d+ sections, but \d+ were found/,
    ],
    [
      'the header is edited',
      () => Buffer.from(bytes.toString('latin1').replace('\ndeep 0\n', '\ndeep 1\n'), 'latin1'),
      /altered or damaged: the lines around its sections/,
    ],
    [
      'another one is added to the file',
      () => Buffer.concat([bytes, bytes]),
      /another bundle follows in the same file/,
    ],
    ['it is cut', () => bytes.subarray(0, bytes.length >> 1), /cut off: it ends before its closing line/],
  ])('is said not to be whole, on the terminal and in the report, when %s', async (name, change, words) => {
    const { code, stderr, file } = await audit(`${name.replaceAll(' ', '-')}.bundle`, change());

    expect(code).toBe(2);
    expect(stderr).toMatch(words);
    expect(file('report.md').replaceAll(/\\(?=\W)/g, '')).toMatch(words);
    expect(file('report.html')).toMatch(words);
    expect(JSON.parse(file('report.json'))).toMatchObject({ hosts: [{ collection: { complete: false } }] });
  });

  test('is refused when the program did not run as root', async () => {
    lab.exec('chmod 755 /root; chmod 644 /root/probe.sh');
    const { stdout } = lab.exec("su -s /bin/sh labadmin -c 'sh /root/probe.sh'");
    writeFileSync(join(folder, 'user.bundle'), stdout);

    const { code, stderr } = await runCli(['audit', '--bundle', 'user.bundle'], { cwd: folder });

    expect(code).toBe(2);
    expect(stderr).toContain('not as root');
    expect(stderr).toContain('sudo sh probe.sh');
  });

  test('is one of many in a roll-up, which says which are not whole', async () => {
    writeFileSync(join(folder, 'one.bundle'), bytes);
    writeFileSync(join(folder, 'two.bundle'), bytes.subarray(0, bytes.length - 10));
    const out = join(folder, 'many');

    const { code, stderr } = await runCli(['audit', '--bundle', 'one.bundle', 'two.bundle', '--out', out], {
      cwd: folder,
    });

    const index = JSON.parse(readFileSync(join(out, 'index.json'), 'utf8')) as FleetIndex;
    expect(code).toBe(2);
    expect(index.hosts.map(({ name, status }) => [name, status])).toEqual([
      ['one.bundle', 'done'],
      ['two.bundle', 'done'],
    ]);
    expect(stderr).toMatch(/two\.bundle: .*cut off: it ends before its closing line/);
    expect(stderr).not.toMatch(/one\.bundle: .*cut off/);
  });
});
