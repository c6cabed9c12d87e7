import { createHash } from 'node:crypto';
import type { Entry, FileFlag, Unverified } from '../tree/entry.ts';
import { encodeHeader, type TagValue } from './header.ts';
import { encodeDsaSignature } from './signature.ts';

/** A package of the lab's database. Times are seconds since 1970. */
export interface LabPackage {
  readonly name: string;
  readonly epoch?: number;
  readonly version: string;
  readonly release: string;
  /** null for packages without one, such as gpg-pubkey. */
  readonly arch: string | null;
  /** null = the tag is absent. */
  readonly vendor: string | null;
  readonly packager?: string;
  readonly buildHost?: string;
  readonly buildTime: number;
  readonly installTime: number;
  readonly group?: string;
  readonly license?: string;
  readonly summary?: string;
  readonly url?: string;
  /** 16 hex digits of the key that signed it; absent = unsigned. */
  readonly keyId?: string;
  readonly sourceRpm?: string;
  readonly postInstall?: string;
  readonly verifyScript?: string;
  /** Of its files; default md5, as up to CentOS 5. */
  readonly digests?: 'sha256';
  readonly requires?: readonly string[];
  readonly provides?: readonly string[];
  /** Built with `AutoReqProv: no`: rpmbuild did not look into the files. */
  readonly unexamined?: boolean;
  readonly entries: readonly Entry[];
}

const TAG = {
  dsaHeader: 267,
  sha1Header: 269,
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  summary: 1004,
  description: 1005,
  buildTime: 1006,
  buildHost: 1007,
  installTime: 1008,
  size: 1009,
  distribution: 1010,
  vendor: 1011,
  license: 1014,
  packager: 1015,
  group: 1016,
  url: 1020,
  os: 1021,
  arch: 1022,
  postIn: 1024,
  fileSizes: 1028,
  fileStates: 1029,
  fileModes: 1030,
  fileRdevs: 1033,
  fileMtimes: 1034,
  fileDigests: 1035,
  fileLinkTos: 1036,
  fileFlags: 1037,
  fileUsers: 1039,
  fileGroups: 1040,
  sourceRpm: 1044,
  fileVerifyFlags: 1045,
  provideName: 1047,
  requireFlags: 1048,
  requireName: 1049,
  requireVersion: 1050,
  rpmVersion: 1064,
  verifyScript: 1079,
  postInProg: 1086,
  verifyScriptProg: 1091,
  fileDevices: 1095,
  fileInodes: 1096,
  fileLangs: 1097,
  provideFlags: 1112,
  provideVersion: 1113,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
  payloadFormat: 1124,
  payloadCompressor: 1125,
  payloadFlags: 1126,
  fileColors: 1140,
  fileDigestAlgo: 5011,
} as const;

const FILE_FLAG: Readonly<Record<FileFlag, number>> = {
  config: 1,
  doc: 2,
  missingok: 8,
  noreplace: 16,
  ghost: 64,
  license: 128,
  readme: 256,
};
/** Bits of FILEVERIFYFLAGS; all set is -1, and `%verify(not …)` clears some. */
const VERIFY_BIT: Readonly<Record<Unverified, number>> = {
  digest: 1,
  size: 2,
  link: 4,
  user: 8,
  group: 16,
  mtime: 32,
  mode: 64,
  device: 128,
};
const TYPE_BITS = { file: 0o100000, directory: 0o040000, link: 0o120000 } as const;
const REQUIRES_EXACT = 8;

export const defaultMode = (entry: Entry): number =>
  entry.type === 'link' ? 0o777 : (entry.mode ?? (entry.type === 'directory' ? 0o755 : 0o644));

/** Full mode with the type bits, as rpm stores it. */
const fullMode = (entry: Entry): number => TYPE_BITS[entry.type] | defaultMode(entry);

export const pathBytes = (path: string | Buffer): Buffer =>
  typeof path === 'string' ? Buffer.from(path, 'utf8') : path;

