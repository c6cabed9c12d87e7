import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { print } from '../../src/formats/format.ts';
import { FORMATS } from '../../src/formats/index.ts';

/** Words and marks that configuration files are made of, and a few that they are not. */
const PIECES = [
  ...'{}[]()=:;,#!"\'\\|&<>@$%*?~ \t\n'.split(/(?:)/),
  '\r\n',
  '\\\n',
  'defaults',
  'devices {',
  'device {',
  'vendor "HP"',
  'Match User git',
  'Host *',
  'options bonding mode=1',
  'key = value',
  'KEY="a b"',
  '*/5 * * * *',
  '@daily root /bin/true',
  '/dev/sda1 / ext3 defaults 1 1',
  'id:5:initdefault:',
  'KERNEL=="sd*", RUN+="/bin/x"',
  '*.info /var/log/messages',
  'postrotate',
  'endscript',
  '/var/log/x {',
  'auth required pam_unix.so',
  'passwd: files',
  'label xe',
  "menuentry 'x' {",
  'filter = [ "a/sd.*/",',
  '/export host(rw) *(ro)',
  '\u0000',
  '\u2028',
  'ü',
  '\ud800',
];
const configLike = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 12 })), {
    maxLength: 60,
  })
  .map((pieces) => pieces.join(''));

describe.each(FORMATS.map((format) => [format.name, format] as const))('the format %s', (_, format) => {
  test('prints back what it read, byte for byte', () => {
    fc.assert(
      fc.property(configLike, (text) => {
        expect(print(format.parse(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test('says of each entry a line that exists and a value that stands in its piece', () => {
    fc.assert(
      fc.property(configLike, (text) => {
        const parsed = format.parse(text);
        const lines = text.split('\n').length;
        expect(parsed.pieces.flatMap((piece) => (piece.entry === null ? [] : [piece.entry]))).toEqual(
          parsed.entries,
        );
        let before = 0;
        for (const { text: piece, entry, value } of parsed.pieces) {
          if (entry !== null) {
            expect(entry.line).toBeGreaterThanOrEqual(Math.max(1, before));
            expect(entry.line).toBeLessThanOrEqual(lines);
            before = entry.line;
          }
          if (value === null) continue;
          expect(value[0]).toBeLessThanOrEqual(value[1]);
          expect(value[1]).toBeLessThanOrEqual(piece.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('loses no line in silence: each is blank, a comment, a setting, part of a frame or an error', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[%&<>|^]{3,12}$/), (nonsense) => {
        const { entries, errors } = format.parse(nonsense);
        expect(entries.length + errors.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});
