import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../../../src/source/ssh/endpoint.ts';
import type { SshOptions } from '../../../../src/source/ssh/index.ts';
import { resolveRoute } from '../../../../src/source/ssh/route.ts';
import { parseTarget } from '../../../../src/source/ssh/target.ts';
import { testFolder, write } from '../../../support/ssh/folder.ts';
import { bareOptions } from '../../../support/ssh/options.ts';

const folder = testFolder();

/** A home with these files in its .ssh; `config` is the configuration. */
function homeWith(files: Readonly<Record<string, string>>): string {
  const home = mkdtempSync(join(folder, 'home-'));
  for (const [name, text] of Object.entries(files)) write(home, `.ssh/${name}`, text);
  return home;
}

async function routeTo(
  target: string,
  files: Readonly<Record<string, string>>,
  changes: Partial<SshOptions> = {},
): Promise<{ home: string; route: Endpoint[] }> {
  const home = homeWith(files);
  const options = bareOptions(home, { configFiles: [join(home, '.ssh/config')], ...changes });
  return { home, route: await resolveRoute(parseTarget(target), options) };
}

async function lastOf(target: string, config: string, changes: Partial<SshOptions> = {}): Promise<Endpoint> {
  const { route } = await routeTo(target, { config }, changes);
  const last = route.at(-1);
  if (!last) throw new Error('no route');
  return last;
}

