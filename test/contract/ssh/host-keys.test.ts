import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SshOptions } from '../../../src/source/ssh/index.ts';
import { describeReal } from '../../support/ssh/describe-real.ts';
import { testFolder, write } from '../../support/ssh/folder.ts';
import { knownHostsLine, makeKey, type TestKey } from '../../support/ssh/keys.ts';
import { bareOptions } from '../../support/ssh/options.ts';
import { run, type Ran } from '../../support/ssh/run.ts';
import { type Sshd, startSshd } from '../../support/ssh/sshd.ts';

describeReal('host keys', () => {
  const folder = testFolder();
  const keys = new Map<string, TestKey>();
  let modern: Sshd;
  let old: Sshd;

  const key = (name: string): TestKey => {
    const found = keys.get(name);
    if (!found) throw new Error(`no key ${name}`);
    return found;
  };

  beforeAll(async () => {
    for (const kind of ['rsa-pem', 'ed25519', 'dsa', 'rsa-openssh', 'ecdsa'] as const)
      keys.set(kind, makeKey(folder, kind));
    const authorizedKeys = [key('rsa-openssh').publicLine];
    const hostKeys = [key('rsa-pem').path, key('ed25519').path];
    modern = await startSshd(folder, { hostKeys, authorizedKeys });
    old = await startSshd(folder, {
      hostKeys: [key('rsa-pem').path, key('dsa').path],
      authorizedKeys,
      legacy: true,
    });
  });

  afterAll(async () => {
    await modern.stop();
    await old.stop();
  });

  /** Logs in from a new home with this known_hosts, in which PORT stands for the port. */
  async function login(
    sshd: Sshd,
    knownHosts: string | null,
    changes: Partial<SshOptions> = {},
  ): Promise<{ ran: Ran; file: string }> {
    const home = mkdtempSync(join(folder, 'home-'));
    const file = join(home, '.ssh/known_hosts');
    if (knownHosts !== null)
      write(home, '.ssh/known_hosts', knownHosts.replaceAll('PORT', String(sshd.port)));
    const options = bareOptions(home, { identityFiles: [key('rsa-openssh').path], ...changes });
    return { ran: await run(`127.0.0.1:${sshd.port}`, options, 'echo in; exit\n'), file };
  }

  const fingerprint = (name: string, hash: string): string =>
    execFileSync('ssh-keygen', ['-l', '-E', hash, '-f', `${key(name).path}.pub`], { encoding: 'utf8' }).split(
      ' ',
    )[1] ?? '';

  test('that is known lets us in, and its fingerprint is reported', async () => {
    const { ran } = await login(modern, knownHostsLine('[127.0.0.1]:PORT', key('ed25519')));

    expect(ran.stdout).toBe('in\n');
    expect(ran.connection).toMatchObject({
      hostKey: 'ssh-ed25519',
      hostKeyFingerprint: fingerprint('ed25519', 'sha256'),
    });
  });

  test.each([
    ['the only one known', 'rsa-pem', 'rsa-sha2-512'],
    ['the only one known', 'ed25519', 'ssh-ed25519'],
  ])('is asked for by type when it is %s (%s)', async (_, name, algorithm) => {
    const { ran } = await login(modern, knownHostsLine('[127.0.0.1]:PORT', key(name)));

    expect(ran.connection['hostKey']).toBe(algorithm);
  });

  test('of a type that only an old server has is asked for', async () => {
    const { ran } = await login(old, knownHostsLine('[127.0.0.1]:PORT', key('dsa')));

    expect(ran.connection).toMatchObject({ hostKey: 'ssh-dss', legacy: 'yes' });
  });

  test('is found in a file that ssh-keygen has hashed', async () => {
    const hashed = write(folder, 'hashed', knownHostsLine(`[127.0.0.1]:${modern.port}`, key('rsa-pem')));
    execFileSync('ssh-keygen', ['-q', '-H', '-f', hashed], { stdio: 'ignore' });
    const text = readFileSync(hashed, 'utf8');

    expect(text).toMatch(/^\|1\|/);
    expect((await login(modern, text)).ran.stdout).toBe('in\n');
  });

  test.each([null, '', '# nothing\n'])(
    'that is not known is refused with its fingerprints and the way on (%j)',
    async (text) => {
      await expect(login(old, text)).rejects.toMatchObject({
        code: 'ssh-host-key-unknown',
        message: expect.stringContaining(fingerprint('rsa-pem', 'sha256')) as string,
        hint: expect.stringContaining('--accept-new-host-key') as string,
      });
      await expect(login(old, text)).rejects.toThrow(fingerprint('rsa-pem', 'md5'));
    },
  );

  test('that has changed is refused with both fingerprints, even when new ones are accepted', async () => {
    const text = knownHostsLine('[127.0.0.1]:PORT', key('rsa-openssh'));

    await expect(login(modern, text, { acceptNewHostKey: true })).rejects.toMatchObject({
      code: 'ssh-host-key-changed',
      message: expect.stringContaining(fingerprint('rsa-openssh', 'sha256')) as string,
      hint: expect.stringContaining(`ssh-keygen -R '[127.0.0.1]:${modern.port}'`) as string,
    });
  });

  test('of another type than the known one is refused, even when new ones are accepted', async () => {
    const text = knownHostsLine('[127.0.0.1]:PORT', key('ecdsa'));

    await expect(login(modern, text, { acceptNewHostKey: true })).rejects.toMatchObject({
      code: 'ssh-host-key-unknown',
      message: expect.stringContaining('only another type of key: ecdsa-sha2-nistp256') as string,
    });
  });

  test('that is revoked is refused', async () => {
    const line = knownHostsLine('*', key('rsa-pem'));

    await expect(login(old, `${line}@revoked ${line}`)).rejects.toMatchObject({
      code: 'ssh-host-key-revoked',
    });
  });

  test('that an authority should have signed is refused with a word on that', async () => {
    const text = `@cert-authority ${knownHostsLine('*', key('ecdsa'))}`;

    await expect(login(old, text)).rejects.toThrow(/certificate/);
  });

  describe('that is new and to be accepted', () => {
    test.each([
      ['where there is no file', null, 1],
      ['behind what is there', '# mine\n', 2],
      ['behind a line without its end', '# mine', 2],
    ])('is written down %s, and known from then on', async (_, before, lines) => {
      const first = await login(old, before, { acceptNewHostKey: true });
      const text = readFileSync(first.file, 'utf8');
      const again = await login(old, text);

      expect([first.ran.stdout, again.ran.stdout]).toEqual(['in\n', 'in\n']);
      expect(text.split('\n')).toHaveLength(lines + 1);
      expect(text).toContain(knownHostsLine(`[127.0.0.1]:${old.port}`, key('rsa-pem')));
      expect(statSync(first.file).mode & 0o777).toBe(0o600);
    });

    test('is found by ssh-keygen as well', async () => {
      const { file } = await login(old, null, { acceptNewHostKey: true });
      const found = execFileSync('ssh-keygen', ['-f', file, '-F', `[127.0.0.1]:${old.port}`], {
        encoding: 'utf8',
      });

      expect(found).toContain('ssh-rsa');
    });

    test('is written hashed where ssh_config says so', async () => {
      const config = write(folder, 'config-hash', 'HashKnownHosts yes\n');
      const changes = { configFiles: [config], acceptNewHostKey: true, salt: () => Buffer.alloc(20, 9) };
      const { file } = await login(old, null, changes);
      const text = readFileSync(file, 'utf8');

      expect(text).toMatch(/^\|1\|/);
      expect((await login(old, text)).ran.stdout).toBe('in\n');
    });

    test('is written down even when the login fails afterwards', async () => {
      const home = mkdtempSync(join(folder, 'home-'));
      const options = bareOptions(home, { identityFiles: [key('ecdsa').path], acceptNewHostKey: true });
      const refused = run(`127.0.0.1:${modern.port}`, options, 'echo in; exit\n');

      await expect(refused).rejects.toMatchObject({ code: 'ssh-auth-failed' });
      expect(readFileSync(join(home, '.ssh/known_hosts'), 'utf8')).toContain('ssh-ed25519');
    });

    test('is an error when it cannot be written down', async () => {
      const blocked = write(folder, 'blocked', '');
      const config = write(folder, 'config-blocked', `UserKnownHostsFile ${blocked}/known_hosts\n`);
      const refused = login(old, null, { configFiles: [config], acceptNewHostKey: true });

      await expect(refused).rejects.toMatchObject({ code: 'known-hosts-unwritable' });
    });

    test('is accepted by StrictHostKeyChecking accept-new in ssh_config', async () => {
      const config = write(
        folder,
        'config-new',
        'StrictHostKeyChecking accept-new\nUserKnownHostsFile /dev/null\n',
      );

      expect((await login(old, null, { configFiles: [config] })).ran.stdout).toBe('in\n');
    });
  });

  test('that a folder stands in for is an error', async () => {
    const config = write(folder, 'config-folder', `UserKnownHostsFile ${folder}\n`);

    await expect(login(old, null, { configFiles: [config] })).rejects.toMatchObject({
      code: 'known-hosts-unreadable',
    });
  });
});
