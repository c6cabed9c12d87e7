import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AuditError } from '../../src/model/errors.ts';
import { readBlocks } from '../../src/probe/blocks.ts';
import { readBundle, type Bundle } from '../../src/probe/bundle.ts';
import { bundleBytes, HEADER, inPieces } from '../support/bundles.ts';
import { section, TOKEN } from '../support/sections.ts';

const sections = fc.uniqueArray(
  fc.record({
    part: fc.constantFrom('a', 'b', 'c', 'd'),
    output: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    stderr: fc.string({ maxLength: 40 }),
    status: fc.nat({ max: 255 }),
    pack: fc.constantFrom('gzip' as const, 'plain' as const),
  }),
  { selector: ({ part }) => part, maxLength: 4 },
);
const pieces = fc.integer({ min: 1, max: 300 });

describe('a bundle', () => {
  test('is read as it was written, however it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(sections, pieces, async (made, size) => {
        const bundle = await readBundle(inPieces(bundleBytes(made), size));

        expect(bundle.complete).toBe(true);
        expect(
          bundle.sections.map(({ part, stdout, stderr, status }) => ({ part, stdout, stderr, status })),
        ).toEqual(made.map(({ part, output, stderr, status }) => ({ part, stdout: output, stderr, status })));
      }),
      { numRuns: 60 },
    );
  });

  test('cut off anywhere, keeps every section whose end came before the cut', async () => {
    await fc.assert(
      fc.asyncProperty(sections, pieces, fc.nat(), async (made, size, at) => {
        const whole = bundleBytes(made);
        const cut = HEADER.length + (at % (whole.length - HEADER.length));

        const bundle = await readBundle(inPieces(whole.subarray(0, cut), size));

        for (const { part, output, stderr } of made) {
          const end = whole.indexOf(`${TOKEN} end made ${part} `);
          const line = whole.indexOf('\n', end) + 1 + Buffer.byteLength(stderr);
          if (line > cut) continue;
          expect(bundle.sections.find((one) => one.part === part)).toMatchObject({
            stdout: output,
            complete: true,
          });
        }
        expect(bundle.complete).toBe(false);
      }),
      { numRuns: 80 },
    );
  });

  test('with any byte altered is never taken for a complete one with another content', async () => {
    await fc.assert(
      fc.asyncProperty(sections, fc.nat(), fc.integer({ min: 1, max: 255 }), async (made, at, flip) => {
        const bytes = bundleBytes(made.map((one) => ({ ...one, stderr: '', pack: 'gzip' })));
        const position = at % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(position) ^ flip, position);

        const bundle = await readBundle(inPieces(bytes, 97)).catch((error: unknown) => error);

        if (bundle instanceof AuditError) expect(bundle.code).toBe('bundle-invalid');
        else if ((bundle as Bundle).complete)
          expect((bundle as Bundle).sections.map(({ stdout }) => stdout)).toEqual(
            made.map(({ output }) => output),
          );
        else expect((bundle as Bundle).problems).not.toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('of random bytes is refused or read, never a fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), fc.boolean(), async (random, headed) => {
        const bytes = Buffer.concat([headed ? HEADER : Buffer.alloc(0), Buffer.from(random)]);

        const result = await readBundle(inPieces(bytes, 64)).catch((error: unknown) => error);

        if (!headed) expect(result).toBeInstanceOf(AuditError);
        else expect(result).toMatchObject({ complete: false });
      }),
    );
  });
});

describe('readBlocks', () => {
  const words = [
    'file /a',
    'eof 3 0 0',
    'eof 3 1 2',
    'run ls',
    'end 0',
    'end',
    'gap denied\t/x\twhy',
    'gap',
    '',
    'x',
  ];

  test('never throws, and gives each block at most once, whatever the order of the lines', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.constantFrom(...words)), { maxLength: 12 }), (lines) => {
        const text = lines.map(([framed, word]) => (framed ? `\n${TOKEN} ${word}\n` : `${word}\n`)).join('');

        const blocks = readBlocks(section([text]));

        const starts = lines.filter(([framed, word]) => framed && /^(file|run|gap)\b/.test(word));
        expect(blocks).toHaveLength(starts.length);
      }),
    );
  });
});
