import { describe, expect, test } from 'vitest';
import {
  excerptOf,
  linesOf,
  meaningfulLines,
  readSection,
  uniquelyNamed,
} from '../../../src/collectors/reading.ts';
import { FRAME, ran, refused, rows, section, shown } from '../../support/sections.ts';

describe('readSection', () => {
  test('gives files, commands and gaps of a section', () => {
    const reading = readSection(
      section([
        shown('/etc/a', 'one\ntwo\n'),
        ran('uname', 'Linux\n', 3),
        refused('denied', '/etc/b', 'why'),
      ]),
    );

    expect(reading.file('/etc/a')?.lines).toEqual([
      { number: 1, text: 'one' },
      { number: 2, text: 'two' },
    ]);
    expect(reading.command('uname')?.status).toBe(3);
    expect(reading.gaps).toEqual([{ origin: '/etc/b', reason: 'denied', detail: 'why' }]);
    expect(reading.complete).toBe(true);
  });

  test('an absent section is empty and not complete', () => {
    const reading = readSection(undefined);

    expect(reading.files).toEqual([]);
    expect(reading.complete).toBe(false);
  });

  test.each([
    [{ complete: false }, false],
    [{ timedOut: true }, false],
    [{ truncated: true }, false],
    [{}, true],
  ])('a section with %o is complete: %s', (more, expected) => {
    expect(readSection(section([], more)).complete).toBe(expected);
  });

  test('a file of which only the beginning came is a gap', () => {
    const reading = readSection(section([shown('/etc/big', 'start', { size: 9000 })]));

    expect(reading.gaps).toMatchObject([{ origin: '/etc/big', reason: 'too-large' }]);
  });

  test('a file in which the section was cut off is a gap', () => {
    const whole = shown('/etc/a', 'one\ntwo\n');

    const reading = readSection(section([whole.subarray(0, whole.length - 30)], { complete: false }));

    expect(reading.gaps).toMatchObject([{ origin: '/etc/a', reason: 'cut-off' }]);
  });

  test('a reason that nobody knows is not collected', () => {
    expect(readSection(section([refused('moon', 'x')])).gaps[0]?.reason).toBe('not-collected');
  });

  test('a path that is not UTF-8 is percent-encoded', () => {
    const block = Buffer.concat([Buffer.from(shown('/etc/@', 'x\n'))]);
    const at = block.indexOf('@');
    block[at] = 0xff;

    const [file] = readSection(section([block])).files;

    expect(file).toMatchObject({ path: '/etc/%FF', pathEncoding: 'percent' });
  });
});

describe('rows', () => {
  test('the last field keeps tabs and newlines, and a hostile name hides no row after it', () => {
    const text = rows(['f', 'a\tb\nc'], ['d', 'password=x'], ['f', 'last']);

    const found = readSection(section([ran('entries', text)])).rows('entries', 2);

    expect(found.map((row) => row.map(String))).toEqual([
      ['f', 'a\tb\nc'],
      ['d', 'password=x'],
      ['f', 'last'],
    ]);
  });

  test('a row with too few fields and text before the first row are left out', () => {
    const found = readSection(section([ran('entries', `noise\n${FRAME}\tonly\n`)])).rows('entries', 2);

    expect(found).toEqual([]);
  });

  test('a command that did not run has none', () => {
    expect(readSection(section([])).rows('entries', 2)).toEqual([]);
  });
});

test.each([
  ['', []],
  ['a', ['a']],
  ['a\n', ['a']],
  ['\n\na', ['', '', 'a']],
])('linesOf(%j) is %j', (text, expected) => {
  expect(linesOf(Buffer.from(text)).map((line) => line.text)).toEqual(expected);
});

test('meaningful lines are trimmed and numbered as in the file', () => {
  expect(meaningfulLines(linesOf(Buffer.from('# c\n\n  a \n')))).toEqual([{ number: 3, text: 'a' }]);
});

test('an excerpt never ends in half a character', () => {
  expect(excerptOf(`${'x'.repeat(199)}\u{1F600}`)).toBe('x'.repeat(199));
});

test.each([
  [
    ['a', 'a', 'a'],
    ['a', 'a#2', 'a#3'],
  ],
  [
    ['a#2', 'a', 'a'],
    ['a#2', 'a', 'a#3'],
  ],
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
])('ids %j become %j', (ids, expected) => {
  expect(uniquelyNamed(ids.map((id) => ({ id }))).map(({ id }) => id)).toEqual(expected);
});
