import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withholdSecrets } from '../../../src/lib/withhold.ts';
import { MASKED_TEXT, SECRET_LINES, SECRET_TEXT } from '../../support/secret-lines.ts';

describe('withholdSecrets', () => {
  test.each(SECRET_LINES)('of %j leaves %j', (line, masked) => {
    const result = withholdSecrets(line);

    expect(result).toEqual({ text: masked, lines: line === masked ? 0 : 1 });
  });

  test('replaces the lines of a private key and keeps the lines around it', () => {
    expect(withholdSecrets(SECRET_TEXT)).toEqual({ text: MASKED_TEXT, lines: 2 });
  });

  test('withholds everything after a private key that has no end', () => {
    const { text } = withholdSecrets('-----BEGIN PRIVATE KEY-----\nabc\ndef');

    expect(text).toBe('-----BEGIN PRIVATE KEY-----\n[withheld]\n[withheld]');
  });

  test('withholds a very long line in which anything looks like a secret', () => {
    const long = `${'x'.repeat(9000)}password=abc`;

    expect(withholdSecrets(long).text).toBe('[withheld]');
  });

  test('changes nothing the second time, and no number of lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...SECRET_LINES.map(([line]) => line)), { maxLength: 6 }),
        (lines) => {
          const once = withholdSecrets(lines.join('\n')).text;

          expect(withholdSecrets(once).text).toBe(once);
          expect(once.split('\n')).toHaveLength(Math.max(1, lines.length));
        },
      ),
    );
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(typeof withholdSecrets(text).text).toBe('string');
      }),
    );
  });
});
