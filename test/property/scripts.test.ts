import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseScript } from '../../src/rules/scripts/analyse.ts';

const PIECES = [
  ...'(){}[]<>|&;$`"\'\\#!=*? \n\t'.split(/(?:)/),
  'if ',
  'then',
  'fi',
  'do',
  'done',
  'case x in',
  'esac',
  '$(',
  '${x',
  '<<EOF\n',
  'EOF\n',
  "sh -c '",
  'eval "',
  'import a',
  'from b import c',
  '"""',
  'raise "x"',
  'use X::Y;',
  '=pod',
  '=cut',
  '`x`',
  '\u0000',
  '\ud800',
  'ä',
];
const text = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 8 })), {
    maxLength: 80,
  })
  .map((pieces) => pieces.join(''));

test.each(['#!/bin/sh\n', '#!/usr/bin/python\n', '#!/usr/bin/perl\n', ''])(
  'no text after %j is too nasty to be read, and every line it names exists',
  (shebang) => {
    fc.assert(
      fc.property(text, (body) => {
        const whole = shebang + body;
        const script = analyseScript('/x.sh', whole);
        const lines = whole.split('\n').length;
        for (const { line } of [...script.commands, ...script.modules, ...script.paths, ...script.hints]) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
        }
      }),
      { numRuns: 500 },
    );
  },
);

test('deep nesting does not end the audit', () => {
  for (const opening of ['$(', '( ', '{ ', '"$(', '${x:-', 'if ', "sh -c '", '[[ ( ', '`'])
    expect(() => analyseScript('/x.sh', opening.repeat(20_000))).not.toThrow();
});
