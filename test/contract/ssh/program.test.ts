import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseTarget, sshSource, type SshLimits } from '../../../src/source/ssh/index.ts';
import type { OpenSource } from '../../../src/source/source.ts';
import { describeReal } from '../../support/ssh/describe-real.ts';
import { testFolder, write } from '../../support/ssh/folder.ts';
import { knownHostsLine, makeKey } from '../../support/ssh/keys.ts';
import { bareOptions } from '../../support/ssh/options.ts';
import { run, type Ran } from '../../support/ssh/run.ts';
import { type Sshd, startSshd } from '../../support/ssh/sshd.ts';
import { type Wire, wireTo } from '../../support/ssh/tcp.ts';

const MEGABYTE = 1024 * 1024;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describeReal('a program', () => {
  const folder = testFolder();
  const key = { path: '' };
  let sshd: Sshd;

  beforeAll(async () => {
    const hostKey = makeKey(folder, 'rsa-pem', 'host');
    const user = makeKey(folder, 'rsa-pem', 'user');
    key.path = user.path;
    sshd = await startSshd(folder, {
      hostKeys: [hostKey.path],
      authorizedKeys: [user.publicLine],
      legacy: true,
    });
    write(folder, '.ssh/known_hosts', knownHostsLine('127.0.0.1', hostKey));
  });

  afterAll(() => sshd.stop());
  let wire: Wire;
  beforeEach(async () => {
    wire = await wireTo(sshd.port);
  });
  afterEach(() => wire.stop());

  async function open(program: string, limits: Partial<SshLimits> = {}, user = 'root'): Promise<OpenSource> {
    const options = bareOptions(folder, { identityFiles: [key.path], limits });
    return sshSource(parseTarget(`${user}@127.0.0.1:${wire.port}`), options).open(program);
  }

  async function runHere(program: string, limits: Partial<SshLimits> = {}, user = 'root'): Promise<Ran> {
    const options = bareOptions(folder, { identityFiles: [key.path], limits });
    return run(`${user}@127.0.0.1:${sshd.port}`, options, program);
  }

  async function rest(source: OpenSource): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of source.stdout) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** The first bytes, and an iterator for what follows. */
  async function begin(source: OpenSource): Promise<{ first: Buffer; more: AsyncIterator<Buffer> }> {
    const more = source.stdout[Symbol.asyncIterator]();
    const { value } = (await more.next()) as { value: Buffer };
    return { first: value, more };
  }

  async function countRest(more: AsyncIterator<Buffer>): Promise<number> {
    let bytes = 0;
    for (let next = await more.next(); next.done !== true; next = await more.next())
      bytes += next.value.length;
    return bytes;
  }

  describe('that ends', () => {
    test.each([0, 1, 7, 255])('gives its exit status %i', async (status) => {
      expect(await runHere(`echo x; exit ${status}\n`)).toMatchObject({
        stdout: 'x\n',
        status,
        lost: null,
        stderr: '',
      });
    });

    test('by a signal has no status, but a reason', async () => {
      expect(await runHere('echo x; kill -9 $$\n')).toMatchObject({
        stdout: 'x\n',
        status: null,
        lost: expect.stringContaining('KILL') as string,
      });
    });

    test('without a word and with status 0 is an empty answer', async () => {
      expect(await runHere('exit 0\n')).toMatchObject({ stdout: '', status: 0, lost: null });
    });

    test('its output, but not itself, is given up', async () => {
      const ran = await runHere('echo x; exec >&- 2>&-; sleep 60\n', { lingerTimeoutSeconds: 0.5 });

      expect(ran).toMatchObject({
        stdout: 'x\n',
        status: null,
        lost: expect.stringContaining('did not end') as string,
      });
    });

    test('while a child of it holds its output has ended', async () => {
      const ran = await runHere('sleep 60 & echo x; exit 3\n', { lingerTimeoutSeconds: 0.5 });

      expect(ran).toMatchObject({ stdout: 'x\n', status: 3, lost: null });
    });

    test('is not the end of what a slower child of it still writes', async () => {
      const ran = await runHere('(sleep 1; echo y) & echo x; exit 3\n', { lingerTimeoutSeconds: 5 });

      expect(ran).toMatchObject({ stdout: 'x\ny\n', status: 3, lost: null });
    });
  });

  describe('that is sent', () => {
    test('may be longer than a command line can be', async () => {
      const comment = `# ${'x'.repeat(70)}\n`.repeat(4000);

      expect(await runHere(`${comment}echo x; exit\n`)).toMatchObject({ stdout: 'x\n', status: 0 });
    });

    test('keeps its standard input until it is closed here, which it notices', async () => {
      const noticed = join(folder, 'noticed');
      const source = await open(`exec 3<&0; echo x; cat <&3 >/dev/null; echo gone >${noticed}\n`);
      await pause(700);
      const early = existsSync(noticed);
      source.close();
      for (let attempt = 0; attempt < 100 && !existsSync(noticed); attempt++) await pause(50);

      expect([early, existsSync(noticed)]).toEqual([false, true]);
    });
  });

  describe('that writes', () => {
    test('every byte there is arrives as it was', async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
      const octal = [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
      const ran = await runHere(`printf '${octal}'; exit\n`);

      expect(Buffer.from(ran.stdout, 'latin1').equals(bytes)).toBe(true);
    });

    test('has what its login shell said before it', async () => {
      expect((await runHere('echo x; exit\n', {}, 'noisy')).stdout).toBe('Welcome, noisy\nx\n');
    });

    test('words that sound like a refusal is not refused when it goes on', async () => {
      const ran = await runHere('echo This account is currently not available.; sleep 0.2; echo x; exit 1\n');

      expect(ran.stdout).toContain('\nx\n');
    });

    test('50 MB to a slow reader is held back on the host, and arrives whole', async () => {
      const source = await open(`head -c ${50 * MEGABYTE} /dev/zero; exit\n`);
      const { first, more } = await begin(source);
      await pause(1000);
      const meanwhile = wire.received();

      expect(meanwhile).toBeLessThan(8 * MEGABYTE);
      expect(first.length + (await countRest(more))).toBe(50 * MEGABYTE);
      expect(await source.done).toMatchObject({ status: 0, lost: null });
    });

    test('a little now and then to a reader slower than the idle limit is not lost', async () => {
      const source = await open('for i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done; exit\n', {
        idleTimeoutSeconds: 2,
      });
      const { first, more } = await begin(source);
      await pause(3000);

      expect(first.length + (await countRest(more))).toBe(12);
      expect(await source.done).toMatchObject({ status: 0, lost: null });
    });

    test('errors has the first 64 KiB of them kept, and does not stand still for the rest', async () => {
      const ran = await runHere(`echo x; head -c ${4 * MEGABYTE} /dev/zero | tr '\\0' e >&2; echo y; exit\n`);

      expect(ran.stdout).toBe('x\ny\n');
      expect(ran.stderr).toBe('e'.repeat(64 * 1024));
    });
  });

  describe('whose connection', () => {
    test('is cut by the host keeps what came until then', async () => {
      const source = await open(`head -c 100000 /dev/zero; sleep 1; kill -9 $PPID; sleep 9\n`);

      expect((await rest(source)).length).toBe(100_000);
      expect(await source.done).toMatchObject({
        status: null,
        lost: expect.stringMatching(/connection/) as string,
      });
    });

    test('is reset keeps what came until then, also when it was not read yet', async () => {
      const source = await open(`head -c ${MEGABYTE} /dev/zero; sleep 60\n`);
      const { first, more } = await begin(source);
      while (wire.received() < MEGABYTE) await pause(50);
      await pause(200);
      wire.cut();
      await pause(200);

      expect(first.length + (await countRest(more))).toBe(MEGABYTE);
      expect(await source.done).toMatchObject({ status: null, lost: 'the connection was reset' });
    });

    test('goes silent is given up by the keep-alive', async () => {
      const source = await open('echo x; sleep 60\n', { keepAliveSeconds: 0.5, keepAliveMissed: 3 });
      wire.silence();

      expect((await rest(source)).toString()).toBe('x\n');
      expect(await source.done).toMatchObject({ status: null, lost: 'the host no longer answered' });
    });

    test('lives while nothing comes is given up by the idle limit', async () => {
      const source = await open('echo x; sleep 60\n', { idleTimeoutSeconds: 2 });

      expect((await rest(source)).toString()).toBe('x\n');
      expect(await source.done).toMatchObject({
        status: null,
        lost: 'nothing came from the host for 2 seconds',
      });
    });

    test('carries words on standard error only is not idle', async () => {
      const program = 'echo x; for i in 1 2 3 4 5 6 7; do echo $i >&2; sleep 0.5; done; exit\n';

      expect(await runHere(program, { idleTimeoutSeconds: 2 })).toMatchObject({ status: 0, lost: null });
    });

    test('is lost before anything came is an error', async () => {
      await expect(open('sleep 0.2; kill -9 $PPID; sleep 9\n')).rejects.toMatchObject({ code: 'ssh-lost' });
    });

    test('brings nothing at all in time is an error', async () => {
      await expect(open('sleep 60\n', { idleTimeoutSeconds: 0.5 })).rejects.toMatchObject({
        code: 'ssh-timeout',
      });
    });

    test.each(['close', 'break'])('is ended here (%s) is done, and says so', async (way) => {
      const source = await open('echo x; sleep 60\n');
      if (way === 'close') source.close();
      for await (const chunk of source.stdout) {
        expect(chunk.toString()).toBe('x\n');
        break;
      }

      expect(await source.done).toMatchObject({
        status: null,
        lost: 'the connection was closed on this side',
      });
    });
  });
});
