import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readBundle } from '../../../src/probe/bundle.ts';
import { bundleBytes, closeLine, flipBit, HEADER, inPieces, sectionBytes } from '../../support/bundles.ts';
import { TOKEN } from '../../support/sections.ts';

const read = (bytes: Buffer) => readBundle(inPieces(bytes, 50));

const ONE = { part: 'one', output: 'first', stderr: 'oops', hundredths: 7 };
const TWO = { part: 'two', output: 'second', hundredths: 8 };

/** The digest that the probe puts into its closing line, over the lines as they are written. */
function digest(lines: readonly string[]): string {
  return createHash('md5')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex');
}

const DIGEST = digest([
  HEADER.toString().trimEnd().split('\n').slice(2).join('\n'),
  `${TOKEN} begin made one 10 100000 gzip`,
  `${TOKEN} end made one 7 4`,
  'oops',
  `${TOKEN} begin made two 10 100000 gzip`,
  `${TOKEN} end made two 8 0`,
  '',
  `${TOKEN} close 2 123`,
]);

const SEALED = Buffer.concat([HEADER, sectionBytes(ONE), sectionBytes(TWO), closeLine(2, DIGEST)]);

/** Two texts of the same length. */
function replaced(from: string, to: string): Buffer {
  expect(to.length).toBe(from.length);
  const text = SEALED.toString('latin1');
  expect(text).toContain(from);
  return Buffer.from(text.replace(from, to), 'latin1');
}

describe('a bundle with a digest in its closing line', () => {
  test('is whole as it was written', async () => {
    expect(await read(SEALED)).toMatchObject({ complete: true, problems: [] });
  });

  test.each([
    ['the time in the header', 'clock 2026', 'clock 2016'],
    ['the user in the header', 'uid 0', 'uid 9'],
    ['how long a section took', 'end made two 8 0', 'end made two 9 0'],
    ['the limit of a section', 'two 10 100000 gzip', 'two 99 100000 gzip'],
    ['what a section said on standard error', 'oops', 'fine'],
    ['the time of the whole', 'close 2 123', 'close 2 124'],
    ['the digest itself', DIGEST, '0'.repeat(32)],
  ])('is said to be altered when somebody edits %s', async (_, from, to) => {
    const bundle = await read(replaced(from, to));

    expect(bundle.complete).toBe(false);
    expect(bundle.problems).toEqual([expect.stringContaining('altered or damaged: the lines around')]);
  });

  test('is said to be altered when a section is taken out', async () => {
    const bundle = await read(Buffer.concat([HEADER, sectionBytes(ONE), closeLine(2, DIGEST)]));

    expect(bundle).toMatchObject({ complete: false, sectionsSent: 2 });
    expect(bundle.problems).toEqual([expect.stringContaining('altered or damaged: it says that it has 2')]);
  });

  test('is said to be altered when a section is taken out and the count is put right', async () => {
    const bundle = await read(Buffer.concat([HEADER, sectionBytes(ONE), closeLine(1, DIGEST)]));

    expect(bundle.problems).toEqual([expect.stringContaining('altered or damaged: the lines around')]);
  });

  test('says once what is wrong, where a section is damaged', async () => {
    const bundle = await read(flipBit(SEALED, SEALED.indexOf(`${TOKEN} end made two`) - 12));

    expect(bundle.problems).toEqual([expect.stringMatching(/^Section made two: its data is damaged/)]);
  });

  test('with any bit the other way round is noticed, or reads the same', async () => {
    const whole = await read(SEALED);
    for (let at = 0; at < SEALED.length; at++) {
      const bundle = await read(flipBit(SEALED, at, at % 8)).catch(() => null);
      if (bundle?.complete === true)
        expect({ ...bundle, noise: whole.noise, bytesReceived: whole.bytesReceived }, `byte ${at}`).toEqual(
          whole,
        );
    }
  });
});

describe('two bundles in one file', () => {
  const another = Buffer.from(
    bundleBytes([TWO]).toString('latin1').replaceAll(TOKEN, 'f'.repeat(32)),
    'latin1',
  );

  test.each([
    ['a whole one', SEALED],
    ['one that is cut off in a section', SEALED.subarray(0, SEALED.indexOf(`${TOKEN} end made two`) - 12)],
    ['one that is cut off between sections', SEALED.subarray(0, SEALED.indexOf(`${TOKEN} begin made two`))],
  ])('are noticed behind %s, and only the first is read', async (_, first) => {
    const bundle = await read(Buffer.concat([first, another]));

    expect(bundle.complete).toBe(false);
    expect(bundle.problems.join()).toContain('another bundle follows in the same file');
    expect(bundle.sections[0]).toMatchObject({ part: 'one', complete: true });
    expect(bundle.token).toBe(TOKEN);
  });
});

test('a bundle that ends too early is said to be cut off', async () => {
  const bundle = await read(SEALED.subarray(0, SEALED.lastIndexOf(`${TOKEN} close`)));

  expect(bundle.problems).toEqual(['The bundle is cut off: it ends before its closing line.']);
  expect(bundle.sectionsSent).toBeNull();
});

test('the header says how a bundle came to be, and nothing that is not of the right form', async () => {
  const header = (lines: string): Buffer =>
    Buffer.concat([Buffer.from(`dom0-audit-bundle 1 ${TOKEN}\n${TOKEN} header\n${lines}\n`), closeLine(0)]);

  const made = await read(
    header(`user root\nsudo jane\nfrom 192.0.2.9\nby ansible\nshell bash 3.2\nprogram ${'a1'.repeat(32)}`),
  );
  const odd = await read(header('user \nsudo \nfrom \nby magic\nprogram none'));

  expect(made.header).toMatchObject({
    user: 'root',
    sudo: 'jane',
    from: '192.0.2.9',
    by: 'ansible',
    shell: 'bash 3.2',
    program: 'a1'.repeat(32),
  });
  expect(odd.header).toMatchObject({ user: null, sudo: null, from: null, by: null, program: null });
});