/** Number of SHA-256 among the hashes of OpenPGP (RFC 4880, 9.4), which rpm uses. */
const SHA256 = 8;

/** The header of one package. Without a FILEDIGESTALGO tag rpm takes the file digests for MD5. */
export function packageHeader(item: LabPackage): Buffer {
  const tags = new Map<number, TagValue>();
  const text = (tag: number, value: string | null | undefined): void => {
    if (value !== undefined && value !== null) tags.set(tag, { kind: 'string', value });
  };
  const i18n = (tag: number, value: string): void => void tags.set(tag, { kind: 'i18n', value });
  const number = (tag: number, ...values: number[]): void => void tags.set(tag, { kind: 'int32', values });
  const list = (tag: number, values: readonly string[]): void =>
    void tags.set(tag, { kind: 'stringArray', values: values.map((value) => Buffer.from(value)) });

  text(TAG.name, item.name);
  text(TAG.version, item.version);
  text(TAG.release, item.release);
  if (item.epoch !== undefined) number(TAG.epoch, item.epoch);
  i18n(TAG.summary, item.summary ?? `The ${item.name} package (made up for the lab)`);
  i18n(TAG.description, `Lab material: ${item.name}.`);
  number(TAG.buildTime, item.buildTime);
  text(TAG.buildHost, item.buildHost ?? 'localhost');
  number(TAG.installTime, item.installTime);
  text(TAG.vendor, item.vendor);
  text(TAG.license, item.license ?? 'GPL');
  text(TAG.packager, item.packager);
  i18n(TAG.group, item.group ?? 'System Environment/Base');
  text(TAG.url, item.url);
  text(TAG.os, 'linux');
  text(TAG.arch, item.arch);
  text(TAG.sourceRpm, item.sourceRpm ?? `${item.name}-${item.version}-${item.release}.src.rpm`);
  text(TAG.rpmVersion, item.digests === 'sha256' ? '4.11.3' : '4.4.2.3');
  text(TAG.payloadFormat, 'cpio');
  text(TAG.payloadCompressor, 'gzip');
  text(TAG.payloadFlags, '9');
  text(
    TAG.sha1Header,
    createHash('sha1').update(`${item.name}-${item.version}-${item.release}`).digest('hex'),
  );
  if (item.keyId !== undefined)
    tags.set(TAG.dsaHeader, { kind: 'bin', value: encodeDsaSignature(item.keyId, item.buildTime) });
  if (item.postInstall !== undefined) {
    text(TAG.postIn, item.postInstall);
    text(TAG.postInProg, '/bin/sh');
  }
  if (item.verifyScript !== undefined) {
    text(TAG.verifyScript, item.verifyScript);
    text(TAG.verifyScriptProg, '/bin/sh');
  }
  const provides = [item.name, ...(item.provides ?? [])];
  const evr = `${item.epoch === undefined ? '' : `${item.epoch}:`}${item.version}-${item.release}`;
  list(TAG.provideName, provides);
  list(
    TAG.provideVersion,
    provides.map((_, i) => (i === 0 ? evr : '')),
  );
  number(TAG.provideFlags, ...provides.map((_, i) => (i === 0 ? REQUIRES_EXACT : 0)));
  if (item.requires !== undefined && item.requires.length > 0) {
    list(TAG.requireName, item.requires);
    list(
      TAG.requireVersion,
      item.requires.map(() => ''),
    );
    number(TAG.requireFlags, ...item.requires.map(() => 0));
  }
  addFiles(tags, item);
  return encodeHeader(tags);
}

