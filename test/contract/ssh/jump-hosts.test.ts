import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseTarget, sshSource, type SshOptions } from '../../../src/source/ssh/index.ts';
import { describeReal } from '../../support/ssh/describe-real.ts';
import { testFolder, write } from '../../support/ssh/folder.ts';
import { knownHostsLine, makeKey, type TestKey } from '../../support/ssh/keys.ts';
import { bareOptions } from '../../support/ssh/options.ts';
import { ScriptedPrompter } from '../../support/ssh/prompter.ts';
import { run } from '../../support/ssh/run.ts';
import { freePort, PASSWORD, type Sshd, startSshd } from '../../support/ssh/sshd.ts';

describeReal('jump hosts', () => {
  const folder = testFolder();
  const keys = new Map<string, TestKey>();
  const servers = new Map<string, Sshd>();
  let config = '';

  const portOf = (name: string): number => servers.get(name)?.port ?? 0;
  const path = (name: string): string => keys.get(name)?.path ?? '';

  beforeAll(async () => {
    for (const name of ['jump-host', 'inner-host', 'dom0-host', 'jump-user', 'dom0-user'])
      keys.set(name, makeKey(folder, name.startsWith('dom0') ? 'rsa-pem' : 'ed25519', name));
    const start = async (name: string, key: string, user: string, more: object = {}): Promise<void> => {
      const authorizedKeys = [keys.get(user)?.publicLine ?? ''];
      servers.set(name, await startSshd(folder, { hostKeys: [path(key)], authorizedKeys, ...more }));
    };
    await start('jump', 'jump-host', 'jump-user');
    await start('inner', 'inner-host', 'jump-user');
    await start('closed', 'jump-host', 'jump-user', { config: 'AllowTcpForwarding no' });
    await start('asking', 'jump-host', 'dom0-user', { config: 'PasswordAuthentication yes' });
    await start('dom0', 'dom0-host', 'dom0-user', { legacy: true, config: 'PasswordAuthentication yes' });
    config = await writeConfig();
  });

  afterAll(async () => {
    for (const server of servers.values()) await server.stop();
  });

  async function writeConfig(): Promise<string> {
    const host = (name: string, ...lines: readonly string[]): string =>
      [`Host ${name}`, '  HostName 127.0.0.1', ...lines.map((line) => `  ${line}`), ''].join('\n');
    const jump = (name: string): string =>
      host(
        name,
        `Port ${portOf(name)}`,
        'User auditor',
        `IdentityFile ${path('jump-user')}`,
        'UserKnownHostsFile ~/known-jump',
      );
    const dom0 = (name: string, through: string, port = portOf('dom0')): string =>
      host(name, `Port ${port}`, `ProxyJump ${through}`, `IdentityFile ${path('dom0-user')}`);
    write(
      folder,
      'known-jump',
      knownHostsLine('127.0.0.1', keys.get('jump-host')!) +
        knownHostsLine('127.0.0.1', keys.get('inner-host')!),
    );
    write(folder, '.ssh/known_hosts', knownHostsLine('127.0.0.1', keys.get('dom0-host')!));
    const text = [
      ...['jump', 'inner', 'closed', 'asking'].map(jump),
      host('stranger', `Port ${portOf('jump')}`, 'User auditor', `IdentityFile ${path('jump-user')}`),
      host('nowhere', `Port ${await freePort()}`),
      dom0('dom0', 'jump'),
      dom0('dom0-behind-two', 'jump,inner'),
      dom0('dom0-behind-closed', 'closed'),
      dom0('dom0-behind-asking', 'asking'),
      dom0('dom0-behind-stranger', 'stranger'),
      dom0('dom0-behind-nowhere', 'nowhere'),
      dom0('dom0-gone', 'jump', await freePort()),
    ];
    return write(folder, 'config', text.join('\n'));
  }

  const login = (target: string, changes: Partial<SshOptions> = {}) =>
    run(target, bareOptions(folder, { configFiles: [config], ...changes }), 'id -u; exit\n');

  test.each([
    ['dom0', ['jump']],
    ['dom0-behind-two', ['jump', 'inner']],
  ])('lead to %s, each with its own user, key and known_hosts', async (target, hops) => {
    const ran = await login(target);

    expect(ran).toMatchObject({ stdout: '0\n', status: 0, lost: null });
    expect(ran.connection).toMatchObject({
      user: 'root',
      server: 'OpenSSH_4.3',
      legacy: 'yes',
      jumpHosts: hops.map((name) => `auditor@127.0.0.1:${portOf(name)}`).join(', '),
    });
  });

  describe('that fail are named with what to do:', () => {
    test.each([
      [
        'one that forwards nothing',
        'dom0-behind-closed',
        'proxy-failed',
        /jump host closed .*did not connect us to dom0-behind-closed/,
      ],
      [
        'one from which the target is refused',
        'dom0-gone',
        'proxy-failed',
        /jump host jump .*Connection refused/,
      ],
      [
        'one that is not there',
        'dom0-behind-nowhere',
        'ssh-refused',
        /jump host nowhere .* on the way to dom0-behind-nowhere/,
      ],
      ['one whose key is not known', 'dom0-behind-stranger', 'ssh-host-key-unknown', /jump host stranger/],
    ])('%s', async (_, target, code, words) => {
      await expect(login(target)).rejects.toMatchObject({
        code,
        hint: expect.stringMatching(/\w{4}/) as string,
      });
      await expect(login(target)).rejects.toThrow(words);
    });
  });

  test('do not get the password of the target', async () => {
    await expect(login('dom0-behind-asking', { password: PASSWORD })).rejects.toMatchObject({
      code: 'ssh-auth-failed',
    });
    expect(servers.get('asking')?.log()).not.toMatch(/(Accepted|Failed) password/);
  });

  test('ask for their own password, and the target is given its own', async () => {
    const prompter = new ScriptedPrompter(PASSWORD);
    const ran = await login('dom0-behind-asking', { password: PASSWORD, batch: false, prompter });

    expect(ran.stdout).toBe('0\n');
    expect(prompter.asked).toMatchObject([
      { jumpHost: true, subject: `auditor@127.0.0.1:${portOf('asking')}` },
    ]);
  });

  test('that die in the middle leave what came until then', async () => {
    const jump = await startSshd(folder, {
      hostKeys: [path('jump-host')],
      authorizedKeys: [keys.get('jump-user')?.publicLine ?? ''],
    });
    const mortal = write(
      folder,
      'config-mortal',
      `Host jump\n  Port ${jump.port}\nHost *\nInclude ${config}\n`,
    );
    const options = bareOptions(folder, { configFiles: [mortal] });
    const source = await sshSource(parseTarget('dom0'), options).open('echo x; sleep 60\n');
    await jump.stop();
    let text = '';
    for await (const chunk of source.stdout) text += chunk.toString();

    expect(text).toBe('x\n');
    expect(await source.done).toMatchObject({
      status: null,
      lost: expect.stringMatching(/connection/) as string,
    });
  });
});
