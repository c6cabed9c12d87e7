import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fingerprintsOf, keyTypeOf } from '../../../../src/source/ssh/fingerprints.ts';
import { formatKnownHost } from '../../../../src/source/ssh/known-hosts-files.ts';
import {
  judgeHostKey,
  knownHostName,
  knownKeyTypes,
  parseKnownHosts,
} from '../../../../src/source/ssh/known-hosts.ts';

/** A key blob of a type; the content only has to differ. */
function blob(type: string, content: string): Buffer {
  const part = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  return Buffer.concat([part(type), part(content)]);
}

const RSA = blob('ssh-rsa', 'one');
const OTHER_RSA = blob('ssh-rsa', 'two');
const DSA = blob('ssh-dss', 'one');
const ED25519 = blob('ssh-ed25519', 'one');

const keyText = (key: Buffer): string => `${keyTypeOf(key) ?? ''} ${key.toString('base64')}`;
const line = (names: string, key: Buffer, rest = ''): string => `${names} ${keyText(key)}${rest}\n`;

function hashed(name: string, salt = Buffer.alloc(20, 7)): string {
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

describe('known_hosts says of a key', () => {
  test.each([
    ['a plain name', line('dom0', RSA), 'dom0', 22, 'match'],
    ['a name in capitals', line('DOM0', RSA), 'dom0', 22, 'match'],
    ['a name asked for in capitals', line('dom0', RSA), 'DOM0', 22, 'match'],
    ['one name of several', line('a,dom0,192.0.2.1', RSA), '192.0.2.1', 22, 'match'],
    ['a comment behind the key', line('dom0', RSA, ' root@dom0 of old'), 'dom0', 22, 'match'],
    ['tabs instead of blanks', `dom0\t${keyText(RSA).replace(' ', '\t')}\n`, 'dom0', 22, 'match'],
    ['a line that ends in a carriage return', line('dom0', RSA, '\r'), 'dom0', 22, 'match'],
    ['a pattern', line('*.example.com', RSA), 'dom0.example.com', 22, 'match'],
    ['a pattern and a negation of it', line('*.example.com,!dom0.*', RSA), 'dom0.example.com', 22, 'unknown'],
    ['a negation before the pattern', line('!dom0.*,*.example.com', RSA), 'dom0.example.com', 22, 'unknown'],
    ['only a negation', line('!other', RSA), 'dom0', 22, 'unknown'],
    ['a hashed name', line(hashed('dom0'), RSA), 'dom0', 22, 'match'],
    ['a hashed name of another host', line(hashed('other'), RSA), 'dom0', 22, 'unknown'],
    ['a hashed name with a port', line(hashed('[dom0]:2222'), RSA), 'dom0', 2222, 'match'],
    ['a name with its port', line('[dom0]:2222', RSA), 'dom0', 2222, 'match'],
    ['a name with another port', line('[dom0]:2223', RSA), 'dom0', 2222, 'unknown'],
    ['the bare name, for another port', line('dom0', RSA), 'dom0', 2222, 'match'],
    ['a different key for the bare name, for another port', line('dom0', OTHER_RSA), 'dom0', 2222, 'unknown'],
    ['an IPv6 address with a port', line('[2001:db8::7]:2222', RSA), '2001:db8::7', 2222, 'match'],
    ['a different key of the same type', line('dom0', OTHER_RSA), 'dom0', 22, 'changed'],
    ['a key of another type', line('dom0', ED25519), 'dom0', 22, 'unknown'],
    ['two keys, one of them right', line('dom0', OTHER_RSA) + line('dom0', RSA), 'dom0', 22, 'match'],
    ['keys of several types', line('dom0', ED25519) + line('dom0', RSA), 'dom0', 22, 'match'],
    ['a revoked key', `@revoked ${line('dom0', RSA)}`, 'dom0', 22, 'revoked'],
    [
      'a key that is known and revoked',
      line('dom0', RSA) + `@revoked ${line('*', RSA)}`,
      'dom0',
      22,
      'revoked',
    ],
    [
      'another key that is revoked',
      line('dom0', RSA) + `@revoked ${line('*', OTHER_RSA)}`,
      'dom0',
      22,
      'match',
    ],
    ['a certificate authority with that key', `@cert-authority ${line('*', RSA)}`, 'dom0', 22, 'unknown'],
    ['an empty file', '', 'dom0', 22, 'unknown'],
    ['a comment', `# ${line('dom0', RSA)}`, 'dom0', 22, 'unknown'],
    ['a version 1 key', 'dom0 1024 35 1234567890\n', 'dom0', 22, 'unknown'],
    ['a marker that nobody knows', `@trusted ${line('dom0', RSA)}`, 'dom0', 22, 'unknown'],
    ['a type that is not the key’s own', `dom0 ssh-dss ${RSA.toString('base64')}\n`, 'dom0', 22, 'unknown'],
    ['a key that is not base64', 'dom0 ssh-rsa %%%%\n', 'dom0', 22, 'unknown'],
    ['a line that is cut off', 'dom0 ssh-rsa', 'dom0', 22, 'unknown'],
    ['a broken hash', line('|1|AAAA|BBBB', RSA), 'dom0', 22, 'unknown'],
    ['a hash of a version to come', line(hashed('dom0').replace('|1|', '|2|'), RSA), 'dom0', 22, 'unknown'],
    ['a broken line before the right one', `garbage\n\0\n${line('dom0', RSA)}`, 'dom0', 22, 'match'],
  ])('with %s', (_, text, host, port, verdict) => {
    const entries = parseKnownHosts(text, 'known_hosts');

    expect(judgeHostKey(entries, host, port, RSA).verdict).toBe(verdict);
  });

  test('where the differing line stands', () => {
    const entries = parseKnownHosts(`# old\n\n${line('dom0', OTHER_RSA)}`, '/home/me/known_hosts');

    expect(judgeHostKey(entries, 'dom0', 22, RSA)).toMatchObject({
      verdict: 'changed',
      entry: { file: '/home/me/known_hosts', line: 3, keyType: 'ssh-rsa' },
    });
  });

  test('which other types and authorities speak of the host', () => {
    const text = line('dom0', ED25519) + `@cert-authority ${line('dom0', DSA)}`;

    expect(judgeHostKey(parseKnownHosts(text, 'f'), 'dom0', 22, RSA)).toMatchObject({
      verdict: 'unknown',
      others: [{ keyType: 'ssh-ed25519' }],
      certAuthority: { line: 2 },
    });
  });
});

describe('the key types that are known for a host', () => {
  test.each([
    [
      'in the order of the file',
      line('dom0', RSA) + line('dom0', ED25519),
      'dom0',
      22,
      ['ssh-rsa', 'ssh-ed25519'],
    ],
    ['once each', line('dom0', RSA) + line('dom0', OTHER_RSA), 'dom0', 22, ['ssh-rsa']],
    ['without revoked ones', `@revoked ${line('dom0', RSA)}`, 'dom0', 22, []],
    ['without authorities', `@cert-authority ${line('dom0', RSA)}`, 'dom0', 22, []],
    ['of the bare name for another port', line('dom0', RSA), 'dom0', 2222, ['ssh-rsa']],
    [
      'of the port where there is one',
      line('dom0', RSA) + line('[dom0]:2222', DSA),
      'dom0',
      2222,
      ['ssh-dss'],
    ],
  ])('come %s', (_, text, host, port, expected) => {
    expect(knownKeyTypes(parseKnownHosts(text, 'f'), host, port)).toEqual(expected);
  });
});

describe('a line that is written', () => {
  test.each([null, Buffer.alloc(20, 3)])('is read back as a match (salt %s)', (salt) => {
    const text = formatKnownHost(knownHostName('DOM0', 2222), 'ssh-rsa', RSA, salt);

    expect(judgeHostKey(parseKnownHosts(text, 'f'), 'dom0', 2222, RSA).verdict).toBe('match');
    expect(text.includes('dom0')).toBe(salt === null);
  });
});

describe('a fingerprint', () => {
  // Made with ssh-keygen -l -E sha256 and -E md5 from this key.
  const key = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f', 'base64');

  test('is the one that ssh-keygen prints', () => {
    expect(fingerprintsOf(key)).toEqual({
      sha256: 'SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA',
      md5: 'MD5:0f:a2:0a:d7:38:3e:65:45:08:6b:63:84:1c:ff:dc:ba',
    });
  });

  test.each([
    [key, 'ssh-ed25519'],
    [Buffer.alloc(0), null],
    [Buffer.from([0, 0, 0, 200, 1]), null],
    [Buffer.from([0, 0, 0, 2, 0x1b, 0x5b]), null],
  ])('has the type of its key, if that is one', (bytes, expected) => {
    expect(keyTypeOf(bytes)).toBe(expected);
  });
});
