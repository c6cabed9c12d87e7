import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bunzip } from '../../../src/bugtool/bunzip.ts';

function packed(data: Buffer, level = '-9'): Buffer {
  const { status, stdout } = spawnSync('bzip2', [level, '-c'], { input: data, maxBuffer: 1 << 30 });
  expect(status).toBe(0);
  return stdout;
}

/** Unpacks what comes in pieces of the given size. */
function unpacked(data: Buffer, piece = 1000): Buffer {
  let at = 0;
  const next = (): Buffer | null => {
    if (at >= data.length) return null;
    at += piece;
    return data.subarray(at - piece, at);
  };
  return Buffer.concat([...bunzip(next)]);
}

describe('bzip2', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.from('a')],
    ['four, five and 260 equal bytes', Buffer.from(`aaaa.bbbbb.${'c'.repeat(260)}.dddd`)],
    ['text', Buffer.from('/etc/multipath.conf says no\n'.repeat(5000))],
    ['every byte', Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 256))],
    ['noise', randomBytes(250_000)],
    ['a long run', Buffer.alloc(3_000_000, 7)],
  ])('%s comes back as it went in', (_name, data) => {
    for (const level of ['-1', '-9']) expect(unpacked(packed(data, level)).equals(data)).toBe(true);
  });

  test('several streams in one file are read one after the other', () => {
    const twice = Buffer.concat([packed(Buffer.from('one ')), packed(Buffer.from('two'))]);

    expect(unpacked(twice).toString()).toBe('one two');
  });

  test.each([
    ['nothing at all', Buffer.alloc(0), /empty/],
    ['another format', Buffer.from('PK\u0003\u0004 and so on, for a while'), /no bzip2 head/],
    ['a head alone', Buffer.from('BZh9'), /too early/],
  ])('%s is said to be so', (_name, data, message) => {
    expect(() => unpacked(data)).toThrow(message);
  });

  test('a file that ends too early is said to, wherever it ends', () => {
    const whole = packed(randomBytes(3000));

    for (let length = 1; length < whole.length - 1; length += 97)
      expect(() => unpacked(whole.subarray(0, length)), String(length)).toThrow(/too early/);
  });

  test('any single changed byte is noticed, and nothing hangs', () => {
    const whole = packed(Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(20)));

    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      expect(() => unpacked(changed), String(at)).toThrow();
    }
  });

  test('a run whose length is past 32 bits is refused', () => {
    // Writes a block by hand: two bytes used, two codes in which the symbols have words of 2 bits, then only run symbols.
    const bits: string[] = ['01000010', '01011010', '01101000', '00111001'];
    const put = (value: number, width: number): void => {
      bits.push(value.toString(2).padStart(width, '0'));
    };
    put(0x314159, 24);
    put(0x265359, 24);
    put(0, 32);
    put(0, 1);
    put(0, 24);
    put(0x8000, 16);
    put(0xc000, 16);
    put(2, 3);
    put(2, 15);
    put(0, 2);
    // Four symbols, each with a word of 2 bits: the first length, then no difference.
    for (let code = 0; code < 2; code++) {
      put(2, 5);
      put(0, 4);
    }
    for (let i = 0; i < 32; i++) put(0, 2);
    put(2, 2);
    const text = bits.join('').padEnd(4000, '0');
    const data = Buffer.from(text.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);

    expect(() => unpacked(data)).toThrow(/a run longer than its block/);
  });
});
