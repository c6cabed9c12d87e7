import type { BackupEntry, BackupManifest } from '../model/backup.ts';
import { formatBytes } from './progress.ts';
import { printable } from './words.ts';

/** Paths that are named on the terminal; the manifest has all. */
const NAMED = 20;

/** What an admin has to know of a backup: where it lies, what is not in it, and that it holds secrets. */
export function showBackup(stream: NodeJS.WritableStream, { archive, entries }: BackupManifest): void {
  if (archive === null) return;
  const taken = entries.filter(({ member }) => member !== null);
  const lines = [
    `  backup: ${archive.file}, ${formatBytes(archive.sizeBytes)}, ${taken.length} paths; SHA-256 ${archive.sha256}`,
    archive.encryptedTo.length > 0
      ? `  encrypted to ${archive.encryptedTo.length === 1 ? 'one key' : `${archive.encryptedTo.length} keys`}; without the secret key nobody can open it`
      : '  NOT ENCRYPTED: it holds secrets in clear (hashes, keys, passwords). Do not attach it to a ticket; --encrypt-to seals it.',
    ...named('could not be taken', entries, 'failed'),
    ...named('changed while it was read', entries, 'changed-while-read'),
    ...named('left out', entries, 'left-out'),
  ];
  stream.write(`${lines.map(printable).join('\n')}\n`);
}

function named(what: string, entries: readonly BackupEntry[], status: BackupEntry['status']): string[] {
  const those = entries.filter((entry) => entry.status === status);
  const more = those.length - NAMED;
  return [
    ...those
      .slice(0, NAMED)
      .map(({ path, because }) => `  ${what}: ${path.replaceAll('\n', '\\n')}: ${because ?? ''}`),
    ...(more > 0 ? [`  ${what}: ${more} more, listed in backup.manifest.json`] : []),
  ];
}
