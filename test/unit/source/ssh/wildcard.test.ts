import { expect, test } from 'vitest';
import { matchesWildcard } from '../../../../src/source/ssh/wildcard.ts';

test.each([
  ['dom0', 'dom0', true],
  ['dom0', 'dom01', false],
  ['*', '', true],
  ['*', 'anything', true],
  ['dom?', 'dom0', true],
  ['dom?', 'dom', false],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['192.0.2.*', '192.0.2.7', true],
  ['a*b*c', 'axxbyyc', true],
  ['a*b*c', 'axxbyy', false],
  ['[dom0]:22', '[dom0]:22', true],
  ['[ab]', 'a', false],
  ['dom.', 'dom0', false],
  ['', '', true],
  ['', 'x', false],
])('the pattern "%s" against "%s" gives %s', (pattern, text, expected) => {
  expect(matchesWildcard(pattern, text)).toBe(expected);
});

test('a pattern of many stars does not stall', () => {
  expect(matchesWildcard('*a'.repeat(200), 'a'.repeat(5000) + 'b')).toBe(false);
});
