import { createHash } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { Series } from '../face/face.ts';
import type { LabKeys } from '../runtime/keys.ts';
import { startInNamespace, type NamespacePlaces } from './namespace.ts';
import { sshdConfig, type SshdOptions } from './sshd-config.ts';

export type StartOptions = Omit<SshdOptions, 'port'> & {
  /** Default: a free one. */
  readonly port?: number;
};

/** A host that answers. */
export interface RunningLab {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: 'root';
  /** Opens root's account. */
  readonly privateKeyPath: string;
  /** Line for a known_hosts file: `[127.0.0.1]:PORT ssh-rsa …`. */
  readonly knownHostsLine: string;
  /** `SHA256:…` of the RSA host key. */
  readonly hostKeyFingerprint: string;
  /** Process 1 of its namespace, as this machine numbers it. */
  readonly pid: number;
  /** What sshd said so far. */
  serverLog(): string;
  /** Ends the server and everything that was started through it. */
  stop(): Promise<void>;
}

const ATTEMPTS = 5;
const PATIENCE_MS = 15_000;

export async function startServer(
  places: NamespacePlaces,
  keys: LabKeys,
  options: StartOptions,
  series: Series,
): Promise<RunningLab> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    try {
      return await startOn(places, keys, options, port, series);
    } catch (error) {
      // Somebody may have taken the port in between.
      if (attempt === ATTEMPTS || options.port !== undefined) throw error;
    }
  }
}

async function startOn(
  places: NamespacePlaces,
  keys: LabKeys,
  options: StartOptions,
  port: number,
  series: Series,
): Promise<RunningLab> {
  fs.writeFileSync(
    join(places.state, 'sshd_config'),
    sshdConfig({ ...options, port }, { series, hostKeys: hostKeysOf(places.root) }),
  );
  fs.writeFileSync(join(places.state, 'authorized_keys'), `${keys.clientPublicKey}\n`);
  if (options.moduli === true) fs.copyFileSync('/etc/ssh/moduli', join(places.state, 'moduli'));
  const logPath = join(places.state, 'sshd.log');
  const log = fs.openSync(logPath, 'w');
  const child = startInNamespace(
    places,
    ['/usr/sbin/sshd', '-D', '-e', '-f', '/dev/.lab/state/sshd_config'],
    log,
  );
  fs.closeSync(log);
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  try {
    await waitForBanner(port, child);
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw new Error(
      `the lab's sshd did not answer on port ${port}: ${fs.readFileSync(logPath, 'utf8').slice(-1000)}`,
      { cause: error },
    );
  }
  const hostKey = publicHostKey(places.root, options.onlyDsa === true ? 'dsa' : 'rsa');
  return {
    host: '127.0.0.1',
    port,
    user: 'root',
    privateKeyPath: keys.clientKeyPath,
    knownHostsLine: `[127.0.0.1]:${port} ${hostKey.type} ${hostKey.blob}`,
    hostKeyFingerprint: `SHA256:${createHash('sha256').update(Buffer.from(hostKey.blob, 'base64')).digest('base64').replace(/=+$/, '')}`,
    pid: firstProcess(child),
    serverLog: () => fs.readFileSync(logPath, 'utf8'),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Kinds of host key that sshd of CentOS 7 looks for. */
function hostKeysOf(root: string): string[] {
  return ['rsa', 'ecdsa', 'ed25519']
    .map((type) => `/etc/ssh/ssh_host_${type}_key`)
    .filter((path) => fs.existsSync(join(root, path)));
}

function publicHostKey(root: string, type: 'rsa' | 'dsa'): { type: string; blob: string } {
  const [name = '', blob = ''] = fs
    .readFileSync(join(root, `etc/ssh/ssh_host_${type}_key.pub`), 'utf8')
    .split(' ');
  return { type: name, blob };
}

/** `unshare` forks: its only child is process 1 of the namespace. */
function firstProcess(child: ChildProcess): number {
  const pid = String(child.pid);
  return Number(fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

async function waitForBanner(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended');
    if (await hasBanner(port)) return;
    if (Date.now() > deadline) throw new Error('no banner in time');
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

function hasBanner(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => {
      finish(false);
    });
    socket.once('error', () => {
      finish(false);
    });
    socket.once('data', (data) => {
      finish(data.toString('latin1').startsWith('SSH-2.0-'));
    });
    socket.once('end', () => {
      finish(false);
    });
  });
}
