import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareReleases, findRelease } from '../../src/versions/product.ts';
import { compareEvr, compareRpmVersions, parseEvr, type Evr } from '../../src/versions/rpm.ts';

const piece = fc.constantFrom(
  '0',
  '1',
  '01',
  '10',
  '9',
  'a',
  'b',
  'rc',
  'A',
  '.',
  '-',
  '_',
  '~',
  '^',
  '+',
  ' ',
  'é',
  '\n',
);
const version = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
const evr: fc.Arbitrary<Evr> = fc.record({
  epoch: fc.option(fc.integer({ min: 0, max: 3 })),
  version,
  release: version.filter((text) => text !== ''),
});

describe('the order of rpm versions', () => {
  test('is antisymmetric and reflexive', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(compareRpmVersions(a, a)).toBe(0);
        expect(compareRpmVersions(a, b) + compareRpmVersions(b, a)).toBe(0);
      }),
    );
  });

  test('is transitive', () => {
    fc.assert(
      fc.property(evr, evr, evr, (a, b, c) => {
        const [first, second, third] = [a, b, c].sort(compareEvr) as [Evr, Evr, Evr];

        expect(compareEvr(first, second)).toBeLessThanOrEqual(0);
        expect(compareEvr(second, third)).toBeLessThanOrEqual(0);
        expect(compareEvr(first, third)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  test('does not throw, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect([-1, 0, 1]).toContain(compareEvr(parseEvr(a), parseEvr(b)));
      }),
    );
  });
});

describe('release names', () => {
  test('whatever the text, there is a release with an ordered version, or none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const release = findRelease(text);
        if (release !== null) expect(compareReleases(release.version, release.version)).toBe(0);
      }),
    );
  });

  test('numbers are ordered as numbers', () => {
    const number = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }));
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [x, y] = [a, b].map(
          ([major, minor]) => findRelease(`${String(major)}.${String(minor)}`)?.version,
        );
        if (x === undefined || y === undefined) throw new Error('a plain number was not understood');

        expect(Math.sign(compareReleases(x, y))).toBe(Math.sign(a[0] - b[0] || a[1] - b[1]));
      }),
    );
  });
});
