import { createHash } from 'node:crypto';

const NOISE = Buffer.concat(
  Array.from({ length: 4096 }, (_, i) => createHash('sha512').update(`dom0 lab ${i}`).digest()),
);
const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0x02, 0x01, 0x01, 0x00, 0, 0, 0, 0, 0, 0, 0, 0]);

const number = (seed: string): number => createHash('md5').update(seed).digest().readUInt32BE(0);

/** Bytes that look like a compiled file: the same for the same seed, different for another. Cannot be run. */
export function binaryContent(seed: string, kilobytes = 4): Buffer {
  const start = number(seed);
  const size = 512 + (start % (kilobytes * 1024));
  const from = start % (NOISE.length - size - 64);
  return Buffer.concat([ELF, Buffer.from(seed), NOISE.subarray(from, from + size)]);
}

/** Text lines that say what they are. */
export function textContent(seed: string, comment = '#'): string {
  const start = number(seed);
  const lines = [`${comment} ${seed}`, `${comment} Made up for the lab; stands for a file of the package.`];
  for (let i = 0; i < 4 + (start % 40); i++)
    lines.push(
      `${comment} line ${i}: ${NOISE.subarray((start + i * 64) % 65536, ((start + i * 64) % 65536) + 24).toString('base64')}`,
    );
  return `${lines.join('\n')}\n`;
}

export function scriptContent(seed: string, interpreter: string): string {
  return `#!${interpreter}\n${textContent(seed)}`;
}

/** Content that fits the name: scripts, byte code, objects, documentation. */
export function contentFor(path: string): string | Buffer {
  if (/\.(so(\.[\w.]+)?|ko|pyc|pyo|mo|gz|bin|fw|gif|png|iso|db|hwm|pwd|pwi)$/.test(path))
    return binaryContent(path);
  if (path.endsWith('.py')) return scriptContent(path, '/usr/bin/python');
  if (/\/(s?bin|libexec)\/[^/]+$/.test(path)) return binaryContent(path, 12);
  return textContent(path);
}
