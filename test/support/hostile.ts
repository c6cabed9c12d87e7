import fc from 'fast-check';
import { expect } from 'vitest';
import type { Collected, Parts } from '../../src/collectors/define.ts';
import { FRAME, TOKEN, section } from './sections.ts';

type Parse = (parts: Parts) => Collected;

const NASTY = [
  '\0',
  '\x1b[31m',
  '\t',
  '\r',
  '"',
  "'",
  '\\',
  '<b>',
  ' ',
  '\n',
  '=',
  ':',
  '{',
  '}',
  '#',
  '%',
  '---',
];

/** Lines that a hostile or broken file may hold: pieces that mean something to the parser, mixed with nasty ones. */
export function hostileText(words: readonly string[]): fc.Arbitrary<string> {
  return fc
    .array(
      fc.oneof(
        fc.constantFrom(...words),
        fc.constantFrom(...NASTY),
        fc.string({ unit: 'binary', maxLength: 8 }),
      ),
      {
        maxLength: 60,
      },
    )
    .map((pieces) => pieces.join(''));
}

/** Random bytes, and random bytes between true frames, never make the parser throw. */
export function expectNeverThrows(parse: Parse, parts: readonly string[], paths: readonly string[]): void {
  const bytes = fc.uint8Array({ maxLength: 400 }).map((data) => Buffer.from(data));
  const frame = fc.constantFrom(
    ...paths.flatMap((path) => [`\n${TOKEN} file ${path}\n`, `\n${TOKEN} run ${path}\n`]),
    `\n${TOKEN} eof 3 0 0\n`,
    `\n${TOKEN} end 0\n`,
    `\n${TOKEN} gap denied\tx\ty\n`,
    `\n${FRAME}\t`,
    '\t',
  );
  const stdout = fc.array(fc.oneof(bytes, frame), { maxLength: 12 });
  fc.assert(
    fc.property(stdout, fc.boolean(), (blocks, complete) => {
      const made = section(
        blocks.map((block) => Buffer.from(block)),
        { complete },
      );

      const collected = parse(Object.fromEntries(parts.map((part) => [part, made])));

      expectSound(collected);
    }),
    { numRuns: 300 },
  );
}

/** Ids are unique, gaps are whole, excerpts are short: true of everything that a collector gives. */
export function expectSound(collected: Collected): void {
  const ids = collected.items.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(collected.items.filter(({ id, kind }) => !id.startsWith(`${kind}:`))).toEqual([]);
  const excerpts = collected.items.flatMap(({ evidence }) => evidence.map(({ excerpt }) => excerpt));
  expect(excerpts.filter((excerpt) => excerpt.length > 200)).toEqual([]);
  expect(collected.gaps.filter(({ origin, detail }) => origin === '' || detail === '')).toEqual([]);
}
