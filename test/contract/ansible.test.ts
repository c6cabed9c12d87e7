import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROBE } from '../../src/audit/collect-host.ts';
import type { FleetIndex } from '../../src/model/fleet.ts';
import { readBundle } from '../../src/probe/bundle.ts';
import { buildLab, compareListings, type Lab, type RunningLab, type TreeListing } from '../lab/index.ts';
import { inPieces } from '../support/bundles.ts';
import { MAIN, runCli } from '../support/cli.ts';
import { describeWithLab } from '../support/lab.ts';

const PLAY = fileURLToPath(new URL('../../contrib/ansible/audit.yml', import.meta.url));

/** What OpenSSH 4.3 needs of a client of today; the same lines are in contrib/ansible/README.md. */
const OLD =
  '-F none -o KexAlgorithms=+diffie-hellman-group14-sha1 -o HostKeyAlgorithms=+ssh-rsa -o PubkeyAcceptedAlgorithms=+ssh-rsa';

let folder = '';
const labs = new Map<
  string,
  { readonly lab: Lab; readonly running: RunningLab; readonly before: TreeListing }
>();
let silent: Server | undefined;
const waiting = new Set<Socket>();

async function addLab(name: string, drifts: readonly string[]): Promise<void> {
  const lab = await buildLab({ drifts });
  const running = await lab.start();
  labs.set(name, { lab, running, before: lab.listing() });
}

/** A server that takes connections and never says a word. */
async function silentPort(): Promise<number> {
  silent = createServer((socket) => {
    waiting.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => silent?.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

interface Play {
  readonly code: number | null;
  readonly output: string;
}

function play(settings: Readonly<Record<string, unknown>>, more: readonly string[] = []): Promise<Play> {
  const all = { dom0_audit_command: `${process.execPath} ${MAIN}`, ...settings };
  const args = [PLAY, '-i', join(folder, 'inventory.ini'), '-e', JSON.stringify(all), ...more];
  return new Promise((resolve, reject) => {
    const child = spawn('ansible-playbook', args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        HOME: folder,
        ANSIBLE_LOCAL_TEMP: join(folder, 'tmp'),
        ANSIBLE_NOCOLOR: '1',
        ANSIBLE_DEPRECATION_WARNINGS: 'false',
        ANSIBLE_TIMEOUT: '15',
        // No connection outlives its test.
        ANSIBLE_SSH_ARGS: '-C',
        LC_ALL: 'C.UTF-8',
      },
    });
    let output = '';
    const add = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, output });
    });
  });
}

