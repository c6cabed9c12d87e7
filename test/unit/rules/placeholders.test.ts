import { expect, test } from 'vitest';
import { fillPlaceholders, placeholdersIn, withoutPlaceholders } from '../../../src/rules/placeholders.ts';

test.each([
  ['{{path}} is lost', { path: '/a b' }, '/a b is lost'],
  ['run `rm {{path}}`', { path: '/a b' }, "run `rm '/a b'`"],
  ['run `rm {{path}}`', { path: '/a.b' }, 'run `rm /a.b`'],
  ['run `rm {{path}}`', { path: "/a'`b" }, "run `rm '/a'\\'''b'`"],
  ['`a` {{path}} `b`', { path: '$(x)' }, '`a` $(x) `b`'],
  ['{{path}}', { path: 'a\n\u001b[31mb' }, 'a\\x0a\\x1b[31mb'],
  ['{{nothing}}!', {}, '!'],
  ['{{ path }}', { path: 'x' }, 'x'],
  ['{{toString}}', {}, ''],
])('%j with %j becomes %j', (sentence, values, expected) => {
  expect(fillPlaceholders(sentence, values)).toBe(expected);
});

test('long values are cut', () => {
  expect(fillPlaceholders('{{x}}', { x: 'y'.repeat(500) })).toHaveLength(160);
});

test('names are found, and the sentence can be said without them', () => {
  expect(placeholdersIn('{{a}} and {{ b }}')).toEqual(['a', 'b']);
  expect(withoutPlaceholders('{{a}} is b')).toBe('… is b');
});
