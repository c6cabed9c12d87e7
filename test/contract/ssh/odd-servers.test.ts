import { readFileSync } from 'node:fs';
import ssh2, { type Connection } from 'ssh2';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SshOptions } from '../../../src/source/ssh/index.ts';
import { describeReal } from '../../support/ssh/describe-real.ts';
import { testFolder, write } from '../../support/ssh/folder.ts';
import { knownHostsLine, makeKey } from '../../support/ssh/keys.ts';
import { bareOptions } from '../../support/ssh/options.ts';
import { ScriptedPrompter } from '../../support/ssh/prompter.ts';
import { run } from '../../support/ssh/run.ts';

/** Servers that no sshd of this machine can be made into; played by ssh2's own server. */
describeReal('an odd server', () => {
  const folder = testFolder();
  const hostKey = { path: '' };
  const running: ssh2.Server[] = [];

  beforeAll(() => {
    const key = makeKey(folder, 'rsa-pem', 'host');
    hostKey.path = key.path;
    write(folder, '.ssh/known_hosts', knownHostsLine('127.0.0.1', key));
  });

  afterEach(() => {
    for (const server of running.splice(0)) server.close();
  });

  /** Starts a server; gives its port. */
  function serve(answer: (client: Connection) => void): Promise<number> {
    const server = new ssh2.Server({ hostKeys: [readFileSync(hostKey.path)] }, (client) => {
      client.on('error', () => undefined);
      answer(client);
    });
    running.push(server);
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        resolve((server.address() as { port: number }).port);
      });
    });
  }

  const login = (port: number, changes: Partial<SshOptions> = {}) =>
    run(`127.0.0.1:${port}`, bareOptions(folder, changes), 'echo in; exit\n');

  /** A host that answers every program with `in`. */
  function runsAnything(client: Connection): void {
    client.on('session', (accept) => {
      accept().on('exec', (acceptExec) => {
        const channel = acceptExec();
        channel.write('in\n');
        channel.exit(0);
        channel.end();
      });
    });
  }

  describe('that asks several questions', () => {
    const asked: string[][] = [];
    const questions = (echo: boolean) => [
      { prompt: 'Token\u001b[2J\n code: ', echo },
      { prompt: 'Password: ', echo: false },
    ];
    const servePair = (echo: boolean) =>
      serve((client) => {
        runsAnything(client);
        client.on('authentication', (context) => {
          if (context.method !== 'keyboard-interactive') context.reject(['keyboard-interactive']);
          else
            context.prompt(questions(echo), 'Two\u0007 factors', (answers) => {
              asked.push(answers);
              if (answers[1] === 'secret' && answers[0] === '4711') context.accept();
              else context.reject(['keyboard-interactive']);
            });
        });
      });

    test.each([true, false])(
      'is given the password and what a person knows (shown: %s), in words fit for a terminal',
      async (echo) => {
        const prompter = new ScriptedPrompter('4711');
        const ran = await login(await servePair(echo), { password: 'secret', batch: false, prompter });

        expect(ran.stdout).toBe('in\n');
        expect(prompter.asked).toMatchObject([{ kind: 'challenge', echo }]);
        expect(prompter.asked[0]?.prompt).toMatch(/^Two factors Token \[2J code:$/);
      },
    );

    test('is given nothing when nobody can be asked', async () => {
      asked.length = 0;
      const refused = login(await servePair(false), { password: 'secret' });

      await expect(refused).rejects.toMatchObject({
        code: 'ssh-auth-failed',
        hint: expect.stringMatching(/The host asked "Two factors Token \[2J code:"/) as string,
      });
      expect(asked).toEqual([]);
    });
  });

  test('that wants a new password says what to do', async () => {
    const port = await serve((client) => {
      client.on('authentication', (context) => {
        if (context.method !== 'password') context.reject(['password']);
        else context.requestChange('Your password has expired', () => undefined);
      });
    });

    await expect(login(port, { password: 'old' })).rejects.toMatchObject({
      code: 'ssh-auth-failed',
      hint: expect.stringContaining('expired') as string,
    });
  });

  test('that does not answer during the login times out', async () => {
    const port = await serve((client) => {
      client.on('authentication', () => undefined);
    });

    await expect(login(port, { limits: { answerTimeoutSeconds: 0.5 } })).rejects.toMatchObject({
      code: 'ssh-timeout',
      message: expect.stringContaining('logging in') as string,
    });
  });

  test('that hangs up during the login is told apart from one that refuses', async () => {
    const port = await serve((client) => {
      client.on('authentication', () => {
        client.end();
      });
    });

    await expect(login(port, { password: 'x' })).rejects.toMatchObject({
      code: 'ssh-auth-failed',
      hint: expect.stringContaining('ended the connection') as string,
    });
  });

  test('that lets anybody in needs no key', async () => {
    const port = await serve((client) => {
      runsAnything(client);
      client.on('authentication', (context) => {
        context.accept();
      });
    });
    const ran = await login(port);

    expect(ran).toMatchObject({ stdout: 'in\n', status: 0, connection: { authentication: 'none' } });
  });

  test('that accepts no command says so', async () => {
    const port = await serve((client) => {
      client.on('authentication', (context) => {
        context.accept();
      });
      client.on('session', (accept) => {
        accept().on('exec', (_accept, reject) => {
          reject();
        });
      });
    });

    await expect(login(port)).rejects.toMatchObject({ code: 'ssh-exec-refused' });
  });

  test('that never starts the command times out', async () => {
    const port = await serve((client) => {
      client.on('authentication', (context) => {
        context.accept();
      });
      client.on('session', () => undefined);
    });

    await expect(login(port, { limits: { answerTimeoutSeconds: 0.5 } })).rejects.toMatchObject({
      code: 'ssh-timeout',
    });
  });

  test('that hangs up while the command is started has lost us', async () => {
    const port = await serve((client) => {
      client.on('authentication', (context) => {
        context.accept();
      });
      client.on('session', () => {
        client.end();
      });
    });

    await expect(login(port)).rejects.toMatchObject({ code: 'ssh-lost' });
  });
});
