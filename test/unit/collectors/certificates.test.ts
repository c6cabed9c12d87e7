import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCertificates } from '../../../src/collectors/certificates/parse.ts';
import type { CertificateItem } from '../../../src/model/inventory.ts';
import { expectNeverThrows, expectSound } from '../../support/hostile.ts';
import { section, shown, TOKEN } from '../../support/sections.ts';

/** Certificates made for these tests; their keys were thrown away. */
function pem(name: string): string {
  return readFileSync(
    new URL(`../../../fixtures/collectors/certificates/${name}.pem`, import.meta.url),
    'utf8',
  );
}

const RSA = pem('rsa1024-sha1');
const EC = pem('ec256-sha256');
const OLD = pem('rsa512-md5');

function parse(blocks: readonly (Buffer | string)[], more: Parameters<typeof section>[1] = {}) {
  const collected = parseCertificates({ files: section(blocks, more) });
  return {
    ...collected,
    certificates: collected.items.filter((item): item is CertificateItem => item.kind === 'certificate'),
  };
}

describe('certificates', () => {
  test('the self-signed certificate of xapi is read without openssl', () => {
    const { certificates, gaps, contents } = parse([shown('/etc/xensource/xapi-ssl.pem', RSA)]);

    expect(certificates).toEqual([
      {
        kind: 'certificate',
        id: 'certificate:/etc/xensource/xapi-ssl.pem',
        evidence: [
          {
            origin: '/etc/xensource/xapi-ssl.pem',
            excerpt: 'subject: CN=xs1.example.com, O=Example; until 2036-11-22T08:56:29Z',
          },
        ],
        path: '/etc/xensource/xapi-ssl.pem',
        subject: 'CN=xs1.example.com, O=Example',
        issuer: 'CN=xs1.example.com, O=Example',
        notAfter: '2036-11-22T08:56:29Z',
        keyBits: 1024,
        signatureAlgorithm: 'sha1WithRSAEncryption',
      },
    ]);
    expect(gaps).toEqual([]);
    expect(contents).toEqual([]);
  });

  test.each([
    ['an elliptic curve', EC, 256, 'ecdsaWithSHA256'],
    ['an MD5 signature that no library accepts any more', OLD, 512, 'md5WithRSAEncryption'],
  ])('%s', (_what, text, keyBits, signatureAlgorithm) => {
    expect(parse([shown('/etc/pki/tls/certs/x.crt', text)]).certificates).toMatchObject([
      { keyBits, signatureAlgorithm },
    ]);
  });

  test('a chain gives one item a certificate', () => {
    const { certificates } = parse([shown('/etc/stunnel/chain.pem', RSA + EC)]);

    expect(certificates.map(({ id, path, subject }) => [id, path, subject])).toEqual([
      ['certificate:/etc/stunnel/chain.pem', '/etc/stunnel/chain.pem', 'CN=xs1.example.com, O=Example'],
      ['certificate:/etc/stunnel/chain.pem#2', '/etc/stunnel/chain.pem', 'CN=Example CA'],
    ]);
  });
});

describe('banners and stunnel', () => {
  test('their texts are contents', () => {
    const { contents, items } = parse([shown('/etc/issue', 'Keep out\n'), shown('/etc/motd', '')]);

    expect(contents?.map(({ path, text }) => [path, text])).toEqual([
      ['/etc/issue', 'Keep out\n'],
      ['/etc/motd', ''],
    ]);
    expect(items).toEqual([]);
  });
});

describe('what is broken', () => {
  test('a block that is no certificate is a gap, and the others of its file are kept', () => {
    const broken = RSA.replace('MIICNDCC', 'AAAAAAAA');

    const { certificates, gaps } = parse([shown('/etc/stunnel/certs/x.pem', broken + EC)]);

    expect(certificates.map(({ id }) => id)).toEqual(['certificate:/etc/stunnel/certs/x.pem#2']);
    expect(gaps).toMatchObject([{ origin: '/etc/stunnel/certs/x.pem', reason: 'unparsable' }]);
  });

  test('a block without an end is a gap', () => {
    const { certificates, gaps } = parse([shown('/etc/stunnel/certs/x.pem', RSA.slice(0, 300))]);

    expect(certificates).toEqual([]);
    expect(gaps).toMatchObject([{ origin: '/etc/stunnel/certs/x.pem', reason: 'unparsable' }]);
  });

  test('a file with more certificates than are sent says so once', () => {
    const { certificates, gaps } = parse([shown('/etc/pki/tls/certs/many.pem', RSA + EC, { size: 99_999 })]);

    expect(certificates).toHaveLength(2);
    expect(gaps).toMatchObject([{ origin: '/etc/pki/tls/certs/many.pem', reason: 'too-large' }]);
  });

  test('a section that was cut off keeps what came', () => {
    const cut = Buffer.from(`\n${TOKEN} file /etc/stunnel/a.pem\n${RSA}`);

    const { certificates, gaps } = parse([cut], { complete: false, status: null });

    expect(certificates).toHaveLength(1);
    expect(gaps).toMatchObject([{ reason: 'cut-off' }]);
  });

  test('files that find or awk could not read are a gap', () => {
    expect(parse([], { status: 1 }).gaps).toMatchObject([{ reason: 'denied' }]);
  });

  test('a host without certificates has none, and no gap', () => {
    expect(parse([])).toMatchObject({ items: [], gaps: [], contents: [] });
  });
});

describe('hostile input', () => {
  test('names of all kinds are kept', () => {
    const path = '/etc/stunnel/we ird\n\u001b[31m<b>.pem';

    expect(parse([shown(path, EC)]).certificates).toMatchObject([{ path, id: `certificate:${path}` }]);
  });

  test('a certificate with any byte changed never makes it throw', () => {
    fc.assert(
      fc.property(fc.nat({ max: RSA.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const bytes = Buffer.from(RSA);
        bytes[at] = byte;

        const collected = parse([shown('/etc/stunnel/a.pem', bytes)]);

        expectSound(collected);
        expect(
          collected.items.length + collected.gaps.length + (collected.contents?.length ?? 0),
        ).toBeGreaterThan(0);
      }),
    );
  });

  test('random bytes never make it throw', () => {
    expectNeverThrows(parseCertificates, ['files'], ['/etc/issue', '/etc/stunnel/a.pem']);
  });
});
