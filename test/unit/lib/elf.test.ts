import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readElf, type ElfFacts } from '../../../src/lib/elf.ts';
import { elfFile, type MadeElf } from '../../lab/catalogue/elf.ts';
import { findProgram } from '../../lab/machine/find-program.ts';
import { describeWithLab } from '../../support/lab.ts';

const whole = (bytes: Buffer) => [{ offset: 0, bytes }];

const LOADER_32 = '/lib/ld-linux.so.2';
const LOADER_64 = '/lib64/ld-linux-x86-64.so.2';
const NOTHING = {
  interpreter: null,
  needed: [],
  soname: null,
  runPath: null,
  vermagic: null,
  whole: true,
};

describe('readElf', () => {
  test.each<[string, MadeElf, Partial<ElfFacts>]>([
    [
      'a 32-bit program',
      { bits: 32, type: 'program', interpreter: LOADER_32, needed: ['libssl.so.6', 'libc.so.6'] },
      {
        bits: 32,
        machine: 'x86',
        type: 'program',
        interpreter: LOADER_32,
        needed: ['libssl.so.6', 'libc.so.6'],
      },
    ],
    [
      'a 64-bit program with its own folder of libraries',
      {
        bits: 64,
        type: 'program',
        interpreter: LOADER_64,
        needed: ['libacme.so.1'],
        runPath: '/opt/acme/lib',
      },
      {
        bits: 64,
        machine: 'x86-64',
        type: 'program',
        interpreter: LOADER_64,
        needed: ['libacme.so.1'],
        runPath: '/opt/acme/lib',
      },
    ],
    [
      'a library',
      { bits: 64, type: 'library', soname: 'libacme.so.1', needed: ['libc.so.6'] },
      { bits: 64, machine: 'x86-64', type: 'library', soname: 'libacme.so.1', needed: ['libc.so.6'] },
    ],
    [
      'a library that can be called, as the C library can',
      { bits: 64, type: 'library', soname: 'libc.so.6', interpreter: LOADER_64 },
      { bits: 64, machine: 'x86-64', type: 'library', soname: 'libc.so.6', interpreter: LOADER_64 },
    ],
    [
      'a program that can be loaded anywhere',
      { bits: 64, type: 'program', pie: true, interpreter: LOADER_64 },
      { bits: 64, machine: 'x86-64', type: 'program', interpreter: LOADER_64 },
    ],
    [
      'the same without a loader',
      { bits: 64, type: 'program', pie: true },
      { bits: 64, machine: 'x86-64', type: 'program' },
    ],
    [
      'a plug-in without a name',
      { bits: 32, type: 'library' },
      { bits: 32, machine: 'x86', type: 'library' },
    ],
    ['an object', { bits: 64, type: 'object' }, { bits: 64, machine: 'x86-64', type: 'object' }],
    [
      'a program for another machine, in its byte order',
      { bits: 32, type: 'program', machine: 20, bigEndian: true, needed: ['libc.so.6'] },
      { bits: 32, machine: 'powerpc', type: 'program', needed: ['libc.so.6'] },
    ],
    [
      'a machine without a name here',
      { bits: 64, type: 'library', machine: 4711 },
      { bits: 64, machine: 'machine-4711', type: 'library' },
    ],
  ])('reads %s', (_, made, expected) => {
    expect(readElf(whole(elfFile(made)))).toEqual({ ...NOTHING, ...expected });
  });

  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['a script', Buffer.from('#!/bin/sh\nexit 0\n'.repeat(10))],
    ['a header that is cut off', elfFile({ bits: 64, type: 'program' }).subarray(0, 18)],
    [
      'a width that there is not',
      Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 3, 1]), Buffer.alloc(90)]),
    ],
  ])('takes %s for no ELF file', (_, bytes) => {
    expect(readElf(whole(bytes))).toBeNull();
  });

  const made = elfFile({
    bits: 64,
    type: 'program',
    interpreter: LOADER_64,
    needed: ['liba.so.1', 'libb.so.2'],
  });
  const dynamicAt = Number(made.readBigUInt64LE(64 + 56 + 8));

  test.each<[string, Buffer]>([
    ['cut off before its dynamic section', made.subarray(0, dynamicAt)],
    ['cut off inside it', made.subarray(0, dynamicAt + 20)],
    [
      'with its names at an address that no segment holds',
      patched(made, dynamicAt + 2 * 16 + 8, 0xffffff00n),
    ],
    ['with a name beyond its end', patched(made, dynamicAt + 8, 1n << 40n)],
    ['with its program headers beyond its end', patched(made, 32, 1n << 40n)],
    ['with its dynamic section beyond its end', patched(made, 64 + 56 + 8, 1n << 62n)],
  ])('says of a program %s that it is not all', (_, bytes) => {
    expect(readElf(whole(bytes))).toMatchObject({ bits: 64, type: 'program', whole: false });
  });

  test('reads names from a range of their own', () => {
    const far = elfFile({
      bits: 64,
      type: 'library',
      soname: 'libfar.so.9',
      needed: ['liba.so.1'],
      code: 100_000,
    });
    const at = Number(far.readBigUInt64LE(64 + 56 + 8));
    const names = far.indexOf('liba.so.1');
    const ranges = [
      { offset: 0, bytes: far.subarray(0, 1024) },
      { offset: at, bytes: far.subarray(at) },
      { offset: names, bytes: far.subarray(names, names + 64) },
    ];

    expect(readElf(ranges)).toMatchObject({ soname: 'libfar.so.9', needed: ['liba.so.1'], whole: true });
    expect(readElf(ranges.slice(0, 2))).toMatchObject({ soname: null, needed: [], whole: false });
  });

  test('ends for any bytes, and never throws', () => {
    const seeds = [32, 64].map((bits) =>
      elfFile({
        bits: bits as 32 | 64,
        type: 'program',
        interpreter: LOADER_32,
        needed: ['liba.so', 'libb.so'],
      }),
    );
    const damaged = fc
      .tuple(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { maxLength: 30 }),
        fc.nat(700),
      )
      .map(([seed, changes, length]) => {
        const bytes = Buffer.from(seed);
        for (const [at, value] of changes) if (at > 5 && at < bytes.length) bytes[at] = value;
        return bytes.subarray(0, 16 + length);
      });
    fc.assert(
      fc.property(
        fc.oneof(
          damaged,
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        ),
        fc.nat(100),
        (bytes, offset) => {
          const facts = readElf([...whole(bytes), { offset, bytes }]);

          if (facts === null) return;
          expect(facts.needed.length).toBeLessThanOrEqual(256);
          for (const name of [...facts.needed, facts.soname ?? 'x', facts.interpreter ?? 'x'])
            expect(name).not.toContain('\0');
        },
      ),
      { numRuns: 3000 },
    );
  });
});

