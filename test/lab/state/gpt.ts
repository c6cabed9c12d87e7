import * as fs from 'node:fs';

/** One disk or partition, as the disk stand-ins and the tables on disk have it; `-` = none. */
export interface LabPartition {
  readonly name: string;
  readonly kind: 'disk' | 'part';
  readonly start: number;
  readonly sectors: number;
  readonly table: 'gpt' | 'dos';
  /** sgdisk code or DOS type; for a disk its GUID. */
  readonly code: string;
  readonly disk: string;
  readonly typeGuid: string;
  readonly partName: string;
  readonly guid: string;
  readonly label: string;
  readonly fsType: string;
  readonly uuid: string;
}

const SECTOR = 512;
const ENTRIES = 128;
const ENTRY_BYTES = 128;
const ENTRY_SECTORS = (ENTRIES * ENTRY_BYTES) / SECTOR;

/**
 * Writes the partition tables of a disk into a sparse file of its size, as the UEFI specification lays them out: protective MBR,
 * primary header and entries, and their copies at the end; or an MBR alone for a DOS table. Nothing else is on the disk.
 */
export function writeDisk(path: string, disk: LabPartition, partitions: readonly LabPartition[]): void {
  fs.writeFileSync(path, '');
  fs.truncateSync(path, disk.sectors * SECTOR);
  const handle = fs.openSync(path, 'r+');
  const put = (bytes: Buffer, sector: number): void =>
    void fs.writeSync(handle, bytes, 0, bytes.length, sector * SECTOR);
  if (disk.table === 'dos') put(dosTable(partitions), 0);
  else {
    const last = disk.sectors - 1;
    const entries = gptEntries(partitions);
    put(protectiveMbr(disk.sectors), 0);
    put(gptHeader(disk, entries, { here: 1, other: last, entries: 2 }), 1);
    put(entries, 2);
    put(entries, last - ENTRY_SECTORS);
    put(gptHeader(disk, entries, { here: last, other: 1, entries: last - ENTRY_SECTORS }), last);
  }
  fs.closeSync(handle);
}

function mbrEntry(type: number, start: number, sectors: number): Buffer {
  const entry = Buffer.alloc(16);
  entry.set([0xfe, 0xff, 0xff], 1);
  entry.writeUInt8(type, 4);
  entry.set([0xfe, 0xff, 0xff], 5);
  entry.writeUInt32LE(start, 8);
  entry.writeUInt32LE(Math.min(sectors, 0xffffffff), 12);
  return entry;
}

function mbr(entries: readonly Buffer[]): Buffer {
  const sector = Buffer.alloc(SECTOR);
  entries.slice(0, 4).forEach((entry, i) => {
    sector.set(entry, 446 + i * 16);
  });
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

function protectiveMbr(sectors: number): Buffer {
  return mbr([mbrEntry(0xee, 1, sectors - 1)]);
}

function dosTable(partitions: readonly LabPartition[]): Buffer {
  return mbr(partitions.map((p) => mbrEntry(Number.parseInt(p.code, 16), p.start, p.sectors)));
}

function gptEntries(partitions: readonly LabPartition[]): Buffer {
  const bytes = Buffer.alloc(ENTRIES * ENTRY_BYTES);
  for (const p of partitions) {
    const at = (Number(/\d+$/.exec(p.name)?.[0] ?? '1') - 1) * ENTRY_BYTES;
    bytes.set(guidBytes(p.typeGuid), at);
    bytes.set(guidBytes(p.guid), at + 16);
    bytes.writeBigUInt64LE(BigInt(p.start), at + 32);
    bytes.writeBigUInt64LE(BigInt(p.start + p.sectors - 1), at + 40);
    bytes.write(p.partName.trim(), at + 56, 72, 'utf16le');
  }
  return bytes;
}

interface HeaderPlaces {
  readonly here: number;
  readonly other: number;
  readonly entries: number;
}

function gptHeader(disk: LabPartition, entries: Buffer, places: HeaderPlaces): Buffer {
  const sector = Buffer.alloc(SECTOR);
  const HEADER_BYTES = 92;
  sector.write('EFI PART', 0, 'latin1');
  sector.writeUInt32LE(0x00010000, 8);
  sector.writeUInt32LE(HEADER_BYTES, 12);
  sector.writeBigUInt64LE(BigInt(places.here), 24);
  sector.writeBigUInt64LE(BigInt(places.other), 32);
  sector.writeBigUInt64LE(BigInt(2 + ENTRY_SECTORS), 40);
  sector.writeBigUInt64LE(BigInt(disk.sectors - 2 - ENTRY_SECTORS), 48);
  sector.set(guidBytes(disk.code), 56);
  sector.writeBigUInt64LE(BigInt(places.entries), 72);
  sector.writeUInt32LE(ENTRIES, 80);
  sector.writeUInt32LE(ENTRY_BYTES, 84);
  sector.writeUInt32LE(crc32(entries), 88);
  sector.writeUInt32LE(crc32(sector.subarray(0, HEADER_BYTES)), 16);
  return sector;
}

/** The first three fields of a GUID are little endian on disk. */
function guidBytes(guid: string): Buffer {
  const raw = Buffer.from(guid.replaceAll('-', ''), 'hex');
  return Buffer.concat([
    raw.subarray(0, 4).reverse(),
    raw.subarray(4, 6).reverse(),
    raw.subarray(6, 8).reverse(),
    raw.subarray(8),
  ]);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