describe('ssh_config', () => {
  test.each([
    ['nothing', 'dom0', '', { host: 'dom0', port: 22, user: 'root' }],
    ['HostName', 'dom0', 'Host dom0\n  HostName 192.0.2.7\n', { host: '192.0.2.7' }],
    ['HostName with %h', 'dom0', 'Host dom0\n  HostName %h.example.com\n', { host: 'dom0.example.com' }],
    [
      'lower-case words',
      'dom0',
      'host dom0\n  hostname 192.0.2.7\n  port 2222\n',
      { host: '192.0.2.7', port: 2222 },
    ],
    ['words with =', 'dom0', 'Host=dom0\n  Port = 2222\n', { port: 2222 }],
    ['User', 'dom0', 'Host dom0\n  User admin\n', { user: 'admin' }],
    ['User against the target', 'me@dom0', 'Host dom0\n  User admin\n', { user: 'me' }],
    ['Port against the target', 'dom0:22', 'Host dom0\n  Port 2222\n', { port: 22 }],
    ['the first value', 'dom0', 'Host dom0\n  Port 1\nHost *\n  Port 2\n', { port: 1 }],
    ['a line before all sections', 'dom0', 'Port 3\nHost dom0\n  Port 1\n', { port: 3 }],
    ['another host only', 'dom0', 'Host other\n  Port 2222\n', { port: 22 }],
    ['a negated pattern', 'dom0', 'Host * !dom0\n  Port 2222\n', { port: 22 }],
    ['a list of patterns', 'dom0', 'Host x dom?\n  Port 2222\n', { port: 2222 }],
    ['a Match for the user', 'admin@dom0', 'Match user admin\n  Port 2222\n', { port: 2222 }],
    ['a Match for another user', 'me@dom0', 'Match user admin\n  Port 2222\n', { port: 22 }],
    ['a Match by a command, which is not run', 'dom0', 'Match exec "true"\n  Port 2222\n', { port: 22 }],
    [
      'Windows line ends',
      'dom0',
      'Host dom0\r\n  Port 2222\r\n  User admin\r\n',
      { port: 2222, user: 'admin' },
    ],
    ['comments', 'dom0', '# one\nHost dom0 # two\n  # three\n  Port 2222\n', { port: 2222 }],
    [
      'directives nobody here knows',
      'dom0',
      'Host dom0\n  GSSAPIAuthentication yes\n  Port 2222\n',
      { port: 2222 },
    ],
    ['StrictHostKeyChecking', 'dom0', 'StrictHostKeyChecking accept-new\n', { acceptNewHostKey: true }],
    ['StrictHostKeyChecking no', 'dom0', 'StrictHostKeyChecking no\n', { acceptNewHostKey: true }],
    ['StrictHostKeyChecking yes', 'dom0', 'StrictHostKeyChecking yes\n', { acceptNewHostKey: false }],
    ['HostKeyAlias', 'dom0:2222', 'HostKeyAlias cluster\n', { hostKeyName: 'cluster', hostKeyPort: 22 }],
    ['HashKnownHosts', 'dom0', 'HashKnownHosts yes\n', { hashKnownHosts: true }],
    ['IdentitiesOnly', 'dom0', 'IdentitiesOnly yes\n', { identitiesOnly: true }],
    ['ConnectTimeout', 'dom0', 'ConnectTimeout 7\n', { connectTimeoutSeconds: 7 }],
    ['IdentityAgent', 'dom0', 'IdentityAgent /run/agent\n', { agentSocket: '/run/agent' }],
    ['IdentityAgent none', 'dom0', 'IdentityAgent none\n', { agentSocket: null }],
    [
      'IdentityAgent of the environment',
      'dom0',
      'IdentityAgent SSH_AUTH_SOCK\n',
      { agentSocket: '/run/own' },
    ],
  ])('says %s', async (_, target, config, expected) => {
    expect(await lastOf(target, config, { agentSocket: '/run/own' })).toMatchObject(expected);
  });

  test('starts no program on this machine', async () => {
    const ran = join(folder, 'ran');
    const config = `Match exec "touch ${ran}"\n  Port 2222\n`;

    expect(await lastOf('dom0', config)).toMatchObject({ host: 'dom0', port: 22 });
    expect(existsSync(ran)).toBe(false);
  });

  test('gives limits of the options the last word', async () => {
    const limits = { connectTimeoutSeconds: 3 };

    expect(await lastOf('dom0', 'ConnectTimeout 7\n', { limits })).toMatchObject({
      connectTimeoutSeconds: 3,
    });
  });

  test('names key files with ~, tokens and quotation marks', async () => {
    const config = [
      'Host dom0',
      '  HostName h.example',
      '  Port 2222',
      '  IdentityFile ~/.ssh/%r-%h-%p-%n-%u-%%',
      '  IdentityFile "%d/my key"',
      '  IdentityFile /abs/key',
      '  IdentityFile relative',
      '',
    ].join('\n');
    const { home, route } = await routeTo('dom0', { config }, { identityFiles: ['/given'] });

    expect(route[0]?.identityFiles).toEqual([
      { path: '/given', required: true },
      { path: join(home, '.ssh/root-h.example-2222-dom0-tester-%'), required: false },
      { path: join(home, 'my key'), required: false },
      { path: '/abs/key', required: false },
      { path: join(home, 'relative'), required: false },
    ]);
  });

  test('names known_hosts files, several in a line', async () => {
    const config = 'UserKnownHostsFile ~/a "/b c" none\nGlobalKnownHostsFile /etc/kh\n';
    const { home, route } = await routeTo('dom0', { config });

    expect(route[0]).toMatchObject({
      userKnownHostsFiles: [join(home, 'a'), '/b c'],
      globalKnownHostsFiles: ['/etc/kh'],
    });
  });

  test('is read from the user’s file first and from further files after it', async () => {
    const home = homeWith({
      config: 'Host dom0\n  Port 1\n',
      second: 'Host dom0\n  Port 2\n  User second\n',
    });
    const configFiles = ['config', 'absent', 'second'].map((name) => join(home, '.ssh', name));
    const route = await resolveRoute(parseTarget('dom0'), bareOptions(home, { configFiles }));

    expect(route).toMatchObject([{ port: 1, user: 'second' }]);
  });
});

describe('Include', () => {
  test.each([
    ['a relative path', { config: 'Include more\n', more: 'Port 2222\n' }, 2222],
    ['a path with ~', { config: 'Include ~/.ssh/more\n', more: 'Port 2222\n' }, 2222],
    [
      'a pattern',
      { config: 'Include conf.d/*.conf\n', 'conf.d/a.conf': 'Port 1\n', 'conf.d/b.conf': 'Port 2\n' },
      1,
    ],
    ['a pattern in the middle', { config: 'Include */x\n', 'b/x': 'Port 2\n', 'a/x': 'Port 1\n' }, 1],
    ['a file that is not there', { config: 'Include gone gone/*\nPort 2222\n' }, 2222],
    ['a file that ends in a section', { config: 'Include more\nPort 2222\n', more: 'Host other\n' }, 2222],
    ['a section that applies', { config: 'Host dom0\n  Include more\n', more: 'Port 2222\n' }, 2222],
    ['a section that does not apply', { config: 'Host other\n  Include more\n', more: 'Port 2222\n' }, 22],
    [
      'the middle of a section, in its place',
      { config: 'Host dom0\n  Include more\n  Port 1\n', more: 'Port 2222\n' },
      2222,
    ],
    [
      'a section, whose own earlier line counts',
      { config: 'Host dom0\n  Port 1\n  Include more\n', more: 'Port 2222\n' },
      1,
    ],
    [
      'a section, a section within the file',
      { config: 'Host dom*\n  Include more\n', more: 'Host dom0\n  Port 2222\n' },
      2222,
    ],
    ['an included file', { config: 'Include one\n', one: 'Include two\n', two: 'Port 2222\n' }, 2222],
  ])('works in %s', async (_, files: Readonly<Record<string, string>>, port) => {
    const { route } = await routeTo('dom0', files);

    expect(route[0]?.port).toBe(port);
  });
});

