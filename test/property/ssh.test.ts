import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AuditError } from '../../src/model/errors.ts';
import { parseTarget } from '../../src/source/ssh/index.ts';
import { judgeHostKey, knownKeyTypes, parseKnownHosts } from '../../src/source/ssh/known-hosts.ts';
import { readKey, readPublicKey, unlockKey } from '../../src/source/ssh/private-key.ts';
import { resolveRoute } from '../../src/source/ssh/route.ts';
import { printable } from '../../src/source/ssh/server-text.ts';
import { matchesWildcard } from '../../src/source/ssh/wildcard.ts';
import { testFolder, write } from '../support/ssh/folder.ts';
import { bareOptions } from '../support/ssh/options.ts';

const folder = testFolder();
const text = fc.string({ unit: 'binary', maxLength: 200 });
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const wrapped = (name: string): fc.Arbitrary<Buffer> =>
  bytes.map((body) =>
    Buffer.from(`-----BEGIN ${name}-----\n${body.toString('base64')}\n-----END ${name}-----\n`),
  );

describe('whatever it is given', () => {
  test('known_hosts is read without an exception, and an unknown key is never a match', () => {
    const line = fc.oneof(
      text,
      text.map((rest) => `host ssh-rsa ${rest}`),
      text.map((rest) => `@revoked ${rest}`),
    );
    fc.assert(
      fc.property(fc.array(line), bytes, (lines, key) => {
        const entries = parseKnownHosts(lines.join('\n'), 'file');
        const verdict = judgeHostKey(entries, 'host', 22, key).verdict;

        expect(verdict === 'match' && !entries.some((entry) => entry.key.equals(key))).toBe(false);
        expect(knownKeyTypes(entries, 'host', 2222)).toBeInstanceOf(Array);
      }),
    );
  });

  test('a key file is judged without an exception', () => {
    const names = ['OPENSSH PRIVATE KEY', 'RSA PRIVATE KEY', 'PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'];
    fc.assert(
      fc.property(fc.oneof(bytes, ...names.map(wrapped)), text, (file, passphrase) => {
        expect(readKey(file).state).not.toBe('open');
        expect(unlockKey(file, passphrase)).toBeNull();
        expect(readPublicKey(file)).toBeNull();
      }),
    );
  });

  test('a target is understood or refused, never anything else', () => {
    fc.assert(
      fc.property(text, (target) => {
        try {
          expect(parseTarget(target).host).toMatch(/^[^\s-][^\s]*$/);
        } catch (error) {
          expect(error).toBeInstanceOf(AuditError);
        }
      }),
    );
  });

  test('a configuration is used or refused, never anything else', async () => {
    const word = fc.constantFrom(
      'Host',
      'Match',
      'Port',
      'ProxyJump',
      'ProxyCommand',
      'UserKnownHostsFile',
      'HostName',
    );
    const line = fc.oneof(
      text,
      fc.tuple(word, text).map(([name, rest]) => `${name} ${rest}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
        const home = mkdtempSync(join(folder, 'home-'));
        const options = bareOptions(home, { configFiles: [write(home, 'config', lines.join('\n'))] });
        try {
          expect((await resolveRoute(parseTarget('dom0'), options)).at(-1)?.isTarget).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(AuditError);
        }
      }),
    );
  });

  test('printable words have no control characters', () => {
    fc.assert(
      fc.property(text, (words) => {
        expect(printable(words)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });

  test('a wildcard pattern agrees with the same pattern as a regular expression', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(short, short, (pattern, name) => {
        const source = pattern.replace(/\./g, '\\.').replace(/\*/g, '.*').replace(/\?/g, '.');

        expect(matchesWildcard(pattern, name)).toBe(new RegExp(`^${source}$`).test(name));
      }),
    );
  });
});
