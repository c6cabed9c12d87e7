import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { AuditError } from '../model/errors.ts';
import { bunzip } from './bunzip.ts';
import { checkInventory, INVENTORY } from './inventory-xml.ts';
import { MemberStore } from './member-store.ts';
import { readTar } from './read-tar.ts';
import { readZip } from './read-zip.ts';
import {
  ARCHIVE_LIMITS,
  type ArchiveFormat,
  type ArchiveLimits,
  type StatusReport,
} from './status-report.ts';

const PIECE = 1024 * 1024;

/**
 * Reads an archive that `xen-bugtool` made: tar, tar.bz2 or zip, told apart by their first bytes. What is wrong with it costs
 * what stands behind; nothing is written to a disk.
 * @param isWanted names below the folder of the report that are kept
 * @throws AuditError `bugtool-unreadable` when it cannot be opened or is no status report
 */
export async function readStatusReport(
  path: string,
  isWanted: (name: string) => boolean,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<StatusReport> {
  const store = new MemberStore(limits, (name) => name === INVENTORY || isWanted(name));
  const read = await readFile(path, store);
  store.finish();
  const { folder, members, problems } = store;
  if (folder === null || !(members.has(INVENTORY) || members.has('etc/xensource-inventory')))
    throw unreadable(path, noReport(problems));
  return { ...read, folder, members, problems: [...problems, ...checkInventory(folder, members)] };
}

async function readFile(
  path: string,
  store: MemberStore,
): Promise<Pick<StatusReport, 'format' | 'bytesReceived' | 'sha256'>> {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const bytesReceived = fstatSync(file).size;
    const format = formatOf(pieceAt(file, 0, 512) ?? Buffer.alloc(0));
    if (format === null) throw new Error('it is neither tar, tar.bz2 nor zip');
    const sha256 = digestOf(file);
    if (format === 'zip') await readZip(path, store);
    else await readTar(format === 'tar' ? pieces(file) : bunzip(asFunction(pieces(file))), store);
    return { format, bytesReceived, sha256 };
  } catch (cause) {
    throw unreadable(path, reasonOf(cause), cause);
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** The formats that xen-bugtool writes. */
function formatOf(head: Buffer): ArchiveFormat | null {
  const start = head.toString('latin1', 0, 4);
  if (start.startsWith('BZh')) return 'tar.bz2';
  if (start === 'PK\u0003\u0004' || start === 'PK\u0005\u0006') return 'zip';
  return head.toString('latin1', 257, 262) === 'ustar' ? 'tar' : null;
}

function digestOf(file: number): string {
  const hash = createHash('sha256');
  for (const piece of pieces(file)) hash.update(piece);
  return hash.digest('hex');
}

function* pieces(file: number): Generator<Buffer> {
  for (let at = 0; ;) {
    const piece = pieceAt(file, at, PIECE);
    if (piece === null) return;
    yield piece;
    at += piece.length;
  }
}

function pieceAt(file: number, at: number, size: number): Buffer | null {
  const buffer = Buffer.allocUnsafe(size);
  const read = readSync(file, buffer, 0, size, at);
  return read === 0 ? null : buffer.subarray(0, read);
}

function asFunction(all: Generator<Buffer>): () => Buffer | null {
  return () => {
    const next = all.next();
    return next.done === true ? null : next.value;
  };
}

function noReport(problems: readonly string[]): string {
  const what = 'it holds neither the inventory of a status report nor /etc/xensource-inventory';
  return problems.length === 0 ? what : `${what}; ${problems.join(' ').replace(/\.$/, '')}`;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
  };
  return known['code' in cause ? String(cause.code) : ''] ?? cause.message;
}

function unreadable(path: string, why: string, cause?: unknown): AuditError {
  return new AuditError(
    'bugtool-unreadable',
    `${path} could not be read as a XenServer status report: ${why}.`,
    'Give an archive that xen-bugtool or XenCenter made (tar.bz2, tar or zip). Reports in another wrapping have to be unpacked first.',
    { cause },
  );
}
