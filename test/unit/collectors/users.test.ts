import { describe, expect, test } from 'vitest';
import { parseUsers } from '../../../src/collectors/users/parse.ts';
import type { GroupItem, SettingItem, UserItem } from '../../../src/model/inventory.ts';
import fc from 'fast-check';
import { expectNeverThrows, expectSound, hostileText } from '../../support/hostile.ts';
import { ran, refused, rows, section, shown } from '../../support/sections.ts';

type Row = readonly (string | number)[];

const ROOT: Row = ['user', 1, 'locked', 'root', 0, 0, '/root', '/bin/bash'];
const NOBODY: Row = ['user', 1, 'locked', 'nobody', 99, 99, '/', '/sbin/nologin'];
const SHADOW: Row = ['shadow', 'set', 'root'];
const RSA =
  'AAAAB3NzaC1yc2EAAAADAQABAAAAgQDOs0pvJrLq5x7B1kqG2H8t2yPq9w1bq3v8t3mY0r0s1QeKzv1dWqk2bJ3w4x5y6z7A8B9C0D1E2F3G4H5I6J7K8L9';

function accounts(...list: readonly Row[]): Buffer {
  return ran('accounts', rows(...list));
}

function parse(blocks: readonly Buffer[], keys: readonly Buffer[] = []) {
  const collected = parseUsers({ accounts: section(blocks), keys: section(keys) });
  return {
    ...collected,
    users: collected.items.filter((item): item is UserItem => item.kind === 'user'),
    groups: collected.items.filter((item): item is GroupItem => item.kind === 'group'),
    settings: collected.items.filter((item): item is SettingItem => item.kind === 'setting'),
  };
}

describe('accounts', () => {
  test('users and groups have their numbers, homes and members', () => {
    const { users, groups, gaps } = parse([
      accounts(
        ROOT,
        ['user', 1, 'locked', 'nagios', 500, 501, '/home/nagios', '/bin/bash'],
        ['group', 'root', 0, 'root'],
        ['group', 'nagios', 501, 'a,b'],
        ['group', 'nobody', 99, ''],
        SHADOW,
        ['shadow', 'locked', 'nagios'],
      ),
    ]);

    expect(users[1]).toMatchObject({
      id: 'user:nagios',
      uid: 500,
      gid: 501,
      home: '/home/nagios',
      shell: '/bin/bash',
      password: 'locked',
    });
    expect(groups.map(({ id, members }) => [id, members])).toEqual([
      ['group:root', ['root']],
      ['group:nagios', ['a', 'b']],
      ['group:nobody', []],
    ]);
    expect(gaps).toEqual([]);
  });

  test.each<[string, Row, readonly Row[], UserItem['password']]>([
    ['in shadow', ['user', 1, 'locked', 'x', 1, 1, '/', ''], [['shadow', 'set', 'x']], 'set'],
    ['empty in shadow', ['user', 1, 'locked', 'x', 1, 1, '/', ''], [['shadow', 'empty', 'x']], 'empty'],
    ['in shadow, where it is not', ['user', 1, 'locked', 'x', 1, 1, '/', ''], [SHADOW], 'unknown'],
    ['in passwd itself', ['user', 0, 'set', 'x', 1, 1, '/', ''], [['shadow', 'locked', 'x']], 'set'],
    ['empty in passwd', ['user', 0, 'empty', 'x', 1, 1, '/', ''], [['shadow', 'set', 'x']], 'empty'],
    [
      'twice in shadow, where the first counts',
      ['user', 1, 'locked', 'x', 1, 1, '/', ''],
      [
        ['shadow', 'locked', 'x'],
        ['shadow', 'set', 'x'],
      ],
      'locked',
    ],
  ])('a password that is %s', (_what, user, shadow, expected) => {
    expect(parse([accounts(user, ...shadow)]).users[0]?.password).toBe(expected);
  });

  test.each<[string, readonly Row[], string | undefined]>([
    ['has a hash', [ROOT, SHADOW], 'set'],
    ['is locked', [ROOT, ['shadow', 'locked', 'root']], 'locked'],
    ['is empty', [ROOT, ['shadow', 'empty', 'root']], 'empty'],
    ['is not in shadow', [ROOT, ['shadow', 'set', 'nobody']], 'missing'],
    ['is not in passwd', [NOBODY, ['shadow', 'set', 'nobody']], 'missing'],
    ['cannot be told without shadow', [ROOT], undefined],
  ])('the password that the installer carries %s', (_what, list, expected) => {
    const found = parse([accounts(...list)]).settings.find(
      ({ id }) => id === 'setting:account.root-password',
    );

    expect(found?.value).toBe(expected);
  });

  test('without shadow it is a gap whether accounts have a password', () => {
    expect(parse([accounts(ROOT)]).gaps).toMatchObject([{ origin: '/etc/shadow', reason: 'not-collected' }]);
    expect(parse([ran('accounts', rows(ROOT), 2)]).gaps).toMatchObject([
      { origin: '/etc/shadow', reason: 'denied' },
    ]);
  });

  test('lines without the usual fields are gaps with their numbers', () => {
    const { users, gaps } = parse([
      accounts(
        ROOT,
        SHADOW,
        ['odd', '/etc/passwd', 7],
        ['user', 1, 'locked', 'x', 'abc', 1, '/', ''],
        ['user', 1, 'locked', 'a\tb', 1, 1, '/', ''],
        ['group', 'g', '', ''],
      ),
    ]);

    expect(users.map(({ name }) => name)).toEqual(['root']);
    expect(gaps.map(({ origin, reason }) => [origin, reason])).toEqual([
      ['/etc/passwd', 'unparsable'],
      ['/etc/passwd', 'unparsable'],
      ['/etc/passwd', 'unparsable'],
      ['/etc/group', 'unparsable'],
    ]);
    expect(gaps[0]?.detail).toContain('line 7');
  });

  test('of two accounts with one name both are kept', () => {
    expect(parse([accounts(ROOT, SHADOW, ROOT)]).users.map(({ id }) => id)).toEqual([
      'user:root',
      'user:root#2',
    ]);
  });
});

