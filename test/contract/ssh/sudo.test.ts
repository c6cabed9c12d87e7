import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseTarget, sshSource, type SshOptions } from '../../../src/source/ssh/index.ts';
import { describeReal } from '../../support/ssh/describe-real.ts';
import { testFolder, write } from '../../support/ssh/folder.ts';
import { knownHostsLine, makeKey } from '../../support/ssh/keys.ts';
import { bareOptions } from '../../support/ssh/options.ts';
import { ScriptedPrompter } from '../../support/ssh/prompter.ts';
import { run } from '../../support/ssh/run.ts';
import { PASSWORD, type Sshd, startSshd } from '../../support/ssh/sshd.ts';

const SUDOERS = `
Defaults:ttyuser requiretty
Defaults:ptyuser use_pty
auditor ALL=(root) NOPASSWD: /bin/sh
asker ALL=(ALL) ALL
ttyuser ALL=(ALL) NOPASSWD: ALL
ptyuser ALL=(ALL) ALL
`;

describeReal('sudo', () => {
  const folder = testFolder();
  const key = { path: '' };
  let sshd: Sshd;

  beforeAll(async () => {
    const hostKey = makeKey(folder, 'ed25519', 'host');
    const user = makeKey(folder, 'ed25519', 'user');
    key.path = user.path;
    sshd = await startSshd(folder, {
      hostKeys: [hostKey.path],
      authorizedKeys: [user.publicLine],
      sudoers: SUDOERS,
    });
    write(folder, '.ssh/known_hosts', knownHostsLine('127.0.0.1', hostKey));
  });

  afterAll(() => sshd.stop());

  const runAs = (
    user: string,
    changes: Partial<SshOptions> = {},
    program = 'id -u; echo e >&2; exit 5\n',
  ) => {
    const options = bareOptions(folder, { identityFiles: [key.path], sudo: true, ...changes });
    return run(`${user}@127.0.0.1:${sshd.port}`, options, program);
  };

  test('without a password makes us root, and leaves no word of its own', async () => {
    expect(await runAs('auditor')).toMatchObject({
      stdout: '0\n',
      stderr: 'e\n',
      status: 5,
      lost: null,
      connection: { user: 'auditor', privilege: 'sudo' },
    });
  });

  test('that does not ask does not get the password, which would be run as a command', async () => {
    const ran = await runAs('auditor', { password: PASSWORD });

    expect(ran).toMatchObject({ stdout: '0\n', stderr: 'e\n', status: 5 });
  });

  test.each(['asker', 'ptyuser'])(
    'that asks %s gets the given password, and the program comes through whole',
    async (user) => {
      const program = `${`# ${'x'.repeat(70)}\n`.repeat(3000)}id -u; printf '\\000\\001\\r\\n\\377'; echo e >&2; exit 5\n`;
      const ran = await runAs(user, { password: PASSWORD }, program);

      expect(ran).toMatchObject({ stdout: '0\n\u0000\u0001\r\n\u00ff', stderr: 'e\n', status: 5 });
    },
  );

  test('that asks is answered by the person at the terminal, again after a wrong answer', async () => {
    const prompter = new ScriptedPrompter('wrong', PASSWORD);
    const ran = await runAs('asker', { batch: false, prompter });

    expect(ran).toMatchObject({ stdout: '0\n', stderr: 'e\n', status: 5 });
    expect(prompter.asked).toMatchObject([
      { kind: 'sudo-password', subject: `asker@127.0.0.1:${sshd.port}`, attempt: 1 },
      { kind: 'sudo-password', attempt: 2 },
    ]);
  });

  test.each([
    ['asks and nobody answers', 'asker', {}, 'ssh-sudo-denied', /asks for a password, and there is none/],
    ['is given a wrong password', 'asker', { password: 'wrong' }, 'ssh-sudo-denied', /password is wrong/],
    [
      'does not know the user',
      'stranger',
      { password: PASSWORD },
      'ssh-sudo-denied',
      /not in the sudoers file|may not run sudo/,
    ],
    ['wants a terminal', 'ttyuser', {}, 'ssh-sudo-requiretty', /requiretty/],
  ])('that %s is an error with what to do', async (_, user, changes, code, why) => {
    const refused = runAs(user, changes);

    await expect(refused).rejects.toMatchObject({ code, hint: expect.stringMatching(/visudo/) as string });
    await expect(refused).rejects.toThrow(why);
  });

  test.each(['auditor', 'asker', 'ptyuser'])(
    'makes %s root for two programs over one login, each sent data when it is ready for it',
    async (user) => {
      const options = bareOptions(folder, { identityFiles: [key.path], sudo: true, password: PASSWORD });
      const connection = await sshSource(parseTarget(`${user}@127.0.0.1:${sshd.port}`), options).connect();
      try {
        for (const word of ['first', 'second']) {
          const run = await connection.open('{ echo ready; read -r line; echo "$(id -u) $line"; exit; }\n');
          let said = '';
          for await (const chunk of run.stdout) {
            if (said === '') await run.send(Buffer.from(`${word}\n`));
            said += chunk.toString();
          }
          expect(said).toBe(`ready\n0 ${word}\n`);
          expect(await run.done).toMatchObject({ status: 0, lost: null });
        }
      } finally {
        connection.close();
      }
    },
  );

  test('is left alone when we log in as root', async () => {
    expect((await runAs('root')).connection).toMatchObject({ user: 'root', privilege: 'login' });
  });

  test('is left alone when it is not asked for', async () => {
    expect(await runAs('auditor', { sudo: false })).toMatchObject({ stdout: '4200\n' });
  });
});
