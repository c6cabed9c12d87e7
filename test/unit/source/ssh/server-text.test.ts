import { expect, test } from 'vitest';
import { printable } from '../../../../src/source/ssh/server-text.ts';

test.each([
  ['plain words', 'Password: ', 'Password:'],
  ['an escape sequence', 'a\u001b[2Jb', 'a [2Jb'],
  ['line breaks', 'a\r\n\nb', 'a b'],
  ['a change of direction', 'a\u202eb', 'a b'],
  ['a line separator', 'a\u2028b', 'a b'],
  ['half a pair', 'a\ud800b', 'a b'],
  ['umlauts', 'Paßwörter', 'Paßwörter'],
  ['too much', 'x'.repeat(11), 'xxxxxxxxxx…'],
  ['nothing', '', ''],
])('makes %s fit for a terminal', (_, text, expected) => {
  expect(printable(text, 10)).toBe(expected);
});
