import { describe, expect, test } from 'vitest';
import { codeSpans } from '../../../src/lib/code-spans.ts';
import { countOf, formatBytes, formatCount, formatDay, formatInstant } from '../../../src/lib/quantities.ts';
import { visible } from '../../../src/lib/visible.ts';

describe('text of a host', () => {
  test.each([
    ['plain', '/etc/fstab', '/etc/fstab'],
    ['a newline', 'a\nb', 'a\\nb'],
    ['a carriage return and a tab', 'a\r\tb', 'a\\r\\tb'],
    ['an escape sequence', '\u001b[31mred', '␛[31mred'],
    ['NUL and DEL', '\u0000\u007f', '␀␡'],
    ['a C1 control', '\u009b', '\\x9b'],
    ['a bidi override', 'exe\u202egpj', 'exe\\u202egpj'],
    ['an isolate and its end', '\u2066x\u2069', '\\u2066x\\u2069'],
    ['zero-width characters', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
    ['line and paragraph separators', '\u2028\u2029', '\\u2028\\u2029'],
    ['a soft hyphen', 'a\u00adb', 'a\\xadb'],
    ['a blank letter', '\u3164', '\\u3164'],
    ['a tag character', '\u{e0041}', '\\u{e0041}'],
    ['a lone surrogate', '\ud800x', '\\ud800x'],
    ['letters of any script', 'Übergrößenträger 日本 😀', 'Übergrößenträger 日本 😀'],
  ])('shows %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('stays as it is once it is visible', () => {
    const once = visible('\u001b\n\u202e');

    expect(visible(once)).toBe(once);
  });
});

describe('quantities', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [8112, '8,112'],
    [1234567, '1,234,567'],
  ])('%d is written %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1,023 bytes'],
    [1024, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [102_400, '100 KiB'],
    [5_368_709_120, '5.0 GiB'],
    [2 ** 60, '1024 PiB'],
  ])('%d bytes are written %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test.each([
    ['2016-05-20T12:00:00Z', '2016-05-20 12:00 UTC', '2016-05-20'],
    ['2016-05-20T12:00Z', '2016-05-20 12:00 UTC', '2016-05-20'],
    ['yesterday', 'yesterday', 'yesterday'],
    ['2016-05-20T12:00:00+02:00', '2016-05-20T12:00:00+02:00', '2016-05-20'],
  ])('the time %s is written %s, its day %s', (iso, instant, day) => {
    expect(formatInstant(iso)).toBe(instant);
    expect(formatDay(iso)).toBe(day);
  });

  test('one thing has no plural', () => {
    expect([countOf(1, 'entry', 'entries'), countOf(2, 'entry', 'entries'), countOf(0, 'file')]).toEqual([
      '1 entry',
      '2 entries',
      '0 files',
    ]);
  });
});

describe('code between backticks', () => {
  test.each([
    ['no code', [[false, 'no code']]],
    ['', []],
    ['`ls`', [[true, 'ls']]],
    [
      'run `ls -l` now',
      [
        [false, 'run '],
        [true, 'ls -l'],
        [false, ' now'],
      ],
    ],
    ['one ` alone', [[false, 'one ` alone']]],
    ['``', [[false, '``']]],
  ])('is found in %j', (sentence, spans) => {
    expect(codeSpans(sentence).map(({ isCode, text }) => [isCode, text])).toEqual(spans);
  });
});
