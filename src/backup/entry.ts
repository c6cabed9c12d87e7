import { decodePath } from '../lib/path-bytes.ts';
import type { TarEntry } from '../fetch/tar-reader.ts';
import type { BackupEntry, BackupStatus } from '../model/backup.ts';
import type { FileType } from '../model/inventory.ts';
import type { ChosenPath } from './choose.ts';
import { ROOT_FOLDER } from './names.ts';

const TYPES: Readonly<Record<string, FileType>> = {
  '0': 'file',
  '1': 'file',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
};

/** The type of a member in the words of the inventory. */
export function typeOf({ type }: Pick<TarEntry, 'type'>): FileType {
  return TYPES[type] ?? 'unknown';
}

/** An entry for a path that is not in the archive. */
export function absentEntry(one: ChosenPath, status: 'left-out' | 'failed', because: string): BackupEntry {
  return {
    path: one.path,
    ...(one.pathEncoding === undefined ? {} : { pathEncoding: one.pathEncoding }),
    member: null,
    status,
    because,
    type: one.type,
    mode: null,
    uid: null,
    gid: null,
    user: null,
    group: null,
    sizeBytes: one.sizeBytes,
    mtime: null,
    linkTarget: null,
    hardLinkTo: null,
    sha256: null,
    hostSha256: null,
    sparse: false,
    attributes: {},
    subjects: one.subjects,
  };
}

/** What only the one who took it knows. */
export interface TakenFacts {
  readonly status: Extract<BackupStatus, 'taken' | 'changed-while-read'>;
  readonly because: string | null;
  readonly sha256: string | null;
  readonly hostSha256: string | null;
  readonly hostDigest: string | null;
  readonly hardLinkTo: string | null;
  readonly isSparse: boolean;
  readonly sizeBytes: number;
  readonly attributes: Readonly<Record<string, Buffer>>;
}

/** An entry for a path that is in the archive, as its header has it. */
export function takenEntry(one: ChosenPath, head: TarEntry, facts: TakenFacts): BackupEntry {
  const type = typeOf(head);
  const isDevice = type === 'character-device' || type === 'block-device';
  return {
    ...absentEntry(one, 'failed', ''),
    member: `${ROOT_FOLDER}${one.path}`,
    status: facts.status,
    because: facts.because,
    type,
    mode: head.mode.toString(8).padStart(4, '0'),
    uid: head.uid,
    gid: head.gid,
    user: nameOf(head.user),
    group: nameOf(head.group),
    sizeBytes: type === 'file' ? facts.sizeBytes : 0,
    mtime: timeOf(head.mtime),
    linkTarget: type === 'symlink' ? decodePath(head.linkName).path : null,
    hardLinkTo: facts.hardLinkTo,
    sha256: facts.sha256,
    hostSha256: facts.hostSha256,
    ...(facts.hostDigest === null ? {} : { hostDigest: facts.hostDigest }),
    ...(isDevice ? { device: `${head.major}:${head.minor}` } : {}),
    sparse: facts.isSparse,
    attributes: Object.fromEntries(
      Object.entries(facts.attributes).map(([name, value]) => [name, value.toString('base64')]),
    ),
  };
}

function nameOf(bytes: Buffer): string | null {
  return bytes.length === 0 ? null : decodePath(bytes).path;
}

/** A hostile host may give a time that no calendar has. */
function timeOf(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString().replace(/\.\d+Z$/, 'Z');
}
