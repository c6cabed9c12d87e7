import { paxRecord } from '../fetch/pax.ts';
import { BLOCK, checksum, type TarHeader } from '../fetch/tar-header.ts';

/** What an archive says of one member: what its header holds, and the extended attributes, in pax records. */
export interface MemberHead extends TarHeader {
  readonly attributes: Readonly<Record<string, Buffer>>;
}

/** What every field of a member that does not matter holds. */
export const PLAIN_HEAD: Omit<MemberHead, 'name' | 'size'> = {
  type: '0',
  linkName: Buffer.alloc(0),
  mode: 0o600,
  uid: 0,
  gid: 0,
  user: Buffer.from('root'),
  group: Buffer.from('root'),
  mtime: 0,
  major: 0,
  minor: 0,
  attributes: {},
};

const SELINUX = 'security.selinux';

/**
 * The blocks before the content of a member: a pax header for extended attributes, GNU headers for names of more than 100 bytes (GNU tar, busybox
 * and libarchive read both; busybox does not read the names of pax headers), and the header itself.
 */
export function encodeHead(head: MemberHead): Buffer {
  const records = Object.entries(head.attributes).flatMap(([name, value]) => attributeRecords(name, value));
  return Buffer.concat([
    ...(records.length > 0 ? [extension('x', Buffer.concat(records))] : []),
    ...(head.linkName.length > 100 ? [extension('K', withNul(head.linkName))] : []),
    ...(head.name.length > 100 ? [extension('L', withNul(head.name))] : []),
    headerBlock(head),
  ]);
}

/** Zeros that fill the last block of the content. */
export function paddingOf(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** Two blocks of zeros, and as many more as make a record of 10 KiB. */
export function endOfArchive(length: number): Buffer {
  const record = 20 * BLOCK;
  const end = Math.ceil((length + 2 * BLOCK) / record) * record;
  return Buffer.alloc(end - length);
}

/** The label of SELinux as GNU tar and busybox look for it, too. */
function attributeRecords(name: string, value: Buffer): Buffer[] {
  const key = name.replaceAll('%', '%25').replaceAll('=', '%3D');
  const plain = paxRecord(`SCHILY.xattr.${key}`, value);
  if (name !== SELINUX) return [plain];
  const label = value.at(-1) === 0 ? value.subarray(0, -1) : value;
  return [plain, paxRecord('RHT.security.selinux', label)];
}

function extension(type: string, content: Buffer): Buffer {
  const head = { ...PLAIN_HEAD, type, name: Buffer.from('././@LongLink'), size: content.length };
  return Buffer.concat([headerBlock(head), content, paddingOf(content.length)]);
}

function withNul(name: Buffer): Buffer {
  return Buffer.concat([name, Buffer.of(0)]);
}

function headerBlock(head: MemberHead): Buffer {
  const block = Buffer.alloc(BLOCK);
  head.name.copy(block, 0, 0, 100);
  writeNumber(block, 100, 8, head.mode);
  writeNumber(block, 108, 8, head.uid);
  writeNumber(block, 116, 8, head.gid);
  writeNumber(block, 124, 12, head.size);
  writeNumber(block, 136, 12, head.mtime);
  block.write(head.type, 156, 'latin1');
  head.linkName.copy(block, 157, 0, 100);
  block.write('ustar  \0', 257, 'latin1');
  head.user.copy(block, 265, 0, 31);
  head.group.copy(block, 297, 0, 31);
  if (head.type === '3' || head.type === '4') {
    writeNumber(block, 329, 8, head.major);
    writeNumber(block, 337, 8, head.minor);
  }
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** Octal digits and a NUL; where they are too few, or the number is negative, bytes with the first bit set (GNU). */
function writeNumber(block: Buffer, start: number, length: number, value: number): void {
  const digits = value < 0 ? '' : value.toString(8).padStart(length - 1, '0');
  if (value >= 0 && digits.length < length) {
    block.write(`${digits}\0`, start, 'latin1');
    return;
  }
  let rest = BigInt.asUintN(length * 8, BigInt(value));
  for (let i = start + length - 1; i >= start; i--) {
    block[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  block[start] = (block[start] ?? 0) | 0x80;
}
