import { describe, expect, test } from 'vitest';
import { compilePattern, PatternError } from '../../../src/lib/regex.ts';

describe('a pattern', () => {
  test('finds its place and its groups, numbered and named', () => {
    const found = compilePattern('(?P<key>[a-z]+)=(\\d+)?').find('  abc=12 ');

    expect(found).toEqual({ start: 2, end: 8, groups: { '0': 'abc=12', '1': 'abc', '2': '12', key: 'abc' } });
  });

  test('leaves out groups that took no part', () => {
    expect(compilePattern('a(b)?').find('a')?.groups).toEqual({ '0': 'a' });
  });

  test('looks on from a place', () => {
    const pattern = compilePattern('a');

    expect(pattern.find('aba', 1)?.start).toBe(2);
    expect(pattern.find('aba', 9)).toBeNull();
  });

  test.each([
    ['^b$', {}, 'a\nb', false],
    ['^b$', { multiline: true }, 'a\nb', true],
    ['B', { ignoreCase: true }, 'b', true],
  ])('%s with %j on %j: %s', (source, flags, text, expected) => {
    expect(compilePattern(source, flags).test(text)).toBe(expected);
  });

  test.each([
    ['a(?=b)', 1],
    ['a(?<!b)c', 1],
    ['(a)\\1', 3],
    ['x[z-a]', 2],
    ['a)', 0],
  ])('%s is refused with the place of the mistake', (source, position) => {
    try {
      compilePattern(source);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PatternError);
      expect((error as PatternError).position).toBe(position);
    }
  });

  test('that would take other engines for ever ends in time that grows with the text', () => {
    expect(compilePattern('(a*)*b').test('a'.repeat(50_000))).toBe(false);
  });
});
