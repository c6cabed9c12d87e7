import { decodePath, encodePath } from '../lib/path-bytes.ts';
import { visible } from '../lib/visible.ts';
import type { TarEntry } from '../fetch/tar-reader.ts';
import type { BackupEntry, BackupFact, BackupManifest } from '../model/backup.ts';
import { takenEntry } from './entry.ts';
import { MANIFEST_MEMBER, ROOT_FOLDER } from './names.ts';

/** A member that was read. */
export interface SeenMember {
  readonly head: TarEntry;
  /** Of its content. */
  readonly sha256: string;
}

/** What a manifest promises and the archive does not keep, and the other way round: a sentence each. */
export function compareMembers(manifest: BackupManifest, members: ReadonlyMap<string, SeenMember>): string[] {
  const problems: string[] = [];
  const expected = new Set([MANIFEST_MEMBER]);
  for (const entry of manifest.entries) {
    if (entry.member === null) continue;
    const key = memberKey(entry, entry.path);
    expected.add(key);
    problems.push(...compareEntry(entry, key, members));
  }
  for (const fact of manifest.facts) {
    if (fact.member === null) continue;
    expected.add(fact.member);
    problems.push(...compareFact(fact, fact.member, members));
  }
  for (const key of members.keys())
    if (!expected.has(key)) problems.push(`${shown(key)} is in the archive, but not in its manifest.`);
  return problems;
}

/** The bytes of a member's name, a character each. */
function memberKey({ pathEncoding }: Pick<BackupEntry, 'pathEncoding'>, path: string): string {
  return `${ROOT_FOLDER}${encodePath(path, pathEncoding).toString('latin1')}`;
}

function compareEntry(entry: BackupEntry, key: string, members: ReadonlyMap<string, SeenMember>): string[] {
  const found = members.get(key);
  if (found === undefined) return [`${shown(key)} is missing in the archive.`];
  const there = entryOf(entry, found);
  const fields = FIELDS.filter((field) => entry[field] !== there[field]);
  const problems = fields.map((field) =>
    differs(key, WORDS[field], String(entry[field] ?? 'none'), String(there[field] ?? 'none')),
  );
  if (there.hardLinkTo !== linkOf(entry))
    problems.push(`${shown(key)} is not another name of the file that the manifest says.`);
  else if (entry.hardLinkTo === null) problems.push(...compareContent(entry, there, key));
  if (JSON.stringify(sorted(entry.attributes)) !== JSON.stringify(sorted(there.attributes)))
    problems.push(`${shown(key)} has other extended attributes than the manifest says.`);
  return problems;
}

/** What the manifest would have to say of a member; `hardLinkTo` is the bytes of the other member's name here. */
function entryOf(entry: BackupEntry, { head, sha256 }: SeenMember): BackupEntry {
  return takenEntry(entry, head, {
    status: 'taken',
    because: null,
    sha256,
    hostSha256: null,
    hostDigest: null,
    hardLinkTo: head.type === '1' ? head.linkName.toString('latin1') : null,
    isSparse: false,
    sizeBytes: head.size,
    attributes: attributesOf(head),
  });
}

function linkOf(entry: BackupEntry): string | null {
  return entry.hardLinkTo === null ? null : memberKey(entry, entry.hardLinkTo);
}

function compareContent(entry: BackupEntry, there: BackupEntry, key: string): string[] {
  if (there.sizeBytes !== entry.sizeBytes)
    return [differs(key, 'size', String(entry.sizeBytes), String(there.sizeBytes))];
  return entry.sha256 !== null && there.sha256 !== entry.sha256 ? [altered(key)] : [];
}

const FIELDS = ['type', 'mode', 'uid', 'gid', 'user', 'group', 'mtime', 'linkTarget', 'device'] as const;
const WORDS = {
  type: 'type',
  mode: 'mode',
  uid: 'owner',
  gid: 'group number',
  user: 'owner name',
  group: 'group name',
  mtime: 'time',
  linkTarget: 'link target',
  device: 'device number',
} as const;

function compareFact(fact: BackupFact, member: string, members: ReadonlyMap<string, SeenMember>): string[] {
  const found = members.get(member);
  if (found === undefined) return [`${member} is missing in the archive.`];
  return found.sha256 === fact.sha256 ? [] : [altered(member)];
}

const XATTR = 'SCHILY.xattr.';

/** Extended attributes as the pax header has them; in names, `=` and `%` are written as `%3D` and `%25`. */
function attributesOf({ pax }: TarEntry): Record<string, Buffer> {
  const all: Record<string, Buffer> = {};
  for (const [key, value] of pax)
    if (key.startsWith(XATTR))
      all[key.slice(XATTR.length).replaceAll('%3D', '=').replaceAll('%25', '%')] = value;
  return all;
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function differs(key: string, what: string, promised: string, found: string): string {
  return `${shown(key)} has another ${what} than the manifest says: ${visible(found)} instead of ${visible(promised)}.`;
}

function altered(key: string): string {
  return `${shown(key)} is not what was taken: its SHA-256 is another one than the manifest says.`;
}

/** A name for a sentence. */
export function shown(key: string): string {
  return visible(decodePath(Buffer.from(key, 'latin1')).path);
}