function patched(bytes: Buffer, at: number, value: bigint): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeBigUInt64LE(value, at);
  return copy;
}

describeWithLab('readElf on the programs of this machine', () => {
  const found = [process.execPath, '/bin/sh', '/bin/ls', '/usr/bin/ssh', '/usr/bin/openssl'].filter(
    existsSync,
  );

  test.each(found)('sees in %s a program that needs the C library', (path) => {
    const facts = readElf(whole(readFileSync(path)));

    expect(facts).toMatchObject({ bits: 64, type: 'program', whole: true });
    expect(facts?.needed).toContain('libc.so.6');
    expect(facts?.interpreter).toMatch(/^\/lib(64)?\/ld-linux/);
  });

  const readelf = findProgram('readelf');
  test.each(readelf === null ? [] : found)('sees in %s what readelf of binutils sees', (path) => {
    const facts = readElf(whole(readFileSync(path)));
    const { stdout, status } = spawnSync('readelf', ['-W', '-h', '-l', '-d', path], { encoding: 'utf8' });
    const said = (pattern: RegExp): string | undefined => pattern.exec(stdout)?.[1];

    expect(status).toBe(0);
    expect(`ELF${facts?.bits ?? ''}`).toBe(said(/Class:\s+(\S+)/));
    expect(facts?.needed).toEqual(
      [...stdout.matchAll(/\(NEEDED\)\s+Shared library: \[(.*)\]/g)].map(([, name]) => name),
    );
    expect(facts?.soname ?? undefined).toBe(said(/\(SONAME\)\s+Library soname: \[(.*)\]/));
    expect(facts?.interpreter ?? undefined).toBe(said(/Requesting program interpreter: (.*)\]/));
    expect(facts?.runPath ?? undefined).toBe(said(/\(R(?:UN)?PATH\)\s+Library r(?:un)?path: \[(.*)\]/));
  });
});
