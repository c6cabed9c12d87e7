import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { visible } from '../lib/visible.ts';
import type { TarEntry } from '../fetch/tar-reader.ts';
import type { BackupManifest } from '../model/backup.ts';
import { AuditError } from '../model/errors.ts';
import { readArchive } from './archive-reader.ts';
import { compareMembers, shown, type SeenMember } from './compare-members.ts';
import { parseManifest } from './manifest.ts';
import { MANIFEST_MEMBER } from './names.ts';

/** What a check of an archive found. */
export interface Verification {
  /** Sentences; empty = the archive is what its manifest says. */
  readonly problems: readonly string[];
  /** From the archive itself, else the one beside it; null when neither could be read. */
  readonly manifest: BackupManifest | null;
  readonly members: number;
  readonly bytes: number;
}

/** No manifest of a dom0 comes near this. */
const LARGEST_MANIFEST = 1 << 30;

/**
 * Reads an archive to its end and compares every member with the manifest in it, and that with the one beside it.
 * @param outer the manifest beside the archive; null = there is none
 * @param identityFile secret keys of age; null = the archive is not encrypted
 * @throws AuditError `identity-invalid`, `identity-wrong`
 */
export async function verifyArchive(
  path: string,
  outer: BackupManifest | null,
  identityFile: string | null,
): Promise<Verification> {
  const seen = new SeenMembers();
  const problems = outer === null ? [] : await checkFile(path, outer);
  try {
    for await (const entry of readArchive(path, identityFile)) await seen.take(entry);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof AuditError) throw error;
    problems.push(`The archive is damaged and cannot be read to its end: ${visible(error.message)}.`);
  }
  const inner = seen.manifest();
  if (inner === null)
    problems.push(
      'The archive holds no manifest that can be read, so what is in it cannot be told to be whole.',
    );
  if (inner !== null && outer !== null && !isDeepStrictEqual(inner, { ...outer, archive: null }))
    problems.push('The manifest in the archive is not the one beside it.');
  const manifest = inner ?? outer;
  if (manifest !== null) problems.push(...compareMembers(manifest, seen.members));
  return {
    problems: [...problems, ...seen.problems],
    manifest,
    members: seen.members.size,
    bytes: seen.bytes,
  };
}

/** Whether the file itself is the one that the manifest beside it was written for. */
async function checkFile(path: string, { archive }: BackupManifest): Promise<string[]> {
  if (archive === null) return ['The manifest beside the archive does not say which archive it is for.'];
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  if (sizeBytes !== archive.sizeBytes)
    return [`The file has ${sizeBytes} bytes; the manifest beside it says ${archive.sizeBytes}.`];
  return hash.digest('hex') === archive.sha256
    ? []
    : [
        'The SHA-256 of the file is not the one in the manifest beside it: the file or the manifest was altered.',
      ];
}

/** What the archive holds, by the bytes of its names. */
class SeenMembers {
  readonly members = new Map<string, SeenMember>();
  readonly problems: string[] = [];
  bytes = 0;
  private text: string | null = null;

  async take(entry: TarEntry): Promise<void> {
    const key = entry.name.toString('latin1');
    const hash = createHash('sha256');
    const kept: Buffer[] = [];
    const isManifest = key === MANIFEST_MEMBER && entry.size <= LARGEST_MANIFEST;
    for await (const chunk of entry.content()) {
      hash.update(chunk);
      this.bytes += chunk.length;
      if (isManifest) kept.push(Buffer.from(chunk));
    }
    if (isManifest) this.text = Buffer.concat(kept).toString('utf8');
    if (this.members.has(key)) this.problems.push(`${shown(key)} is in the archive twice.`);
    this.members.set(key, { head: entry, sha256: hash.digest('hex') });
  }

  manifest(): BackupManifest | null {
    try {
      return this.text === null ? null : parseManifest(this.text);
    } catch {
      return null;
    }
  }
}
