import { join } from 'node:path';
import { readArchive } from '../backup/archive-reader.ts';
import { ROOT_FOLDER } from '../backup/names.ts';
import { decodePath } from '../lib/path-bytes.ts';
import type { BackupManifest } from '../model/backup.ts';
import { AuditError } from '../model/errors.ts';
import type { OldContent } from './verify-settings.ts';

/** Larger files are told by their digest, which the manifest has; nobody reads their diff. */
const LARGEST_BYTES = 262_144;
/** Of all texts together, so that an archive of many small files does not fill the memory. */
const LARGEST_SUM = 67_108_864;

/**
 * Old contents out of the backup archive in the folder of an audit.
 * @param identityFile secret keys of age; null = there are none, so an encrypted archive stays closed
 * @returns null when there is no archive, or it cannot be opened
 */
export function oldContentOf(
  folder: string,
  manifest: BackupManifest | null,
  identityFile: string | null,
): OldContent | null {
  const archive = manifest?.archive ?? null;
  if (archive === null) return null;
  const isEncrypted = archive.encryptedTo.length > 0;
  if (isEncrypted && identityFile === null) return null;
  return (paths) =>
    readMembers(join(folder, archive.file), isEncrypted ? identityFile : null, new Set(paths));
}

/** @throws AuditError `backup-unreadable`, `identity-invalid`, `identity-wrong` */
async function readMembers(
  archive: string,
  identityFile: string | null,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>();
  let sum = 0;
  try {
    for await (const member of readArchive(archive, identityFile)) {
      const { path } = decodePath(member.name);
      const named = path.startsWith(`${ROOT_FOLDER}/`) ? path.slice(ROOT_FOLDER.length) : null;
      if (named === null || !wanted.has(named) || member.type !== '0') continue;
      if (member.size > LARGEST_BYTES || sum + member.size > LARGEST_SUM) continue;
      const chunks: Buffer[] = [];
      for await (const chunk of member.content()) chunks.push(chunk);
      found.set(named, Buffer.concat(chunks));
      sum += member.size;
    }
  } catch (cause) {
    if (cause instanceof AuditError) throw cause;
    throw new AuditError(
      'backup-unreadable',
      `The backup archive ${archive} could not be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Check it with dom0-audit backup verify, or move backup.manifest.json away to verify without it.',
      { cause },
    );
  }
  return found;
}
