import { describe, expect, test } from 'vitest';
import { parseTarget } from '../../../../src/source/ssh/target.ts';

describe('a target', () => {
  test.each([
    ['dom0', { host: 'dom0', user: null, port: null }],
    ['dom0.example.com', { host: 'dom0.example.com', user: null, port: null }],
    ['admin@dom0', { host: 'dom0', user: 'admin', port: null }],
    ['dom0:2222', { host: 'dom0', user: null, port: 2222 }],
    ['root@192.0.2.7:22', { host: '192.0.2.7', user: 'root', port: 22 }],
    ['2001:db8::7', { host: '2001:db8::7', user: null, port: null }],
    ['[2001:db8::7]', { host: '2001:db8::7', user: null, port: null }],
    ['root@[2001:db8::7]:2222', { host: '2001:db8::7', user: 'root', port: 2222 }],
    ['fe80::1%eth0', { host: 'fe80::1%eth0', user: null, port: null }],
    ['user@corp.example@dom0', { host: 'dom0', user: 'user@corp.example', port: null }],
    ['CORP\\admin@dom0', { host: 'dom0', user: 'CORP\\admin', port: null }],
    ['ssh://dom0', { host: 'dom0', user: null, port: null }],
    ['ssh://dom0/', { host: 'dom0', user: null, port: null }],
    ['SSH://admin@dom0:2222', { host: 'dom0', user: 'admin', port: 2222 }],
    ['ssh://a%40b@[::1]:22', { host: '::1', user: 'a@b', port: 22 }],
    ['ssh://admin;fingerprint=ssh-rsa-x@dom0', { host: 'dom0', user: 'admin', port: null }],
  ])('%s is understood', (text, expected) => {
    expect(parseTarget(text)).toEqual(expected);
  });

  test.each([
    ['', 'empty'],
    ['@dom0', 'without a user before the @'],
    ['root@', 'without a host'],
    ['dom0:', 'with an empty port'],
    ['dom0:0', 'with port 0'],
    ['dom0:65536', 'with a port that is too high'],
    ['dom0:ssh', 'with a port that is no number'],
    ['-oProxyCommand=x', 'that looks like an option'],
    ['root@-dom0', 'with a host that looks like an option'],
    ['do m0', 'with a blank'],
    ['dom0\nother', 'with a line break'],
    ['dom0/path', 'with a path'],
    ['ssh://dom0/path', 'as an address with a path'],
    ['[::1', 'with an open bracket'],
    ['ssh://%zz@dom0', 'with a broken percent code'],
    ['us er@dom0', 'with a blank in the user'],
    ['$(reboot)', 'with shell characters'],
  ])('"%s" (%s) is refused', (text) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ code: 'target-invalid' }));
  });

  test('a password in the target is refused without being repeated', () => {
    for (const text of ['root:hunter2@dom0', 'ssh://root:hunter2@dom0']) {
      let message = '';
      try {
        parseTarget(text);
      } catch (error) {
        message = JSON.stringify([String(error), error]);
      }

      expect(message).toContain('password');
      expect(message).not.toContain('hunter2');
    }
  });

  test('control characters of a target do not reach the message', () => {
    expect(() => parseTarget('do\u001b[31mm0')).toThrow(/^[^\p{Cc}]*$/u);
  });
});
