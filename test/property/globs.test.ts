import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { compileGlobs, prefixRange } from '../../src/lib/globs.ts';

const name = fc.constantFrom('a', 'b.sh', '.hidden', 'x-1', 'new\nline', 'A', '');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join('/')}`);
const part = fc.constantFrom('*', '**', '*.sh', 'a', '.hidden', 'x-?', '{a,b.sh}', '[ab]*', '?*');
const glob = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);

test('a glob takes what picomatch says it takes, by whichever shortcut', () => {
  fc.assert(
    fc.property(glob, path, (source, text) => {
      const wanted = picomatch(source, { dot: true, nonegate: true, flags: 's' })(text);

      expect(compileGlobs([source]).test(text)).toBe(wanted);
    }),
    { numRuns: 5000 },
  );
});

test('everything that a glob takes begins with its base', () => {
  fc.assert(
    fc.property(glob, path, (source, text) => {
      const globs = compileGlobs([source]);
      if (globs.test(text)) expect(globs.bases.some(({ base }) => text.startsWith(base))).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

test('a range holds exactly the texts with the prefix', () => {
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 30 }), path, (paths, prefix) => {
      const sorted = [...paths].sort();
      const [start, end] = prefixRange(sorted, prefix);

      expect(sorted.slice(start, end)).toEqual(sorted.filter((text) => text.startsWith(prefix)));
    }),
  );
});