describeWithLab(
  'the Ansible play',
  () => {
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'dom0-audit-ansible-'));
      await addLab('xs1', ['hostile-names']);
      await addLab('xs2', ['users', 'sudo-without-tty']);
      const known = [...labs.values()].map(({ running }) => running.knownHostsLine);
      writeFileSync(join(folder, 'known_hosts'), `${known.join('\n')}\n`);
      const closed = await silentPort();
      const line = (name: string, port: number, more = ''): string =>
        `${name} ansible_host=127.0.0.1 ansible_port=${port} ${more}`;
      const port = (name: string): number => labs.get(name)?.running.port ?? 0;
      const key = [...labs.values()][0]?.running.privateKeyPath ?? '';
      writeFileSync(
        join(folder, 'inventory.ini'),
        [
          '[dead]',
          line('down', 1),
          line('silent', closed),
          '[dom0]',
          line('xs1', port('xs1')),
          line('xs2', port('xs2'), 'ansible_user=labadmin ansible_become=true'),
          '[plain]',
          line('not-root', port('xs2'), 'ansible_user=labadmin'),
          '[all:vars]',
          'ansible_user=root',
          `ansible_ssh_private_key_file=${key}`,
          `ansible_ssh_common_args=${OLD} -o UserKnownHostsFile=${join(folder, 'known_hosts')}`,
          '',
        ].join('\n'),
      );
    });
    afterAll(async () => {
      for (const { lab } of labs.values()) await lab.remove();
      silent?.close();
      for (const socket of waiting) socket.destroy();
      rmSync(folder, { recursive: true, force: true });
    });

    test('brings the bundles of the hosts that answer, judges them, and says which did not', async () => {
      const dest = join(folder, 'bundles');

      // One at a time, the dead ones first: none of them may end the run.
      const { code, output } = await play(
        { dom0_audit_dest: dest, dom0_audit_hosts: 'dead:dom0', dom0_audit_serial: 1 },
        ['--forks', '1'],
      );

      expect(code, output).toBe(2);
      expect(output).toMatch(/2 not read: down: .*Connection refused.* \| silent: .*timed out/);
      expect(readdirSync(dest).filter((name) => name.endsWith('.bundle'))).toEqual([
        'xs1.bundle',
        'xs2.bundle',
      ]);
      for (const [name, { lab, before }] of labs) {
        const path = join(dest, `${name}.bundle`);
        const bytes = readFileSync(path);
        // Complete: every section has the digest of its packing, and the closing line that of the rest.
        const bundle = await readBundle(inPieces(bytes, 65_536));
        expect(bundle).toMatchObject({ complete: true, problems: [], bytesReceived: bytes.length });
        expect(bundle.noise).toHaveLength(0);
        expect(bundle.header).toMatchObject({ by: 'ansible', uid: 0, user: 'root', program: PROBE.sha256 });
        expect(bundle.header.sudo).toBe(name === 'xs2' ? 'labadmin' : null);
        expect(statSync(path).mode & 0o777).toBe(0o600);
        expect(compareListings(before, lab.listing()), name).toEqual([]);
      }
      expect(statSync(dest).mode & 0o777).toBe(0o700);
      const program = readFileSync(join(dest, 'probe.sh'));
      expect(createHash('sha256').update(program).digest('hex')).toBe(PROBE.sha256);

      const [report = ''] = readdirSync(dest).filter((name) => name.startsWith('report-'));
      const index = JSON.parse(readFileSync(join(dest, report, 'index.json'), 'utf8')) as FleetIndex;
      expect(index.hosts.map(({ status }) => status)).toEqual(['done', 'done']);
      expect(output).toContain(report);
    });

    test('gives the settings to the program, and removes the bundle of a host that fails this time', async () => {
      const dest = join(folder, 'settings');
      // From where it is started, not from where the play lies.
      const wanted = { dom0_audit_dest: dest, dom0_audit_judge: false };

      const good = await play({
        ...wanted,
        dom0_audit_hosts: 'xs1',
        dom0_audit_deep: true,
        dom0_audit_content_limit: 1000,
      });
      const bundle = await readBundle(inPieces(readFileSync(join(dest, 'xs1.bundle')), 65_536));
      const bad = await play({ ...wanted, dom0_audit_hosts: 'xs1', dom0_audit_content_limit: '1; reboot' });

      expect(good.code, good.output).toBe(0);
      expect(bundle.header).toMatchObject({ deep: true, contentLimit: 1000 });
      expect(readdirSync(dest)).not.toContain('report');
      expect(bad.code).toBe(2);
      expect(bad.output).toContain('content_limit: a number of bytes is needed');
      expect(readdirSync(dest)).toEqual(['probe.sh']);
    });

    test('of a host where it is not root brings a bundle that audit refuses, with what to do', async () => {
      const dest = join(folder, 'plain');

      const { code, output } = await play({
        dom0_audit_dest: dest,
        dom0_audit_hosts: 'plain',
        dom0_audit_judge: false,
      });
      const audit = await runCli(['audit', '--bundle', join(dest, 'not-root.bundle')], { cwd: folder });

      expect(code).toBe(2);
      expect(output).toContain('not as root');
      expect(audit.code).toBe(2);
      expect(audit.stderr).toContain('not as root');
    });

    test('ends the wait for a host at the time that it was given', async () => {
      const dest = join(folder, 'slow');

      const { code, output } = await play({
        dom0_audit_dest: dest,
        dom0_audit_hosts: 'silent',
        dom0_audit_timeout: 2,
      });

      expect(code).toBe(2);
      expect(output).toMatch(/1 not read: silent: .*expected time frame \(2\)/);
    });

    test('says what a host answered that is no bundle, and does nothing in check mode', async () => {
      const shell = labs.get('xs1')?.lab;
      shell?.exec('echo "echo This host is being moved; exit 3" > /root/.bashrc');
      try {
        const dest = join(folder, 'noise');
        const wanted = { dom0_audit_dest: dest, dom0_audit_hosts: 'xs1', dom0_audit_judge: false };

        const check = await play(wanted, ['--check']);
        expect(check.code, check.output).toBe(0);
        expect(readdirSync(folder)).not.toContain('noise');

        const { code, output } = await play(wanted);

        expect(code).toBe(2);
        expect(output).toContain('The host sent no bundle. Exit status 3: This host is being moved');
      } finally {
        shell?.exec('rm /root/.bashrc');
      }
    });
  },
  ['ansible-playbook'],
);