describe('ProxyJump', () => {
  const hostsOf = (route: readonly Endpoint[]): string[] =>
    route.map(({ user, host, port }) => `${user}@${host}:${port}`);

  test.each([
    ['one host', 'Host dom0\n  ProxyJump jump\n', ['root@jump:22', 'root@dom0:22']],
    ['a host with user and port', 'Host dom0\n  ProxyJump me@jump:2222\n', ['me@jump:2222', 'root@dom0:22']],
    [
      'several hosts in order',
      'Host dom0\n  ProxyJump a,ssh://me@b:2\n',
      ['root@a:22', 'me@b:2', 'root@dom0:22'],
    ],
    [
      'a host with settings of its own',
      'Host dom0\n  ProxyJump jump\nHost jump\n  HostName 192.0.2.1\n  User hopper\n  Port 2\n',
      ['hopper@192.0.2.1:2', 'root@dom0:22'],
    ],
    [
      'a host that is itself behind another',
      'Host dom0\n  ProxyJump b\nHost b\n  ProxyJump a\n',
      ['root@a:22', 'root@b:22', 'root@dom0:22'],
    ],
    [
      'several hosts, of which only the first one’s own ProxyJump counts',
      'Host dom0\n  ProxyJump b,c\nHost b\n  ProxyJump a\nHost c\n  ProxyJump x\n',
      ['root@a:22', 'root@b:22', 'root@c:22', 'root@dom0:22'],
    ],
    ['none', 'Host dom0\n  ProxyJump none\nHost *\n  ProxyJump jump\n', ['root@dom0:22']],
    [
      'ssh -W as a ProxyCommand',
      'ProxyCommand ssh -q -W %h:%p me@jump\nHost jump\n',
      ['me@jump:22', 'root@dom0:22'],
    ],
    [
      'ssh jump -W as a ProxyCommand',
      'Host dom0\n  ProxyCommand ssh jump -W [%h]:%p\n',
      ['root@jump:22', 'root@dom0:22'],
    ],
    ['the ProxyCommand none', 'Host dom0\n  ProxyCommand none\n', ['root@dom0:22']],
  ])('leads through %s', async (_, config, expected) => {
    const text = config.replace(/^ProxyCommand/, 'Host dom0\n  ProxyCommand');
    const { route } = await routeTo('dom0', { config: text });

    expect(hostsOf(route)).toEqual(expected);
  });

  test('marks the target, and names jump hosts as such', async () => {
    const { route } = await routeTo('dom0', { config: 'Host dom0\n  ProxyJump jump\n' });

    expect(route.map(({ isTarget }) => isTarget)).toEqual([false, true]);
    expect(route[0]?.name).toBe('the jump host jump:22 on the way to dom0');
  });
});

describe('a configuration that cannot be used', () => {
  test.each([
    ['an open quotation mark', 'Host "dom0\n  Port 22\n'],
    ['a directive without a value', 'Host dom0\n  User\n  Port 22\n'],
    ['a section without a name', 'Host\n  Port 22\n'],
    ['a port that is no number', 'Port ssh\n'],
    ['a port that is too high', 'Port 65536\n'],
    ['a token that is not supported', 'IdentityFile ~/%C\n'],
    ['a percent sign at the end', 'IdentityFile ~/100%\n'],
    ['a jump host that is none', 'ProxyJump a,,b\n'],
    [
      'hosts that jump in a circle',
      'Host dom0\n  ProxyJump a\nHost a\n  ProxyJump b\nHost b\n  ProxyJump a\n',
    ],
    ['a command', 'ProxyCommand nc %h %p\n'],
    ['files that include each other', 'Include config\n'],
  ])('because of %s is an error with what to do', async (_, config) => {
    await expect(routeTo('dom0', { config })).rejects.toMatchObject({
      code: 'ssh-config-invalid',
      hint: expect.stringMatching(/\S/) as string,
    });
  });
});
