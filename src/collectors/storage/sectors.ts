import type { ShownCommand, TextLine } from '../reading.ts';
import type { PartitionTable, TableEntry } from './table.ts';

const NONE: Omit<PartitionTable, 'origin'> = { kind: 'none', entries: [], strayLines: [], line: null };

/** Bytes that od puts into one line. */
const BYTES_PER_LINE = 16;

/** The first ten sectors of a disk as `od -v -A n -t x1` prints them: table and the first entries of a GPT, or a DOS table. */
export function tableOfSectors(shown: ShownCommand, sectorBytes: number): Omit<PartitionTable, 'origin'> {
  const hex = shown.lines
    .map(({ text }) => text)
    .join('')
    .replace(/[^0-9a-f]/g, '');
  const bytes = Buffer.from(hex.slice(0, hex.length - (hex.length % 2)), 'hex');
  if (bytes.length < 2 * sectorBytes) return { ...NONE, kind: 'unknown' };
  const lineOf = (at: number) => shown.lines[Math.floor(at / BYTES_PER_LINE)] ?? null;
  if (bytes.toString('latin1', sectorBytes, sectorBytes + 8) === 'EFI PART') {
    return { ...readGpt(bytes, sectorBytes), line: lineOf(sectorBytes) };
  }
  const isBootRecord = bytes[510] === 0x55 && bytes[511] === 0xaa;
  if (!isBootRecord) return NONE;
  const entries = [0, 1, 2, 3].flatMap((index) => dosEntry(bytes, index));
  // The cover of a GPT without the GPT: its first copy is damaged.
  if (entries.some(({ type }) => type === 'ee')) return { ...NONE, kind: 'unknown', line: lineOf(510) };
  return entries.length === 0 ? NONE : { ...NONE, kind: 'dos', entries, line: lineOf(510) };
}

/** A DOS entry of 16 bytes at 446: type at 4, first sector at 8, sectors at 12. */
function dosEntry(bytes: Buffer, index: number): TableEntry[] {
  const at = 446 + index * 16;
  const type = bytes[at + 4] ?? 0;
  const sectors = bytes.readUInt32LE(at + 12);
  if (type === 0 || sectors === 0) return [];
  const startBytes = bytes.readUInt32LE(at + 8) * 512;
  return [
    {
      number: index + 1,
      startBytes,
      sizeBytes: sectors * 512,
      type: type.toString(16).padStart(2, '0'),
      name: null,
    },
  ];
}

/** UEFI specification, 5.3: entries begin at the sector that the header names at 72; their number at 80, their size at 84. */
function readGpt(bytes: Buffer, sectorBytes: number): Omit<PartitionTable, 'origin'> {
  const first = Number(bytes.readBigUInt64LE(sectorBytes + 72)) * sectorBytes;
  const count = bytes.readUInt32LE(sectorBytes + 80);
  const size = bytes.readUInt32LE(sectorBytes + 84);
  const entries: TableEntry[] = [];
  const strayLines: TextLine[] = [];
  if (size < 128) return { ...NONE, kind: 'unknown' };
  for (let index = 0; index < count && first + (index + 1) * size <= bytes.length; index++) {
    const entry = gptEntry(bytes.subarray(first + index * size), index + 1, sectorBytes);
    if (entry) entries.push(entry);
    // sgdisk prints a name as it is, and the installer reads what sgdisk prints line by line.
    if (entry?.name?.includes('\n')) strayLines.push({ number: entry.number, text: entry.name });
  }
  return { ...NONE, kind: 'gpt', entries, strayLines };
}

function gptEntry(bytes: Buffer, number: number, sectorBytes: number): TableEntry | null {
  if (bytes.subarray(0, 16).every((byte) => byte === 0)) return null;
  const start = Number(bytes.readBigUInt64LE(32));
  const end = Number(bytes.readBigUInt64LE(40));
  const name = bytes.toString('utf16le', 56, 128).split('\0', 1)[0] ?? '';
  return {
    number,
    startBytes: start * sectorBytes,
    sizeBytes: Math.max(0, end + 1 - start) * sectorBytes,
    type: guidText(bytes),
    name: name === '' ? null : name,
  };
}

/** The first three groups are stored with their low byte first. */
function guidText(bytes: Buffer): string {
  const groups = [
    [3, 2, 1, 0],
    [5, 4],
    [7, 6],
    [8, 9],
    [10, 11, 12, 13, 14, 15],
  ];
  return groups
    .map((group) => group.map((at) => (bytes[at] ?? 0).toString(16).padStart(2, '0')).join(''))
    .join('-')
    .toUpperCase();
}
