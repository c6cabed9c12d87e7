import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SshOptions } from '../../../src/source/ssh/index.ts';
import { describeReal } from '../../support/ssh/describe-real.ts';
import { testFolder, write } from '../../support/ssh/folder.ts';
import { knownHostsLine, makeKey } from '../../support/ssh/keys.ts';
import { bareOptions } from '../../support/ssh/options.ts';
import { ScriptedPrompter } from '../../support/ssh/prompter.ts';
import { run } from '../../support/ssh/run.ts';
import { PASSWORD, type Sshd, startSshd } from '../../support/ssh/sshd.ts';

describeReal('passwords', () => {
  const folder = testFolder();
  const servers = new Map<string, Sshd>();
  const agentlessKey = { path: '' };

  beforeAll(async () => {
    const hostKey = makeKey(folder, 'rsa-pem', 'host');
    const key = makeKey(folder, 'ed25519', 'user');
    agentlessKey.path = key.path;
    const kinds = {
      password: 'PasswordAuthentication yes',
      keyboard: 'KbdInteractiveAuthentication yes',
      both: 'PasswordAuthentication yes\nKbdInteractiveAuthentication yes',
      'key and password': 'PasswordAuthentication yes\nAuthenticationMethods publickey,password',
      'key and keyboard':
        'KbdInteractiveAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive',
      'no root': 'PasswordAuthentication yes\nPermitRootLogin prohibit-password',
    };
    for (const [name, config] of Object.entries(kinds)) {
      const settings = { hostKeys: [hostKey.path], authorizedKeys: [key.publicLine], config };
      servers.set(
        name,
        await startSshd(folder, { ...settings, legacy: name === 'password' || name === 'keyboard' }),
      );
    }
    const names = [...servers.values()].map(({ port }) => `[127.0.0.1]:${port}`);
    write(folder, '.ssh/known_hosts', knownHostsLine(names.join(','), hostKey));
  });

  afterAll(async () => {
    for (const server of servers.values()) await server.stop();
  });

  const login = (kind: string, changes: Partial<SshOptions>, user = 'root') => {
    const target = `${user}@127.0.0.1:${servers.get(kind)?.port ?? 0}`;
    return run(target, bareOptions(folder, changes), 'echo in; exit\n');
  };

  /** What a server has logged since, once it has noticed that we are gone. */
  async function logOf(kind: string, since: number): Promise<string> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const log = servers.get(kind)?.log().slice(since) ?? '';
      if (/^(Connection (closed|reset)|Disconnected|Received disconnect)/m.test(log)) return log;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the server did not notice');
  }

  describe('a given password', () => {
    test.each([
      ['password', 'password'],
      ['keyboard', 'keyboard-interactive'],
      ['both', 'keyboard-interactive'],
    ])('logs in by %s, without a question', async (kind, method) => {
      const ran = await login(kind, { password: PASSWORD });

      expect(ran).toMatchObject({ stdout: 'in\n', connection: { authentication: method } });
    });

    test.each(['key and password', 'key and keyboard'])('is the second step after a %s', async (kind) => {
      const ran = await login(kind, { password: PASSWORD, identityFiles: [agentlessKey.path] });

      expect(ran.stdout).toBe('in\n');
    });

    test.each(['password', 'keyboard', 'both'])(
      'that is wrong is sent once (%s) and not shown',
      async (kind) => {
        const before = servers.get(kind)?.log().length ?? 0;
        let error: unknown;
        await login(kind, { password: 'wrong-secret' }).catch((cause: unknown) => (error = cause));

        expect(error).toMatchObject({
          code: 'ssh-auth-failed',
          hint: expect.stringContaining('PermitRootLogin') as string,
        });
        expect(JSON.stringify([error, String(error)])).not.toContain('wrong-secret');
        const log = await logOf(kind, before);

        expect(log.match(/^Failed (?!none)/gm)).toHaveLength(1);
      },
    );

    test('is refused for root where sshd says so, with the methods tried and accepted', async () => {
      await expect(login('no root', { password: PASSWORD })).rejects.toMatchObject({
        code: 'ssh-auth-failed',
        message: expect.stringMatching(/tried: password; the server accepts: publickey, password/) as string,
      });
    });
  });

  describe('a person at the terminal', () => {
    test.each([
      ['password', { kind: 'password', prompt: '' }],
      ['keyboard', { kind: 'password', prompt: expect.stringContaining('Password:') as string }],
    ])('is asked for the password (%s), again after a wrong answer', async (kind, question) => {
      const prompter = new ScriptedPrompter('wrong', PASSWORD);
      const ran = await login(kind, { batch: false, prompter });

      expect(ran.stdout).toBe('in\n');
      expect(prompter.asked).toMatchObject([
        { ...question, echo: false, attempt: 1, subject: `root@127.0.0.1:${servers.get(kind)?.port ?? 0}` },
        { ...question, attempt: 2 },
      ]);
    });

    test('is asked when the given password is wrong', async () => {
      const prompter = new ScriptedPrompter(PASSWORD);
      const ran = await login('both', { password: 'wrong', batch: false, prompter });

      expect(ran.stdout).toBe('in\n');
      expect(prompter.asked).toMatchObject([{ attempt: 2 }]);
    });

    test('is asked three times at most', async () => {
      const prompter = new ScriptedPrompter('a', 'b', 'c', PASSWORD);

      await expect(login('password', { batch: false, prompter })).rejects.toMatchObject({
        code: 'ssh-auth-failed',
      });
      expect(prompter.asked).toHaveLength(3);
    });

    test.each(['password', 'keyboard'])('may cancel (%s)', async (kind) => {
      const prompter = new ScriptedPrompter(null);

      await expect(login(kind, { batch: false, prompter })).rejects.toMatchObject({
        code: 'ssh-auth-failed',
      });
      expect(prompter.asked).toHaveLength(1);
    });

    test('who cancels sends no empty password', async () => {
      const before = servers.get('keyboard')?.log().length ?? 0;
      const refused = login('keyboard', { batch: false, prompter: new ScriptedPrompter(null) });

      await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining('no answer') as string });
      expect(await logOf('keyboard', before)).not.toMatch(/^Failed (?!none)|Authentication failure/m);
    });

    test('is never asked with --batch', async () => {
      const prompter = new ScriptedPrompter(PASSWORD);

      await expect(login('both', { prompter })).rejects.toMatchObject({ code: 'ssh-auth-failed' });
      expect(prompter.asked).toEqual([]);
    });

    test('may take longer than the server’s answers may', async () => {
      const prompter = { ask: () => new Promise<string>((resolve) => setTimeout(resolve, 1500, PASSWORD)) };
      // A wrong password is answered late by sshd on purpose, a right one at once.
      const ran = await login('password', { batch: false, prompter, limits: { answerTimeoutSeconds: 1 } });

      expect(ran.stdout).toBe('in\n');
    });

    test('whose terminal fails sees that failure', async () => {
      const prompter = { ask: () => Promise.reject(new Error('the terminal is gone')) };

      for (const kind of ['password', 'keyboard'])
        await expect(login(kind, { batch: false, prompter })).rejects.toThrow('the terminal is gone');
    });
  });
});
