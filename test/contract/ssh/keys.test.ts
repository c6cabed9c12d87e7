import { execFileSync, spawn } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SshOptions } from '../../../src/source/ssh/index.ts';
import { describeReal } from '../../support/ssh/describe-real.ts';
import { testFolder, write } from '../../support/ssh/folder.ts';
import { knownHostsLine, makeKey, type KeyKind, type TestKey } from '../../support/ssh/keys.ts';
import { bareOptions } from '../../support/ssh/options.ts';
import { ScriptedPrompter } from '../../support/ssh/prompter.ts';
import { run } from '../../support/ssh/run.ts';
import { type Sshd, startSshd } from '../../support/ssh/sshd.ts';

describeReal('keys', () => {
  const folder = testFolder();
  const keys = new Map<string, TestKey>();
  let modern: Sshd;
  let old: Sshd;

  beforeAll(async () => {
    const hostKeys = [makeKey(folder, 'rsa-pem', 'host-rsa'), makeKey(folder, 'ed25519', 'host-ed25519')];
    for (const kind of ['rsa-pem', 'rsa-1024', 'rsa-openssh', 'rsa-pkcs8', 'ecdsa', 'ed25519'] as const)
      keys.set(kind, makeKey(folder, kind));
    keys.set('locked', makeKey(folder, 'ed25519', 'locked', 'open sesame'));
    keys.set('locked-pem', makeKey(folder, 'rsa-pem', 'locked-pem', 'open sesame'));
    keys.set('locked-pkcs8', makeKey(folder, 'rsa-pkcs8', 'locked-pkcs8', 'open sesame'));
    const authorizedKeys = [...keys.values()].map((key) => key.publicLine);
    for (let extra = 1; extra <= 7; extra++) keys.set(`x${extra}`, makeKey(folder, 'ed25519', `x${extra}`));
    const paths = hostKeys.map((key) => key.path);
    const config = 'RequiredRSASize 1024\n';
    modern = await startSshd(folder, { hostKeys: paths, authorizedKeys, config });
    old = await startSshd(folder, { hostKeys: paths.slice(0, 1), authorizedKeys, config, legacy: true });
    write(
      folder,
      '.ssh/known_hosts',
      knownHostsLine(`[127.0.0.1]:${old.port},[127.0.0.1]:${modern.port}`, hostKeys[0]!),
    );
  });

  afterAll(async () => {
    await modern.stop();
    await old.stop();
  });

  const options = (changes: Partial<SshOptions>): SshOptions => bareOptions(folder, changes);
  const pathOf = (name: string): string => keys.get(name)?.path ?? name;
  const login = (sshd: Sshd, changes: Partial<SshOptions>) =>
    run(`127.0.0.1:${sshd.port}`, options(changes), 'echo in; exit 7\n');

  describe('a key file', () => {
    const onBoth: readonly KeyKind[] = ['rsa-pem', 'rsa-1024', 'rsa-openssh', 'rsa-pkcs8'];

    test.each(onBoth)('of the kind %s logs in to an OpenSSH 4.3', async (kind) => {
      const ran = await login(old, { identityFiles: [pathOf(kind)] });

      expect(ran).toMatchObject({ stdout: 'in\n', status: 7, lost: null });
      expect(ran.connection).toMatchObject({
        server: 'OpenSSH_4.3',
        kex: 'diffie-hellman-group14-sha1',
        hostKey: 'ssh-rsa',
        cipher: 'aes128-ctr',
        mac: 'hmac-sha1',
        legacy: 'yes',
        authentication: `publickey (ssh-rsa in ${kind})`,
      });
    });

    test.each([...onBoth, 'ecdsa', 'ed25519'] as const)(
      'of the kind %s logs in to a present sshd',
      async (kind) => {
        const ran = await login(modern, { identityFiles: [pathOf(kind)] });

        expect(ran).toMatchObject({ stdout: 'in\n', status: 7 });
        expect(ran.connection).toMatchObject({ legacy: 'no', kex: 'curve25519-sha256', user: 'root' });
      },
    );

    test('that an old sshd does not know is refused with what was tried and what is accepted', async () => {
      await expect(login(old, { identityFiles: [pathOf('ed25519')] })).rejects.toMatchObject({
        code: 'ssh-auth-failed',
        message: expect.stringMatching(/publickey \(ssh-ed25519 in ed25519\).*accepts: publickey/) as string,
      });
    });

    test('that an old sshd knows is tried before the ones that it does not', async () => {
      const identityFiles = ['x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'rsa-pem'].map(pathOf);

      expect(await login(old, { identityFiles })).toMatchObject({ status: 7 });
    });

    test('comes from the usual place without being named', async () => {
      const home = join(folder, 'home');
      makeKeyHome(home, pathOf('rsa-pem'), folder);

      expect(await run(`127.0.0.1:${old.port}`, bareOptions(home), 'echo in; exit 7\n')).toMatchObject({
        status: 7,
      });
    });

    test.each([
      ['is not there', 'no-such-key'],
      ['is no key', 'garbage'],
    ])('that %s is an error when it was named by hand', async (_, name) => {
      write(folder, 'garbage', 'not a key\n');

      await expect(login(old, { identityFiles: [join(folder, name)] })).rejects.toMatchObject({
        code: 'key-unreadable',
      });
    });

    test('is passed over when ssh_config names it and it is not there', async () => {
      const config = write(
        folder,
        'config-gone',
        `IdentityFile /no/such\nIdentityFile ${pathOf('rsa-pem')}\n`,
      );

      expect(await login(old, { configFiles: [config] })).toMatchObject({ status: 7 });
    });

    test('beyond the sixth is not tried, and the error says so', async () => {
      const identityFiles = ['x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'ed25519'].map(pathOf);

      await expect(login(modern, { identityFiles })).rejects.toMatchObject({
        code: 'ssh-auth-failed',
        hint: expect.stringContaining('1 more keys were not tried') as string,
      });
    });
  });

  describe('a passphrase', () => {
    test.each(['locked', 'locked-pem', 'locked-pkcs8'])(
      'opens %s, and a wrong one is asked for again',
      async (name) => {
        const prompter = new ScriptedPrompter('wrong', 'open sesame');
        const ran = await login(modern, { identityFiles: [pathOf(name)], batch: false, prompter });

        expect(ran.status).toBe(7);
        expect(prompter.asked).toMatchObject([
          { kind: 'passphrase', subject: pathOf(name), echo: false, attempt: 1 },
          { kind: 'passphrase', attempt: 2 },
        ]);
      },
    );

    test('is not asked for when the server does not want the key', async () => {
      const prompter = new ScriptedPrompter('open sesame');
      const identityFiles = [pathOf('locked')];

      await expect(login(old, { identityFiles, batch: false, prompter })).rejects.toMatchObject({
        code: 'ssh-auth-failed',
      });
      expect(prompter.asked.filter(({ kind }) => kind === 'passphrase')).toEqual([]);
    });

    test('is asked for once for hosts that share their options', async () => {
      const prompter = new ScriptedPrompter('open sesame');
      const shared = options({ identityFiles: [pathOf('locked-pem')], batch: false, prompter });
      const runs = [old, modern, old].map(({ port }) =>
        run(`127.0.0.1:${port}`, shared, 'echo in; exit 7\n'),
      );

      expect((await Promise.all(runs)).map(({ status }) => status)).toEqual([7, 7, 7]);
      expect(prompter.asked).toHaveLength(1);
    });

    test('is asked for a key whose public half lies nowhere', async () => {
      renameSync(`${pathOf('locked-pkcs8')}.pub`, join(folder, 'away.pub'));
      const prompter = new ScriptedPrompter('open sesame');
      const identityFiles = [pathOf('locked-pkcs8')];

      expect(await login(old, { identityFiles, batch: false, prompter })).toMatchObject({ status: 7 });
      renameSync(join(folder, 'away.pub'), `${pathOf('locked-pkcs8')}.pub`);
    });

    test('is never asked for with --batch, and appears in no error', async () => {
      const prompter = new ScriptedPrompter('open sesame');
      const refused = login(modern, { identityFiles: [pathOf('locked')], prompter });

      await expect(refused).rejects.toMatchObject({ code: 'ssh-auth-failed' });
      expect(prompter.asked).toEqual([]);
    });
  });

  describe('the agent', () => {
    const socket = join(folder, 'agent');
    const agent = { process: null as ReturnType<typeof spawn> | null };
    const add = (...names: readonly string[]): void => {
      const env = { ...process.env, SSH_AUTH_SOCK: socket };
      execFileSync('ssh-add', ['-q', '-D'], { env, stdio: 'ignore' });
      for (const name of names) execFileSync('ssh-add', ['-q', pathOf(name)], { env });
    };

    beforeAll(async () => {
      agent.process = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
      for (let attempt = 0; attempt < 100 && !existsSync(socket); attempt++)
        await new Promise((resolve) => setTimeout(resolve, 20));
    });

    afterAll(() => {
      agent.process?.kill();
    });

    test.each([
      ['rsa-pem', 'an OpenSSH 4.3'],
      ['rsa-openssh', 'a present sshd'],
      ['ed25519', 'a present sshd'],
      ['ecdsa', 'a present sshd'],
    ])('logs in with %s to %s', async (name, server) => {
      add(name);
      const ran = await login(server === 'an OpenSSH 4.3' ? old : modern, { agentSocket: socket });

      expect(ran.status).toBe(7);
      expect(ran.connection['authentication']).toMatch(/of the agent/);
    });

    test('counts key by key, so that a named key among many is tried in time', async () => {
      add('x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7', 'rsa-pem');
      const identityFiles = [`${pathOf('rsa-pem')}.pub`];

      expect(await login(modern, { agentSocket: socket, identityFiles })).toMatchObject({ status: 7 });
    });

    test('is limited to the named keys by IdentitiesOnly', async () => {
      add('rsa-pem');
      const config = write(folder, 'config-only', `IdentitiesOnly yes\nIdentityFile ${pathOf('x1')}\n`);
      const refused = login(modern, { agentSocket: socket, configFiles: [config] });

      await expect(refused).rejects.toMatchObject({
        code: 'ssh-auth-failed',
        message: expect.not.stringContaining('of the agent') as string,
      });
    });

    test('that cannot be reached is mentioned when the login fails', async () => {
      const refused = login(modern, { agentSocket: join(folder, 'no-agent') });

      await expect(refused).rejects.toMatchObject({
        code: 'ssh-auth-failed',
        hint: expect.stringContaining('agent could not be reached') as string,
      });
    });
  });
});

function makeKeyHome(home: string, key: string, folder: string): void {
  execFileSync('mkdir', ['-p', join(home, '.ssh')]);
  execFileSync('cp', [key, join(home, '.ssh/id_rsa')]);
  execFileSync('cp', [join(folder, '.ssh/known_hosts'), join(home, '.ssh/known_hosts')]);
}
