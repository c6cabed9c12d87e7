import { timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ssh2, { type Connection, type ServerChannel } from 'ssh2';

/** An SSH host on loopback that answers every probe from one recorded bundle. */
export interface DemoHost {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** A line for known_hosts. */
  readonly hostKeyLine: string;
  /** The program that was last sent, for whoever wants to look at it. */
  lastProgram(): string;
  close(): Promise<void>;
}

/** A program larger than this is not the probe. */
const PROGRAM_LIMIT = 1_048_576;

/**
 * Starts the demo host. It speaks SSH with the `ssh2` server, reads the program up to `endOfProgram` and then sends the bundle;
 * it runs nothing.
 */
export async function startDemoHost(
  bundle: Buffer,
  endOfProgram: string,
  password: string,
): Promise<DemoHost> {
  const keys = makeHostKey(() => ssh2.utils.generateKeyPairSync('ed25519'));
  let program = '';
  const open = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [keys.private] }, (connection) => {
    open.add(connection);
    connection.on('close', () => open.delete(connection));
    connection.on('error', () => open.delete(connection));
    connection.on('authentication', (request) => {
      const right =
        request.method === 'password' && isSame(request.password, password) && request.username === 'root';
      if (right) request.accept();
      else request.reject(['password']);
    });
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec) => {
        readProgram(acceptExec(), endOfProgram, (text, channel) => {
          program = text;
          answer(channel, bundle);
        });
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // listening on TCP, so it is no pipe name
  return {
    port,
    user: 'root',
    password,
    hostKeyLine: `[127.0.0.1]:${port} ${keys.public.trim()}`,
    lastProgram: () => program,
    close: () =>
      new Promise((resolve) => {
        for (const connection of open) connection.end();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** ssh2 writes about one key in 150 so that it cannot read it itself; such a key is made again. */
export function makeHostKey(generate: () => { readonly private: string; readonly public: string }): {
  readonly private: string;
  readonly public: string;
} {
  for (;;) {
    const keys = generate();
    if (!(ssh2.utils.parseKey(keys.private) instanceof Error)) return keys;
  }
}

function readProgram(
  channel: ServerChannel,
  end: string,
  done: (text: string, channel: ServerChannel) => void,
): void {
  let text = '';
  let answered = false;
  channel.on('data', (chunk: Buffer) => {
    if (answered) return;
    text += chunk.toString('utf8');
    if (text.length > PROGRAM_LIMIT) channel.close();
    else if (text.trimEnd().endsWith(end)) {
      answered = true;
      done(text, channel);
    }
  });
}

function answer(channel: ServerChannel, bundle: Buffer): void {
  channel.write(bundle, () => {
    channel.exit(0);
    channel.end();
  });
}

function isSame(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}
