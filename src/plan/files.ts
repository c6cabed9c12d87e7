import type { BackupEntry } from '../model/backup.ts';
import type { RestoreFile } from '../model/restore-plan.ts';
import type { PlannedPath } from './paths.ts';

/** What restore.sh can bring back: files, folders and links of the backup, numbered in their order. */
export function restoreFiles(paths: readonly PlannedPath[]): readonly RestoreFile[] {
  return paths
    .flatMap((path) => {
      const type = path.entry === null ? null : typeOf(path.entry);
      return path.entry === null || type === null ? [] : [{ path, entry: path.entry, type }];
    })
    .map(({ path, entry, type }, at) => ({
      number: at + 1,
      path: path.path,
      ...(path.pathEncoding === undefined ? {} : { pathEncoding: path.pathEncoding }),
      act: path.decision.act,
      type,
      mode: octal(entry.mode, type === 'folder' ? 0o755 : 0o644),
      uid: entry.uid ?? 0,
      gid: entry.gid ?? 0,
      user: entry.user,
      group: entry.group,
      mtime: entry.mtime,
      sizeBytes: type === 'file' || type === 'hard' ? (entry.sizeBytes ?? 0) : 0,
      sha256: entry.sha256,
      attributes: Object.keys(entry.attributes).length > 0,
      leadsTo: type === 'hard' ? entry.hardLinkTo : type === 'link' ? entry.linkTarget : null,
      fate: path.judged?.fate.name ?? null,
      compat: path.judged?.compat ?? null,
      because: path.decision.because,
    }));
}

/** null: a device, fifo or socket, which a program or udev makes; or the root folder, which is always there. */
function typeOf(entry: BackupEntry): RestoreFile['type'] | null {
  if (entry.path === '/') return null;
  if (entry.hardLinkTo !== null) return 'hard';
  if (entry.type === 'file') return 'file';
  if (entry.type === 'directory') return 'folder';
  return entry.type === 'symlink' && entry.linkTarget !== null ? 'link' : null;
}

/** Permissions without leading zeros, as `stat` says them. */
function octal(mode: string | null, usual: number): string {
  const value = mode === null ? Number.NaN : Number.parseInt(mode, 8);
  return (Number.isNaN(value) ? usual : value & 0o7777).toString(8);
}
