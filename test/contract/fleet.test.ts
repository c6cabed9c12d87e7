import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROBE } from '../../src/audit/collect-host.ts';
import type { FleetIndex } from '../../src/model/fleet.ts';
import { runCli } from '../support/cli.ts';
import { FAULTS, startSshFleet, type FleetMember, type SshFleet } from '../support/ssh-fleet.ts';

const member = (number: number, more: Partial<FleetMember> = {}): FleetMember => ({
  alias: `xs${number}${more.fault === undefined ? '' : `-${more.fault}`}`,
  recorded: 'untouched-6.2',
  number,
  ...more,
});

let folder = '';
let fleet: SshFleet;
let reach: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dom0-audit-fleet-'));
  fleet = await startSshFleet(
    [
      member(1),
      member(2, { recorded: 'customised-6.2' }),
      member(3),
      // Its xapi does not answer.
      member(4, { recorded: 'troubled-6.5' }),
      ...FAULTS.map((fault, index) => member(10 + index, { fault })),
      ...[21, 22, 23].map((number) =>
        member(number, {
          pool: [21, 22, 23, 24],
          recorded: number === 23 ? 'customised-6.2' : 'untouched-6.2',
        }),
      ),
      member(24, { pool: [21, 22, 23, 24], fault: 'refused' }),
    ],
    join(folder, 'hosts'),
    PROBE.text,
  );
  reach = [
    '--batch',
    '--ssh-config',
    fleet.sshConfig,
    '--password-file',
    fleet.passwordFile,
    '--retries',
    '0',
  ];
});
afterAll(async () => {
  await fleet.close();
  await rm(folder, { recursive: true });
});

async function indexOf(out: string): Promise<FleetIndex> {
  return JSON.parse(await readFile(join(out, 'index.json'), 'utf8')) as FleetIndex;
}

const states = (index: FleetIndex): Record<string, string> =>
  Object.fromEntries(
    index.hosts.map((host) => [host.name, host.status === 'failed' ? host.code : host.status]),
  );

describe('many hosts', () => {
  test('broken ones leave the others untouched, and each is in the roll-up with its reason', async () => {
    const out = join(folder, 'faults');
    const { code, stdout, stderr } = await runCli([
      'audit',
      'xs?',
      'xs1?-*',
      ...reach,
      '--host-timeout',
      '8',
      '--out',
      out,
    ]);

    expect(stdout).toBe(`${out}\n`);
    expect(code).toBe(2);
    const index = await indexOf(out);
    expect(states(index)).toEqual({
      xs1: 'done',
      'xs10-refused': 'ssh-refused',
      'xs11-silent': 'host-timeout',
      'xs12-wrong-key': 'ssh-host-key-changed',
      'xs13-cut': 'done',
      'xs14-no-xenserver': 'not-xenserver',
      xs2: 'done',
      xs3: 'done',
      xs4: 'done',
    });
    expect(stderr).toContain('xs10-refused: not audited: ');
    // What came before the cut is in a report, and the report says what is missing.
    const cut = index.hosts.find(({ name }) => name === 'xs13-cut');
    expect(cut).toMatchObject({ verdict: 'incomplete' });
    for (const host of index.hosts)
      if (host.status === 'done')
        expect((await stat(join(out, host.folder, 'report.html'))).isFile()).toBe(true);
    await promisify(execFile)('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: out });
  });

  test('--resume does only what is missing or failed', async () => {
    const out = join(folder, 'resumed');
    await writeFile(join(folder, 'some'), 'xs1\nxs10-refused # down\n');
    await runCli(['audit', '--hosts', join(folder, 'some'), ...reach, '--out', out]);
    const before = (await stat(join(out, 'xs1', 'report.html'))).mtimeMs;

    const { stderr } = await runCli(['audit', '--hosts', '-', ...reach, '--resume', out], {
      input: Buffer.from('xs1\nxs10-refused\nxs3\n'),
    });

    expect(stderr).toContain('1 hosts are done already; 2 are left.');
    expect(states(await indexOf(out))).toEqual({ xs1: 'done', 'xs10-refused': 'ssh-refused', xs3: 'done' });
    expect((await stat(join(out, 'xs1', 'report.html'))).mtimeMs).toBe(before);
  });

  test('hosts come from an Ansible inventory as well, and a mistake in it stops the run before any host is asked', async () => {
    const inventory = join(folder, 'inventory.ini');
    await writeFile(inventory, '[dom0]\nxs[1:3]\n[other]\nxs10-refused\n');
    const out = join(folder, 'ansible');
    const { code } = await runCli([
      'audit',
      '--ansible-inventory',
      inventory,
      '--limit',
      'dom0',
      ...reach,
      '--out',
      out,
    ]);
    expect(code).not.toBe(2);
    expect(Object.keys(states(await indexOf(out)))).toEqual(['xs1', 'xs2', 'xs3']);

    await writeFile(inventory, '[dom0]\nxs[3:1]\nxs1 nonsense\n');
    const bad = await runCli([
      'audit',
      '--ansible-inventory',
      inventory,
      ...reach,
      '--out',
      join(folder, 'bad'),
    ]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('line 2');
    expect(bad.stderr).toContain('line 3');
    await expect(readdir(join(folder, 'bad'))).rejects.toThrow();
  });

  test('Ctrl-C keeps what is done, and the rest is listed as not done', async () => {
    const out = join(folder, 'interrupted');
    const main = join(import.meta.dirname, '../../dist/cli/main.js');
    const child = spawn(process.execPath, [
      main,
      'audit',
      'xs1',
      'xs11-silent',
      'xs3',
      ...reach,
      '--concurrency',
      '2',
      '--out',
      out,
    ]);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      // The silent host still holds its place when the other two are done.
      if (/^xs1: ready/m.test(said) && /^xs3: ready/m.test(said) && !child.killed) child.kill('SIGINT');
    });
    const code = await new Promise((done) => child.once('exit', done));

    expect(code).toBe(2);
    expect(states(await indexOf(out))).toEqual({ xs1: 'done', 'xs11-silent': 'cancelled', xs3: 'done' });
    expect(said).toContain('--resume');
  });
});

describe('a pool', () => {
  test('is found by one of its hosts, audited whole, and rolled up; a member that is down is no go', async () => {
    const out = join(folder, 'pool');
    const { code } = await runCli(['audit', '--pool', 'xs21', ...reach, '--out', out]);

    expect(code).toBe(2);
    const index = await indexOf(out);
    expect(index.hosts.map(({ name, status }) => [name, status])).toEqual([
      ['xs-0022z', 'done'],
      ['xs-0023z', 'done'],
      ['xs-0024z', 'failed'],
      ['xs21', 'done'],
    ]);
    const [pool] = index.pools;
    expect(pool?.order.map(({ name, role, go }) => [name, role, go])).toEqual([
      ['xs-0021z', 'master', expect.any(String)],
      ['xs-0022z', 'member', expect.any(String)],
      ['xs-0023z', 'member', expect.any(String)],
      ['xs-0024z', 'member', 'unknown'],
    ]);
    // The customised one stands out.
    expect(pool?.odd.some(({ sentence }) => sentence.startsWith('Only xs-0023z has the '))).toBe(true);
  });

  test('of which the host does not say the members is no whole job, and it is told', async () => {
    const out = join(folder, 'blind');
    const { code, stderr } = await runCli(['audit', '--pool', 'xs4', ...reach, '--out', out]);

    expect(code).toBe(2);
    expect(stderr).toContain('xs4 does not say which hosts are in its pool');
    expect(states(await indexOf(out))).toEqual({ xs4: 'done' });
  });
});
