import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SshOptions } from '../../../src/source/ssh/index.ts';
import { describeReal } from '../../support/ssh/describe-real.ts';
import { testFolder, write } from '../../support/ssh/folder.ts';
import { knownHostsLine, makeKey } from '../../support/ssh/keys.ts';
import { bareOptions } from '../../support/ssh/options.ts';
import { run } from '../../support/ssh/run.ts';
import { freePort, PASSWORD, type Sshd, startSshd } from '../../support/ssh/sshd.ts';
import { blackHole, listen, type TcpServer } from '../../support/ssh/tcp.ts';

const LIMITS = { connectTimeoutSeconds: 1, handshakeTimeoutSeconds: 1, answerTimeoutSeconds: 5 };

/** Every failure names the host and says what to do. */
const failure = (code: string, port: number): object => ({
  code,
  message: expect.stringContaining(`127.0.0.1:${port}`) as string,
  hint: expect.stringMatching(/\w{4}/) as string,
});

describe('a host that does not speak SSH', () => {
  const folder = testFolder();
  const knock = (target: string, changes: Partial<SshOptions> = {}) =>
    run(target, bareOptions(folder, { limits: LIMITS, ...changes }), 'exit\n');

  async function knockOn(
    answer: (socket: Socket) => void,
  ): Promise<{ knocked: Promise<unknown>; port: number }> {
    const server = await listen(answer);
    const knocked = knock(`127.0.0.1:${server.port}`).finally(() => server.stop());
    return { knocked, port: server.port };
  }

  test('and has nothing on the port refuses', async () => {
    const port = await freePort();

    await expect(knock(`127.0.0.1:${port}`)).rejects.toMatchObject(failure('ssh-refused', port));
  });

  test('and has no address is not resolved', async () => {
    await expect(knock('no-such-host.invalid')).rejects.toMatchObject({
      code: 'ssh-unresolved',
      message: expect.stringContaining('no-such-host.invalid') as string,
    });
  });

  test('behind a firewall that drops packets times out', async () => {
    const hole: TcpServer = await blackHole();

    await expect(knock(`127.0.0.1:${hole.port}`)).rejects.toMatchObject(failure('ssh-timeout', hole.port));
    await hole.stop();
  });

  test.each<[string, string, string]>([
    ['never answers', '', 'shaking hands'],
    ['hangs after its banner', 'SSH-2.0-OpenSSH_4.3\r\n', 'shaking hands'],
  ])('and %s times out', async (_, words, doing) => {
    const { knocked, port } = await knockOn((socket) => socket.write(words));

    await expect(knocked).rejects.toMatchObject(failure('ssh-timeout', port));
    await expect(knocked).rejects.toThrow(doing);
  });

  test.each<[string, (socket: Socket) => void, string]>([
    ['closes at once', (socket) => socket.end(), 'ssh-too-many-connections'],
    ['resets at once', (socket) => socket.resetAndDestroy(), 'ssh-too-many-connections'],
    ['says it has too many', (socket) => socket.end('Exceeded MaxStartups\r\n'), 'ssh-too-many-connections'],
    ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'ssh-too-many-connections'],
    ['closes after its banner', (socket) => socket.end('SSH-2.0-OpenSSH_4.3\r\n'), 'ssh-handshake-failed'],
    ['speaks SSH 1 only', (socket) => socket.write('SSH-1.5-ancient\r\n'), 'ssh-handshake-failed'],
    ['talks without end', talkWithoutEnd, 'ssh-handshake-failed'],
    [
      'sends garbage after its banner',
      (socket) => socket.write(`SSH-2.0-x\r\n${'\xff'.repeat(400)}`, 'latin1'),
      'ssh-handshake-failed',
    ],
  ])('and %s is told so', async (_, answer, code) => {
    const { knocked, port } = await knockOn(answer);

    await expect(knocked).rejects.toMatchObject(failure(code, port));
  });
});

