import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { startDemoHost } from '../../src/demo/server.ts';
import { varyBundle } from './vary-bundle.ts';

/** Ways in which a host can be broken. */
export const FAULTS = ['refused', 'silent', 'wrong-key', 'cut', 'no-xenserver'] as const;
export type Fault = (typeof FAULTS)[number];

/** One host of a simulated fleet. */
export interface FleetMember {
  /** Its Host line in ssh_config. */
  readonly alias: string;
  /** Recorded host that it is made from: a folder of fixtures/hosts. */
  readonly recorded: string;
  /** Apart from the others. */
  readonly number: number;
  readonly fault?: Fault;
  /** Numbers of the hosts in its pool, the first of them the master; absent = it stands alone. */
  readonly pool?: readonly number[];
}

/** What an audit needs to reach them. */
export interface SshFleet {
  readonly sshConfig: string;
  readonly passwordFile: string;
  close(): Promise<void>;
}

const UUID = '5f1c2d6e-3b0a-4c57-9a3e-0c1d2e3f4a5b';
const POOL = '0d9e8f7a-6b5c-4d3e-a2f1-0918273645ab';

/**
 * Starts embedded SSH hosts on loopback, each with another bundle.
 * @param program the probe, by whose end a host knows that it has it whole
 * @param fixtures the folder fixtures/hosts
 */
export async function startSshFleet(
  members: readonly FleetMember[],
  folder: string,
  program: string,
  fixtures = resolve(import.meta.dirname, '../../fixtures/hosts'),
): Promise<SshFleet> {
  mkdirSync(folder, { recursive: true });
  const end = program.trimEnd().split('\n').at(-1) ?? '';
  const password = randomBytes(12).toString('hex');
  const knownHosts: string[] = [];
  const config: string[] = [];
  const closing: (() => Promise<void>)[] = [];
  const files = {
    sshConfig: join(folder, 'ssh_config'),
    passwordFile: join(folder, 'password'),
    knownHosts: join(folder, 'known_hosts'),
  };
  for (const member of members) {
    const port = await start(member);
    // The address by which the pool database knows it leads to it as well.
    config.push(
      `Host ${member.alias} ${addressOf(member.number)}`,
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      '  User root',
      `  UserKnownHostsFile ${files.knownHosts}`,
    );
  }
  writeFileSync(files.knownHosts, `${knownHosts.join('\n')}\n`);
  writeFileSync(files.sshConfig, `${config.join('\n')}\n`);
  writeFileSync(files.passwordFile, `${password}\n`, { mode: 0o600 });
  return {
    sshConfig: files.sshConfig,
    passwordFile: files.passwordFile,
    close: async () => {
      await Promise.all(closing.map((close) => close()));
    },
  };

  /** @returns the port that it listens on, or that nothing listens on */
  async function start(member: FleetMember): Promise<number> {
    if (member.fault === 'refused' || member.fault === 'silent') {
      const server = await listen(silentServer());
      const { port } = server.address() as AddressInfo; // listening on TCP, so it is no pipe name
      if (member.fault === 'refused') await close(server);
      else closing.push(() => close(server));
      return port;
    }
    const host = await startDemoHost(await bundleOf(member, fixtures), end, password);
    closing.push(() => host.close());
    knownHosts.push(member.fault === 'wrong-key' ? await otherKey(host.port) : host.hostKeyLine);
    return host.port;
  }
}

async function bundleOf({ recorded, number, fault, pool }: FleetMember, fixtures: string): Promise<Buffer> {
  const bundle = await varyBundle(readFileSync(join(fixtures, recorded, 'host.bundle')), {
    names: new Map([
      ['lab-dom0', nameOf(number)],
      [UUID, uuidOf(number)],
      // A third of the hosts has the scripts in another place, so that the roll-up has something to tell apart.
      ...(number % 3 === 0 ? ([['/usr/local/sbin', `/usr/local/s${digits(number).slice(1)}`]] as const) : []),
      ...(fault === 'no-xenserver' ? ([['xensource', 'xxnsource']] as const) : []),
    ]),
    xapi: (text) => inPool(text, number, pool ?? [number]),
  });
  return fault === 'cut' ? bundle.subarray(0, Math.floor(bundle.length / 2)) : bundle;
}

/** The pool database as each of its hosts has it. */
function inPool(text: string, number: number, pool: readonly number[]): string {
  const own = new RegExp(`uuid \\( RO\\) +: ${uuidOf(number)}\\n[^]*?\\n\\n\\n`).exec(text)?.[0] ?? '';
  const others = pool
    .filter((other) => other !== number)
    .map((other) =>
      own
        .replaceAll(uuidOf(number), uuidOf(other))
        .replaceAll(nameOf(number), nameOf(other))
        .replace('192.0.2.17', addressOf(other)),
    );
  const [master = number] = pool;
  return text
    .replace(own, () => own.replace('192.0.2.17', addressOf(number)) + others.join(''))
    .replace(`master ( RO): ${uuidOf(number)}`, `master ( RO): ${uuidOf(master)}`)
    .replaceAll(POOL, `0d9e8f7a-6b5c-4d3e-a2f1-00000000${digits(master)}`);
}

function digits(number: number): string {
  return String(number).padStart(4, '0');
}

function nameOf(number: number): string {
  return `xs-${digits(number)}z`;
}

function uuidOf(number: number): string {
  return UUID.replace('3b0a', digits(number));
}

function addressOf(number: number): string {
  return `198.51.${100 + Math.floor(number / 250)}.${number % 250}`;
}

/** The line of another server's key for this port. */
async function otherKey(port: number): Promise<string> {
  const stranger = await startDemoHost(Buffer.alloc(0), '', '');
  await stranger.close();
  return stranger.hostKeyLine.replace(/:\d+\]?/, (match) => match.replace(/\d+/, String(port)));
}

/** Says who it is, and then nothing more. */
function silentServer(): Server {
  return createServer((socket) => {
    // Unread data would keep the end of the connection from being seen.
    socket.on('error', () => undefined).resume();
    socket.write('SSH-2.0-silent\r\n');
  });
}

function listen(server: Server): Promise<Server> {
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      done(server);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => {
      done();
    });
  });
}
