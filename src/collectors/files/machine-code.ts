import { readElf, type ByteRange, type ElfFacts } from '../../lib/elf.ts';
import { fieldText } from '../records.ts';

/** What the host sent of one file with machine code. */
export interface MachineCode {
  readonly ranges: ByteRange[];
  /** As the module says it, `vermagic=2.6.32… SMP mod_unload`; null = none was sent. */
  vermagic: string | null;
}

const WORD = 4;

/** `W <offset> <words>`: words of four bytes, the lowest first. A record that is not so is left out. */
export function readWords(offset: string, words: string): ByteRange | null {
  if (!/^\d{1,15}$/.test(offset) || !/^[\d ]*$/.test(words)) return null;
  const numbers = words === '' ? [] : words.split(' ').map(Number);
  if (numbers.some((number) => !(number <= 0xffffffff))) return null;
  const bytes = Buffer.alloc(numbers.length * WORD);
  numbers.forEach((number, at) => bytes.writeUInt32LE(number, at * WORD));
  return { offset: Number(offset), bytes };
}

/** null when the file could not be read, or is no ELF file after all. */
export function elfOf(path: string, code: MachineCode | undefined, sizeBytes: number): ElfFacts | null {
  // od fills up the last word of a file with zeros.
  const ranges = (code?.ranges ?? []).map(({ offset, bytes }) => ({
    offset,
    bytes: bytes.subarray(0, Math.max(0, sizeBytes - offset)),
  }));
  const facts = readElf(ranges);
  if (facts?.type !== 'object' || !path.endsWith('.ko')) return facts;
  const said = /^vermagic=(.{1,200})/s.exec(fieldText(code?.vermagic ?? ''))?.[1]?.trim() ?? null;
  return { ...facts, type: 'module', vermagic: said };
}