/** A connection that waits for a login, once sshd has room for it. */
async function waitForLogin(port: number): Promise<Socket> {
  for (;;) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    const greeting = await new Promise<string>((resolve) => {
      socket.once('data', (bytes: Buffer) => {
        resolve(bytes.toString());
      });
      socket.once('close', () => {
        resolve('');
      });
    });
    if (greeting.startsWith('SSH-')) return socket;
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function talkWithoutEnd(socket: Socket): void {
  const talk = (): void => {
    while (socket.writable && socket.write('x'.repeat(10_000)));
  };
  socket.on('drain', talk);
  talk();
}

describeReal('a host that refuses us', () => {
  const folder = testFolder();
  const servers = new Map<string, Sshd>();
  const key = { path: '' };

  beforeAll(async () => {
    const hostKey = makeKey(folder, 'ed25519', 'host');
    const user = makeKey(folder, 'ed25519', 'user');
    key.path = user.path;
    const configs = {
      plain: 'MaxStartups 1:100:1\nPasswordAuthentication yes',
      'no kex': 'KexAlgorithms sntrup761x25519-sha512@openssh.com',
      'no cipher': 'Ciphers aes256-cbc',
      'no mac': 'Ciphers aes128-ctr\nMACs umac-64@openssh.com',
      'no session': 'MaxSessions 0',
      'false command': 'ForceCommand /bin/false',
      'talking command': 'ForceCommand echo sorry >&2; exit 3',
      'sftp only': 'ForceCommand internal-sftp',
    };
    for (const [name, config] of Object.entries(configs)) {
      const settings = { hostKeys: [hostKey.path], authorizedKeys: [user.publicLine], config };
      servers.set(name, await startSshd(folder, settings));
    }
    const names = [...servers.values()].map(({ port }) => `[127.0.0.1]:${port}`);
    write(folder, '.ssh/known_hosts', knownHostsLine(names.join(','), hostKey));
  });

  afterAll(async () => {
    for (const server of servers.values()) await server.stop();
  });

  const portOf = (kind: string): number => servers.get(kind)?.port ?? 0;
  const login = (kind: string, user = 'root', changes: Partial<SshOptions> = {}) =>
    run(
      `${user}@127.0.0.1:${portOf(kind)}`,
      bareOptions(folder, { identityFiles: [key.path], ...changes }),
      'echo in; exit\n',
    );

  test.each([
    ['no kex', 'key exchange algorithm', 'sntrup761x25519-sha512@openssh.com'],
    ['no cipher', 'cipher', 'aes256-cbc'],
    ['no mac', 'MAC', 'umac-64@openssh.com'],
  ])('for want of an algorithm (%s) says which it has', async (kind, what, offer) => {
    await expect(login(kind)).rejects.toMatchObject(failure('ssh-no-common-algorithm', portOf(kind)));
    await expect(login(kind)).rejects.toThrow(new RegExp(`no ${what} in common.*${offer}`));
  });

  test.each([
    ['no session', 'root', /open failed/],
    ['false command', 'root', /status 1/],
    ['talking command', 'root', /status 3 and said "sorry"/],
    ['sftp only', 'root', /sftp/],
    ['plain', 'locked', /not available/],
  ])('a shell (%s, %s) says why', async (kind, user, why) => {
    await expect(login(kind, user)).rejects.toMatchObject(failure('ssh-exec-refused', portOf(kind)));
    await expect(login(kind, user)).rejects.toThrow(why);
  });

  test('since the shell of the user is not there does not let us in', async () => {
    await expect(login('plain', 'gone')).rejects.toMatchObject(failure('ssh-auth-failed', portOf('plain')));
  });

  test('since too many wait for a login is told so', async () => {
    const waiting = await waitForLogin(portOf('plain'));

    await expect(login('plain')).rejects.toMatchObject(failure('ssh-too-many-connections', portOf('plain')));
    waiting.destroy();
  });

  test('since too many wait for a login is tried again', async () => {
    const waiting = await waitForLogin(portOf('plain'));
    const said: string[] = [];
    const log = (message: string): void => {
      said.push(message);
      if (message.includes('trying again')) waiting.destroy();
    };
    const ran = await login('plain', 'root', { log, limits: { retryDelaysSeconds: [0.5, 1, 2] } });

    expect(ran.stdout).toBe('in\n');
    expect(said.join('\n')).toContain('trying again');
  });

  test('says nothing of a secret anywhere', async () => {
    const error: unknown = await login('plain', 'stranger', {
      password: `${PASSWORD}!`,
      identityFiles: [],
    }).catch((cause: unknown) => cause);
    const { cause, ...rest } = error as Error & { cause: Error };

    expect(error).toMatchObject({ code: 'ssh-auth-failed' });
    expect(JSON.stringify([rest, String(error), String(cause), cause.stack])).not.toContain(PASSWORD);
  });
});
