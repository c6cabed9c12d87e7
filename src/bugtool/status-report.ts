/** One file of a status report, as far as it was kept. */
export interface Member {
  readonly body: Buffer;
  /** As the archive says; more than the body when that was cut. */
  readonly sizeBytes: number;
  /** Seconds since 1970; null where the archive does not tell the time zone (zip). */
  readonly modified: number | null;
}

export type ArchiveFormat = 'tar' | 'tar.bz2' | 'zip';

/** What an archive of `xen-bugtool` holds, as far as we can use it. */
export interface StatusReport {
  readonly format: ArchiveFormat;
  /** Folder that all members lie in: `bug-report-20160601101500`; the digits are the host's local time. */
  readonly folder: string;
  /** By name below the folder: `etc/fstab`, `proc/mounts`, `rpm-qa.out`. */
  readonly members: ReadonlyMap<string, Member>;
  /** Size of the archive. */
  readonly bytesReceived: number;
  /** SHA-256 of the archive. */
  readonly sha256: string;
  /** What is wrong with the archive itself, a sentence each. */
  readonly problems: readonly string[];
}

/** Bounds of what is read from one archive; tests set lower ones. */
export interface ArchiveLimits {
  /** Files, used or not. */
  readonly members: number;
  /** Bytes after unpacking, used or not. */
  readonly unpackedBytes: number;
  /** Bytes kept of one file. */
  readonly memberBytes: number;
  /** Bytes kept in all. */
  readonly keptBytes: number;
}

const MIB = 1024 * 1024;

/** The largest known reports have some hundred megabytes of logs; `xen-bugtool -u` sets no limit at all. */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  members: 200_000,
  unpackedBytes: 4096 * MIB,
  memberBytes: 64 * MIB,
  keptBytes: 192 * MIB,
};
