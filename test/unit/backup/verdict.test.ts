import { describe, expect, test } from 'vitest';
import { judgeAttempt, reasonFor, type Evidence } from '../../../src/backup/verdict.ts';

const STATE = {
  identity: '1:2',
  links: 1,
  hasHoles: false,
  sizeBytes: 3,
  moment: '3 10 10',
  type: 'f',
} as const;
const GOOD: Evidence = {
  before: STATE,
  after: STATE,
  hasCome: true,
  arrived: 'aa',
  onHost: 'aa',
  damage: null,
  said: '',
};

describe('an attempt to take a file', () => {
  test.each<[string, Partial<Evidence>, object]>([
    ['is good when the digests agree and nothing moved', {}, { result: 'good' }],
    ['is good without a digest of the host when nothing moved', { onHost: null }, { result: 'good' }],
    ['shows a file that was written to, by its digest', { onHost: 'bb' }, { result: 'changed' }],
    [
      'shows a file that was written to, by its times',
      { onHost: null, after: { ...STATE, moment: '3 11 11' } },
      { result: 'changed' },
    ],
    [
      'shows a file that another one took the place of',
      { after: { ...STATE, identity: '1:3' } },
      { result: 'changed' },
    ],
    ['shows a file that was removed meanwhile', { after: null }, { result: 'changed' }],
    [
      'says that it was gone',
      { before: null, after: null, hasCome: false },
      { result: 'missing', mayRetry: false, isAway: true },
    ],
    [
      'says that it was gone, also when tar says so',
      { before: null, after: null, hasCome: false, said: 'No such file or directory' },
      { result: 'missing', isAway: true },
    ],
    [
      'takes a path through a file for one that is not there',
      { before: null, after: null, hasCome: false, said: 'Not a directory' },
      { result: 'missing', isAway: true },
    ],
    [
      'does not take what the host saw for gone, whatever tar says',
      { hasCome: false, said: 'No such file or directory' },
      { result: 'missing', isAway: false },
    ],
    [
      'says what tar said',
      { hasCome: false, said: 'Permission denied' },
      {
        result: 'missing',
        because: 'The host could not read it: Permission denied.',
        mayRetry: false,
        isAway: false,
      },
    ],
    [
      'is tried again when the answer broke off before it',
      { hasCome: false, damage: 'it ends early' },
      { result: 'missing', mayRetry: true },
    ],
  ])('%s', (_, change, expected) => {
    expect(judgeAttempt({ ...GOOD, ...change })).toMatchObject(expected);
  });
});

test.each([
  ['/bin/tar: /a: Cannot open: Permission denied\n', '/a', 'Permission denied'],
  ['tar: /a: Warning: Cannot stat: No such file or directory', '/a', 'No such file or directory'],
  ['/bin/tar: /ab: Cannot open: Permission denied', '/a', ''],
  ['/x: /a: Cannot open: made up by a name', '/a', ''],
])('the reason for a path is found in %j', (said, path, reason) => {
  expect(reasonFor(path, said)).toBe(reason);
});
