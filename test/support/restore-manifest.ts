import type { BackupEntry, BackupManifest } from '../../src/model/backup.ts';

/** A regular file of root in the backup, unless told otherwise. */
export function entry(path: string, more: Partial<BackupEntry> = {}): BackupEntry {
  return {
    path,
    member: `root${path}`,
    status: 'taken',
    because: null,
    type: 'file',
    mode: '0644',
    uid: 0,
    gid: 0,
    user: 'root',
    group: 'root',
    sizeBytes: 10,
    mtime: '2015-03-02T08:14:00Z',
    linkTarget: null,
    hardLinkTo: null,
    sha256: 'ab'.repeat(32),
    hostSha256: null,
    sparse: false,
    attributes: {},
    subjects: [`file:${path}`],
    ...more,
  };
}

/** The manifest of a backup of these. */
export function manifest(
  entries: readonly BackupEntry[],
  archive: Partial<NonNullable<BackupManifest['archive']>> = {},
): BackupManifest {
  return {
    schema: 'dom0-audit/backup@1',
    tool: { name: 'dom0-audit', version: '0.1.0' },
    host: { address: '192.0.2.17', hostname: 'xs-lab-07', uuid: null, version: '6.5.0' },
    upgrade: { from: '6.5.0', to: '7.0.0' },
    ticket: null,
    takenAt: '2016-06-02T21:40:07Z',
    archive: {
      file: 'backup.tar.gz',
      sizeBytes: 1000,
      sha256: 'cd'.repeat(32),
      encryptedTo: [],
      ...archive,
    },
    limits: { fileBytes: 1, totalBytes: 1, exclude: [], include: [] },
    entries,
    facts: [],
  };
}
