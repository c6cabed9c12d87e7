import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeBackup } from '../backup/backup.ts';
import { itemsOfKind, allItems } from '../model/items.ts';
import type { FileItem } from '../model/inventory.ts';
import { launchText } from '../probe/compose.ts';
import type { HostConnection } from '../source/source.ts';
import { FETCH } from './take-backup.ts';
import { TOOL } from './tool.ts';
import type { FetchedPaths, ReportedAudit } from './verify-settings.ts';

export interface FetchSettings {
  /** Random, 32 hexadecimal digits. */
  readonly token: string;
  /** Folder in which what arrives waits to be hashed; nothing of it is left. */
  readonly temporary: string;
  /** Larger files are compared by size and time. */
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly onProgress: (paths: number, bytes: number) => void;
}

/**
 * Looks at each file of the audit on the upgraded host, by the same fixed program that takes backups: so also what a package
 * of the target brought is seen, and every content has a digest. What arrives is hashed and thrown away.
 * @throws FetchLost when the connection breaks; errors of the disk here
 */
export async function fetchListed(
  connection: HostConnection,
  audit: ReportedAudit,
  settings: FetchSettings,
): Promise<FetchedPaths> {
  const folder = await mkdtemp(join(settings.temporary, 'dom0-audit-verify-'));
  const run = await connection.open(launchText({ token: settings.token }) + FETCH.text);
  try {
    const { fileBytes, totalBytes } = settings;
    const manifest = await writeBackup({
      channel: run,
      token: settings.token,
      choice: { chosen: listedFiles(audit).map(chosenPath), leftOut: [] },
      recipients: [],
      archivePath: join(folder, 'listed.tar.gz'),
      spoolFolder: folder,
      about: {
        tool: TOOL,
        host: { address: '', hostname: null, uuid: null, version: null },
        upgrade: audit.report.host.upgrade,
        ticket: null,
        takenAt: settings.at,
        limits: { fileBytes, totalBytes, exclude: [], include: [] },
        archiveName: 'listed.tar.gz',
      },
      onProgress: settings.onProgress,
    });
    return new Map(manifest.entries.map((entry) => [entry.path, entry.away === true ? null : entry]));
  } finally {
    run.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the report lists of the file system, and where it may have been moved to. */
function listedFiles({ inventory, report }: ReportedAudit): FileItem[] {
  const listed = new Map(report.host.items.map(({ id, to }) => [id, to]));
  return itemsOfKind(allItems(inventory), 'file').flatMap((file) => {
    if (!listed.has(file.id)) return [];
    const to = listed.get(file.id) ?? null;
    return to === null ? [file] : [file, { ...file, path: to, id: `file:${to}` }];
  });
}

/** The size before is a guess for how many paths go into one request. */
function chosenPath({ id, path, pathEncoding, type, sizeBytes }: FileItem) {
  return {
    path,
    ...(pathEncoding === undefined ? {} : { pathEncoding }),
    type: type === 'directory' ? type : ('unknown' as const),
    sizeBytes,
    subjects: [id],
  };
}
