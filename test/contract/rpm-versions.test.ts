import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareRpmVersions } from '../../src/versions/rpm.ts';
import { describeWithLab } from '../support/lab.ts';

const MANY = 500;

/** The real rpm says which of two versions is newer, many pairs in one call. It takes a dash for the beginning of a release. */
function askRpm(pairs: readonly (readonly [string, string])[]): number[] {
  if (pairs.length === 0) return [];
  const calls = pairs.slice(0, MANY).map(([a, b]) => `io.write(rpm.vercmp("${a}", "${b}"), " ")`);
  const answer = spawnSync('rpm', ['--eval', `%{lua: ${calls.join(' ')}}`], { encoding: 'utf8' });
  if (answer.status !== 0) throw new Error(`rpm failed: ${answer.stderr}`);
  return [...answer.stdout.trim().split(' ').map(Number), ...askRpm(pairs.slice(MANY))];
}

describeWithLab('our order of versions against that of the real rpm', () => {
  test('is the same for pairs that are made to be near to each other', () => {
    console.log(spawnSync('rpm', ['--version'], { encoding: 'utf8' }).stdout.trim());
    const piece = fc.constantFrom(
      '0',
      '1',
      '01',
      '10',
      '007',
      '9',
      'a',
      'b',
      'ab',
      'rc',
      'Z',
      '.',
      '_',
      '~',
      '^',
      '+',
      '..',
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join(''));
    const pairs = fc.sample(fc.tuple(text, text), { numRuns: 3000, seed: 20160524 });

    expect(pairs.map(([a, b]) => [a, b, compareRpmVersions(a, b)])).toEqual(
      askRpm(pairs).map((order, i) => [pairs[i]?.[0], pairs[i]?.[1], order]),
    );
  });

  test('is the same for versions of packages as they are', () => {
    const versions = [
      '1.0',
      '1.0.1',
      '4.4.2.3',
      '5.92',
      '3.10.0+2',
      '2.6.32.43',
      '1.8.0.835.170778xen',
      '4.1.5',
      '0.4.9',
      '1.0~rc1',
      '1.0^git1',
      '20160524',
      '2.4.3p10',
      '125380c',
      '70446c',
    ];
    const pairs = versions.flatMap((a) => versions.map((b) => [a, b] as const));

    expect(pairs.map(([a, b]) => compareRpmVersions(a, b))).toEqual(askRpm(pairs));
  });
});