function addFiles(tags: Map<number, TagValue>, item: LabPackage): void {
  const entries = [...item.entries].sort((a, b) => Buffer.compare(pathBytes(a.path), pathBytes(b.path)));
  number32(tags, TAG.size, [entries.reduce((sum, entry) => sum + sizeOf(entry), 0)]);
  if (entries.length === 0) return;
  const folders = new Map<string, number>();
  const dirIndexes: number[] = [];
  const baseNames: Buffer[] = [];
  for (const entry of entries) {
    const path = pathBytes(entry.path).toString('latin1');
    const slash = path.lastIndexOf('/') + 1;
    const folder = path.slice(0, slash);
    if (!folders.has(folder)) folders.set(folder, folders.size);
    dirIndexes.push(folders.get(folder) ?? 0);
    baseNames.push(Buffer.from(path.slice(slash), 'latin1'));
  }
  tags.set(TAG.baseNames, { kind: 'stringArray', values: baseNames });
  tags.set(TAG.dirNames, {
    kind: 'stringArray',
    values: [...folders.keys()].map((name) => Buffer.from(name, 'latin1')),
  });
  number32(tags, TAG.dirIndexes, dirIndexes);
  number32(tags, TAG.fileSizes, entries.map(sizeOf));
  number32(
    tags,
    TAG.fileMtimes,
    entries.map((entry) => entry.mtime ?? item.buildTime),
  );
  number32(
    tags,
    TAG.fileFlags,
    entries.map((entry) => (entry.flags ?? []).reduce((bits, flag) => bits | FILE_FLAG[flag], 0)),
  );
  number32(
    tags,
    TAG.fileVerifyFlags,
    entries.map((entry) => (entry.notVerified ?? []).reduce((bits, name) => bits & ~VERIFY_BIT[name], -1)),
  );
  number32(
    tags,
    TAG.fileDevices,
    entries.map(() => 1),
  );
  number32(
    tags,
    TAG.fileInodes,
    entries.map((_, i) => i + 1),
  );
  if (item.unexamined !== true) number32(tags, TAG.fileColors, entries.map(colorOf));
  tags.set(TAG.fileModes, { kind: 'int16', values: entries.map(fullMode) });
  tags.set(TAG.fileRdevs, { kind: 'int16', values: entries.map(() => 0) });
  tags.set(TAG.fileStates, { kind: 'char', values: entries.map(() => 0) });
  if (item.digests === 'sha256') number32(tags, TAG.fileDigestAlgo, [SHA256]);
  strings(
    tags,
    TAG.fileDigests,
    entries.map((entry) => digestOf(entry, item.digests ?? 'md5')),
  );
  strings(
    tags,
    TAG.fileLinkTos,
    entries.map((entry) => (entry.type === 'link' ? entry.target : '')),
  );
  strings(
    tags,
    TAG.fileUsers,
    entries.map((entry) => entry.user ?? 'root'),
  );
  strings(
    tags,
    TAG.fileGroups,
    entries.map((entry) => entry.group ?? 'root'),
  );
  strings(
    tags,
    TAG.fileLangs,
    entries.map(() => ''),
  );
}

function number32(tags: Map<number, TagValue>, tag: number, values: readonly number[]): void {
  tags.set(tag, { kind: 'int32', values });
}

function strings(tags: Map<number, TagValue>, tag: number, values: readonly string[]): void {
  tags.set(tag, { kind: 'stringArray', values: values.map((value) => Buffer.from(value)) });
}

function sizeOf(entry: Entry): number {
  if (entry.type === 'file') return Buffer.byteLength(entry.content);
  return entry.type === 'link' ? Buffer.byteLength(entry.target) : 4096;
}

/** What rpmbuild notes: 1 is ELF of 32 bits, 2 of 64. */
function colorOf(entry: Entry): number {
  if (entry.type !== 'file' || typeof entry.content === 'string') return 0;
  const [a, b, c, d, width] = entry.content;
  return a === 0x7f && b === 0x45 && c === 0x4c && d === 0x46 && (width === 1 || width === 2) ? width : 0;
}

function digestOf(entry: Entry, algorithm: 'md5' | 'sha256'): string {
  if (entry.type !== 'file' || entry.flags?.includes('ghost') === true) return '';
  return createHash(algorithm).update(entry.content).digest('hex');
}
