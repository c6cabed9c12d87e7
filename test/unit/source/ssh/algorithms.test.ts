import type { NegotiatedAlgorithms } from 'ssh2';
import { describe, expect, test } from 'vitest';
import { offeredAlgorithms, readAgreed } from '../../../../src/source/ssh/algorithms.ts';

describe('what is offered', () => {
  test.each([
    [
      'kex',
      ['diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1', 'diffie-hellman-group1-sha1'],
    ],
    ['serverHostKey', ['ssh-rsa', 'ssh-dss']],
    ['cipher', ['aes128-cbc', '3des-cbc']],
    ['hmac', ['hmac-md5']],
  ] as const)('ends in what OpenSSH 4.3 needs (%s)', (kind, legacy) => {
    expect((offeredAlgorithms([])[kind] as string[]).slice(-legacy.length)).toEqual(legacy);
  });

  test.each([
    ['kex', 'curve25519-sha256'],
    ['serverHostKey', 'ssh-ed25519'],
    ['cipher', 'aes128-gcm@openssh.com'],
    ['hmac', 'hmac-sha2-256-etm@openssh.com'],
  ] as const)('begins with what is best today (%s)', (kind, best) => {
    expect((offeredAlgorithms([])[kind] as string[])[0]).toBe(best);
  });

  test('leaves an OpenSSH 4.3 with counter mode and HMAC-SHA1, and with group 14', () => {
    const theirs = {
      kex: [
        'diffie-hellman-group-exchange-sha1',
        'diffie-hellman-group14-sha1',
        'diffie-hellman-group1-sha1',
      ],
      cipher: ['aes128-cbc', '3des-cbc', 'blowfish-cbc', 'aes256-cbc', 'aes128-ctr', 'aes256-ctr'],
      hmac: ['hmac-md5', 'hmac-sha1', 'hmac-ripemd160'],
    };
    const offered = offeredAlgorithms([]);
    const agreed = (kind: keyof typeof theirs): string | undefined =>
      (offered[kind] as string[]).find((name) => theirs[kind].includes(name));

    expect([agreed('kex'), agreed('cipher'), agreed('hmac')]).toEqual([
      'diffie-hellman-group14-sha1',
      'aes128-ctr',
      'hmac-sha1',
    ]);
  });

  test.each([
    [[], ['ssh-ed25519', 'ecdsa-sha2-nistp256']],
    [['ssh-rsa'], ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa', 'ssh-ed25519']],
    [['ssh-dss'], ['ssh-dss', 'ssh-ed25519']],
    [
      ['ssh-rsa', 'ssh-ed25519'],
      ['ssh-ed25519', 'rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa', 'ecdsa-sha2-nistp256'],
    ],
    [['ssh-xmss'], ['ssh-ed25519']],
  ])('asks a host with known keys %j for those first', (known, first) => {
    const all = offeredAlgorithms(known).serverHostKey as string[];

    expect(all.slice(0, first.length)).toEqual(first);
    expect([...all].sort()).toEqual([...(offeredAlgorithms([]).serverHostKey as string[])].sort());
  });
});

describe('what was agreed on', () => {
  const way = { cipher: 'aes128-ctr', mac: 'hmac-sha1', compress: 'none', lang: '' } as const;
  const modern: NegotiatedAlgorithms = {
    kex: 'curve25519-sha256',
    serverHostKey: 'rsa-sha2-512',
    cs: way,
    sc: way,
  };

  test.each([
    ['today’s algorithms', {}, false],
    ['a SHA-1 key exchange', { kex: 'diffie-hellman-group14-sha1' as const }, true],
    ['a SHA-1 host key', { serverHostKey: 'ssh-rsa' as const }, true],
    ['an old cipher one way', { sc: { ...way, cipher: 'aes128-cbc' as const } }, true],
    ['MD5', { cs: { ...way, mac: 'hmac-md5' as const } }, true],
  ])('counts %s as legacy or not', (_, changes, legacy) => {
    expect(readAgreed({ ...modern, ...changes }).legacy).toBe(legacy);
  });

  test('names both directions where they differ, and a cipher that needs no MAC', () => {
    const gcm = { ...way, cipher: 'aes128-gcm@openssh.com', mac: '' } as const;

    expect(readAgreed({ ...modern, cs: gcm, sc: gcm })).toMatchObject({ mac: 'implicit' });
    expect(readAgreed({ ...modern, cs: gcm })).toMatchObject({
      cipher: 'aes128-gcm@openssh.com out, aes128-ctr back',
    });
  });
});
