import { compareText } from '../../lib/order.ts';
import type { BackupManifest } from '../../model/backup.ts';
import type { ReportHost } from '../../model/report-document.ts';
import type { BackupView } from '../../model/report.ts';
import { countOf } from '../../lib/quantities.ts';

type Backup = NonNullable<ReportHost['backup']>;
type Partly = Backup['notWhole'][number];

/** What report.json has of a backup; undefined when none was taken. */
export function documentBackup(manifest: BackupManifest | undefined): Backup | undefined {
  if (manifest === undefined || manifest.archive === null) return undefined;
  const { archive, entries, facts, limits, takenAt } = manifest;
  const files = entries.flatMap(({ path, pathEncoding, status, because }): Partly[] =>
    status === 'taken'
      ? []
      : [{ path, ...(pathEncoding === undefined ? {} : { pathEncoding }), status, because: because ?? '' }],
  );
  const answers = facts.flatMap(({ command, member, because }): Partly[] =>
    because === null
      ? []
      : [{ path: command, status: member === null ? 'failed' : 'changed-while-read', because }],
  );
  return {
    ...archive,
    takenAt,
    taken: entries.filter(({ status }) => status === 'taken').length,
    facts: facts.filter(({ member }) => member !== null).length,
    limits,
    notWhole: [...files, ...answers].sort((a, b) => compareText(a.path, b.path)),
  };
}

const GROUPS = [
  {
    status: 'failed',
    label: 'Could not be taken',
    meaning: 'Chosen, and not in the archive: copy these by hand before the upgrade.',
  },
  {
    status: 'changed-while-read',
    label: 'Not of one moment, or not whole',
    meaning:
      'In the archive, but a file was written to each time it was read, or a command did not end well.',
  },
  {
    status: 'left-out',
    label: 'Left out',
    meaning: 'By an exclude or a limit of this run: copy by hand what is wanted of it.',
  },
] as const;

/** The section on the backup; null when none was taken. */
export function viewBackup(backup: Backup | undefined): BackupView | null {
  if (backup === undefined) return null;
  const { file, sizeBytes, sha256, encryptedTo, taken, facts, notWhole } = backup;
  return {
    file,
    sizeBytes,
    sha256,
    isEncrypted: encryptedTo.length > 0,
    note:
      encryptedTo.length > 0
        ? `It is encrypted to ${countOf(encryptedTo.length, 'key')} (${encryptedTo.join(', ')}); nobody can open it without a secret key that belongs to one of them.`
        : 'It is not encrypted, and it holds what this report withholds: password hashes, private keys, passwords in configuration. Keep it as you would keep those, and do not attach it to a ticket.',
    taken,
    facts,
    groups: GROUPS.map((group) => ({
      ...group,
      entries: notWhole.filter(({ status }) => status === group.status),
    })).filter(({ entries }) => entries.length > 0),
  };
}