describe('authorized keys', () => {
  const file = (text: string) => shown('/root/.ssh/authorized_keys', text);
  const blocks = [accounts(ROOT, SHADOW)];

  test.each([
    [`ssh-rsa ${RSA} ops@jump host`, /^ssh-rsa SHA256:\S+ ops@jump host$/],
    [
      `command="/root/push.sh \\"a b\\" c",no-pty ssh-rsa ${RSA}`,
      /^command="\/root\/push\.sh \\"a b\\" c",no-pty ssh-rsa SHA256:\S+$/,
    ],
    [
      `from="192.0.2.*" ecdsa-sha2-nistp256 ${RSA} x`,
      /^from="192\.0\.2\.\*" ecdsa-sha2-nistp256 SHA256:\S+ x$/,
    ],
    ['1024 35 1234567890 old@host', /^rsa1 SHA256:\S+ old@host$/],
  ])('%j', (line, value) => {
    const { settings, gaps } = parse(blocks, [file(`# comment\n${line}\n`)]);
    const key = settings.find(({ area }) => area === 'ssh');

    expect(key?.value).toMatch(value);
    expect(key?.id).toMatch(/^setting:ssh\.authorized-key\.root\.SHA256:/);
    expect(key?.evidence).toMatchObject([{ origin: '/root/.ssh/authorized_keys', line: 2 }]);
    expect(gaps).toEqual([]);
  });

  test('the fingerprint is that of the key, as ssh-keygen prints it', () => {
    // ssh-keygen -lf on this made-up key.
    const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

    const { settings } = parse(blocks, [file(`ssh-ed25519 ${key}\n`)]);

    expect(settings.find(({ area }) => area === 'ssh')?.value).toBe(
      'ssh-ed25519 SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA',
    );
  });

  test('a line that is no key is a gap', () => {
    const { gaps } = parse(blocks, [file('rubbish\nssh-rsa\n')]);

    expect(gaps).toMatchObject([{ reason: 'unparsable' }, { reason: 'unparsable' }]);
  });

  test('a home that no account has stands for its owner', () => {
    const { settings } = parse(blocks, [shown('/home/x/.ssh/authorized_keys2', `ssh-rsa ${RSA}\n`)]);

    expect(settings.find(({ area }) => area === 'ssh')?.key).toMatch(/^authorized-key\.\/home\/x\./);
  });

  test.each([
    ['AuthorizedKeysFile .ssh/authorized_keys', 0],
    ['AuthorizedKeysFile %h/.ssh/authorized_keys .ssh/authorized_keys2', 0],
    ['#AuthorizedKeysFile /etc/keys/%u', 0],
    ['authorizedkeysfile /etc/keys/%u', 1],
    ['AuthorizedKeysFile=.ssh/authorized_keys /etc/keys/%u', 1],
  ])('%j leaves %d places that were not looked at', (line, count) => {
    expect(parse(blocks, [shown('/etc/ssh/sshd_config', `${line}\n`)]).gaps).toHaveLength(count);
  });

  test('each line of a key file is a key, a comment or a gap', () => {
    const words = ['ssh-rsa ', `${RSA} `, 'command="', '"', ',no-pty ', '\n', '#', '1024 35 123 '];
    fc.assert(
      fc.property(hostileText(words), (text) => {
        const collected = parse(blocks, [file(text)]);

        expectSound(collected);
        const lines = Buffer.from(text)
          .toString('utf8')
          .split('\n')
          .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
        const keys = collected.settings.filter(({ area }) => area === 'ssh');
        expect(keys.length + collected.gaps.length).toBe(lines.length);
      }),
    );
  });
});

describe('sudo and PAM', () => {
  test('their files are contents', () => {
    const { contents, gaps } = parse([
      shown('/etc/sudoers', 'root ALL=(ALL) ALL\n#includedir /etc/sudoers.d\n'),
      shown('/etc/pam.d/sshd', 'auth required pam_x.so\n'),
      shown('/etc/nsswitch.conf', 'passwd: files\n', { withheld: 1 }),
    ]);

    expect(contents?.map(({ path, withheldLines }) => [path, withheldLines])).toEqual([
      ['/etc/sudoers', 0],
      ['/etc/pam.d/sshd', 0],
      ['/etc/nsswitch.conf', 1],
    ]);
    expect(gaps).toEqual([]);
  });

  test('rules that sudo reads from elsewhere are a gap', () => {
    const { gaps } = parse([shown('/etc/sudoers', '#include /etc/sudoers.local\n# include nothing\n')]);

    expect(gaps).toMatchObject([{ origin: '/etc/sudoers.local', reason: 'not-collected' }]);
  });

  test('a file that could not be read is a gap', () => {
    expect(parse([refused('denied', '/etc/sudoers')]).gaps).toMatchObject([
      { origin: '/etc/sudoers', reason: 'denied' },
    ]);
  });
});

test('parts that did not come give nothing', () => {
  expect(parseUsers({})).toMatchObject({ items: [], gaps: [], contents: [] });
});

test('random bytes never make the parser throw', () => {
  expectNeverThrows(
    parseUsers,
    ['accounts', 'keys'],
    ['accounts', '/root/.ssh/authorized_keys', '/etc/sudoers', '/etc/ssh/sshd_config'],
  );
});
