import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readBundle, type Progress } from '../../../src/probe/bundle.ts';
import { bundleBytes, closeLine, HEADER, inPieces, sectionBytes } from '../../support/bundles.ts';
import { TOKEN } from '../../support/sections.ts';

const read = (bytes: Buffer, size = 7) => readBundle(inPieces(bytes, size));

describe('readBundle', () => {
  test.each([1, 2, 33, 65_536])('reads a bundle that comes in pieces of %i bytes', async (size) => {
    const bytes = bundleBytes([
      { part: 'one', output: 'hello\n', stderr: 'oops' },
      { part: 'two', output: Buffer.from([0, 255, 10, 13]), status: 3, hundredths: 250 },
    ]);

    const bundle = await readBundle(inPieces(bytes, size));

    expect(bundle).toMatchObject({ complete: true, problems: [], seconds: 1.23, token: TOKEN });
    expect(bundle.header).toEqual({
      clock: '2026-01-02T03:04:05Z',
      uid: 0,
      user: null,
      sudo: null,
      from: null,
      by: null,
      shell: 'sh',
      program: null,
      deep: false,
      contentLimit: 262144,
      sections: 2,
    });
    expect(bundle.bytesReceived).toBe(bytes.length);
    expect(bundle.sections).toEqual([
      expect.objectContaining({
        part: 'one',
        status: 0,
        stderr: 'oops',
        complete: true,
        stdout: Buffer.from('hello\n'),
      }),
      expect.objectContaining({
        part: 'two',
        status: 3,
        seconds: 2.5,
        stdout: Buffer.from([0, 255, 10, 13]),
      }),
    ]);
  });

  test('passes over what a login script prints first', async () => {
    const noise = Buffer.from('Welcome to dom0-audit-bundle 1\ndom0-audit-bundle x y\nno newline at the end');

    const bundle = await read(Buffer.concat([noise, bundleBytes([{ output: 'x' }])]));

    expect(bundle).toMatchObject({ complete: true, noise });
  });

  test('keeps every section before a cut, and the cut one as far as it goes', async () => {
    const whole = bundleBytes([
      { part: 'one', output: 'whole' },
      { part: 'two', output: 'cut' },
    ]);
    const cut = whole.subarray(0, whole.indexOf(`${TOKEN} end made two`) - 12);

    const bundle = await read(cut);

    expect(bundle.complete).toBe(false);
    expect(bundle.seconds).toBeNull();
    expect(bundle.sections.map(({ part, complete, status }) => [part, complete, status])).toEqual([
      ['one', true, 0],
      ['two', false, null],
    ]);
    expect(bundle.problems).toContain('Section made two: it was cut off before its end.');
  });

  test('loses no section because an earlier one is broken', async () => {
    const broken = sectionBytes({ part: 'one', output: 'x'.repeat(500) });
    broken.writeUInt8(broken.readUInt8(120) ^ 0x55, 120);

    const bundle = await read(
      Buffer.concat([HEADER, broken, sectionBytes({ part: 'two', output: 'fine' }), closeLine(2)]),
    );

    expect(bundle.complete).toBe(false);
    expect(bundle.sections[0]?.complete).toBe(false);
    expect(bundle.sections[1]).toMatchObject({ part: 'two', complete: true, stdout: Buffer.from('fine') });
  });

  test.each([
    [
      'a status line with another number of bytes',
      sectionBytes({ output: 'abc', bytes: 4 }),
      'number of bytes',
    ],
    [
      'no status line',
      Buffer.concat([
        Buffer.from(`\n${TOKEN} begin made part 10 1000 gzip\n`),
        gzipSync('abc'),
        Buffer.from(`\n${TOKEN} end made part 1 0\n`),
      ]),
      'last line is missing',
    ],
    [
      'an end of another section',
      Buffer.from(`\n${TOKEN} begin made part 10 1000 plain\nabc\n${TOKEN} end made other 1 0\n`),
      'cut off',
    ],
  ])('says that a section is not whole when it has %s', async (_, section, problem) => {
    const bundle = await read(Buffer.concat([HEADER, section, closeLine(1)]));

    expect(bundle.sections[0]?.complete).toBe(false);
    expect(bundle.problems.join()).toContain(problem);
  });

  test.each([
    [
      'a section that the closing line counts but that is not there',
      [sectionBytes()],
      2,
      'says that it has 2 sections, but 1',
    ],
    ['a section that came twice', [sectionBytes(), sectionBytes()], 2, 'came twice'],
    ['an end without a begin', [Buffer.from(`\n${TOKEN} end made part 1 0\n`)], 0, 'had not begun'],
  ])('notices %s', async (_, sections, count, problem) => {
    const bundle = await read(Buffer.concat([HEADER, ...sections, closeLine(count)]));

    expect(bundle.complete).toBe(false);
    expect(bundle.problems.join()).toContain(problem);
  });

  test('tells a section that was ended by the watchdog from one that died and one that was too long', async () => {
    const bundle = await read(
      bundleBytes([
        { part: 'slow', status: null, hundredths: 1001, seconds: 10, output: 'a' },
        { part: 'died', status: null, hundredths: 5, seconds: 10, output: 'b' },
        { part: 'long', status: null, cut: true, hundredths: 1001, seconds: 10, output: 'c' },
      ]),
    );

    expect(
      bundle.sections.map(({ timedOut, truncated, complete }) => [timedOut, truncated, complete]),
    ).toEqual([
      [true, false, true],
      [false, false, true],
      [false, true, true],
    ]);
  });

  test('does not unpack more than the limit of a section', async () => {
    const bomb = bundleBytes([
      { output: Buffer.alloc(50_000_000), maxBytes: 1000 },
      { part: 'next', output: 'fine' },
    ]);

    const bundle = await readBundle(inPieces(bomb, 65_536));

    expect(bundle.sections[0]?.stdout.length).toBeLessThan(100_000);
    expect(bundle.sections[0]).toMatchObject({ truncated: true, complete: false });
    expect(bundle.sections[1]).toMatchObject({ complete: true });
  });

  test('does not keep more than the limit of a plain section', async () => {
    const bundle = await readBundle(
      inPieces(
        bundleBytes([{ pack: 'plain', output: Buffer.alloc(9_000_000, 0x61), maxBytes: 1000 }]),
        65_536,
      ),
    );

    expect(bundle.sections[0]?.stdout.length).toBeLessThan(100_000);
    expect(bundle.sections[0]?.truncated).toBe(true);
  });

  test('reads sections of a host without gzip, with blocks inside that look like boundaries', async () => {
    const output = `\n${TOKEN} run ls\nx\n${TOKEN} end 0\n${TOKEN} begin\n`;

    const bundle = await read(bundleBytes([{ pack: 'plain', output, stderr: 'e' }]));

    expect(bundle.complete).toBe(true);
    expect(bundle.sections[0]).toMatchObject({ stdout: Buffer.from(output), stderr: 'e' });
  });

  test('ignores what comes after the closing line', async () => {
    const bundle = await read(Buffer.concat([bundleBytes([{}]), Buffer.from('logout\n')]));

    expect(bundle.complete).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['a shell that says no', 'sh: command not found\n'],
    ['another format', 'dom0-audit-bundle 2 0123456789abcdef01234567\n'],
    ['a token that is none', 'dom0-audit-bundle 1 xyz\n'],
    ['a magic line that is cut off', 'dom0-audit-bundle 1 0123456789abcdef01234567'],
  ])('refuses %s', async (_, text) => {
    await expect(read(Buffer.from(text))).rejects.toMatchObject({ code: 'bundle-invalid' });
  });

  test('gives up on an endless stream that is no bundle', async () => {
    let sent = 0;
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream is asynchronous
    const endless = async function* (): AsyncGenerator<Buffer> {
      for (;;) {
        sent++;
        yield Buffer.alloc(65_536, 0x61);
      }
    };

    await expect(readBundle(endless())).rejects.toMatchObject({ code: 'bundle-invalid' });
    expect(sent).toBeLessThan(40);
  });

  test('tells how far it is', async () => {
    const seen: Progress[] = [];

    await readBundle(inPieces(bundleBytes([{ part: 'one' }, { part: 'two' }]), 50), {
      onProgress: (progress) => seen.push(progress),
    });

    expect(seen.at(-1)).toMatchObject({ section: 'made two', total: 2 });
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
  });
});
