import type { FileType } from './inventory.ts';

/** How one path fared in the backup. */
export type BackupStatus =
  /** In the archive, byte for byte. */
  | 'taken'
  /** In the archive, but it changed each time it was read; the bytes are of no one moment. */
  | 'changed-while-read'
  /** Not asked for: an exclude, or a limit; `because` says which. */
  | 'left-out'
  /** Asked for, and not in the archive; `because` says why. */
  | 'failed';

/** One path of the host, in the archive or not. Everything that was chosen has exactly one. */
export interface BackupEntry {
  /** Absolute; percent-encoded when `pathEncoding` is set (the bytes are not UTF-8). */
  readonly path: string;
  readonly pathEncoding?: 'percent';
  /** Name in the archive, `root<path>`, in the same encoding; null when it is not in there. */
  readonly member: string | null;
  readonly status: BackupStatus;
  /** A sentence; null for `taken`. */
  readonly because: string | null;
  /** It was not there when it was to be read, which is no failure of the reading. Absent otherwise. */
  readonly away?: true;
  readonly type: FileType;
  /** Octal permissions, `0644`; null when not known. */
  readonly mode: string | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly user: string | null;
  readonly group: string | null;
  readonly sizeBytes: number | null;
  /** ISO 8601 UTC, whole seconds. */
  readonly mtime: string | null;
  readonly linkTarget: string | null;
  /** Path of the entry that this one is another name of (hard link), in this entry's encoding; null = none. */
  readonly hardLinkTo: string | null;
  /** SHA-256 of what arrived; null for anything but a regular file. */
  readonly sha256: string | null;
  /** SHA-256 that the host took; null = it could not. */
  readonly hostSha256: string | null;
  /** Digest that the host took where it has no sha256sum, with its name: `sha1:<hex>`. It agrees with what arrived unless the status says otherwise. */
  readonly hostDigest?: string;
  /** Numbers of a device, `major:minor`; absent for anything else. */
  readonly device?: string;
  readonly sparse: boolean;
  /** Extended attributes, the SELinux label among them: name to base64. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Ids of the items of the audit that made it be chosen. */
  readonly subjects: readonly string[];
}

/** The answer of a command that is kept beside the files. */
export interface BackupFact {
  /** Name in the archive, such as `facts/crontab-root.txt`; null when it was not to be had. */
  readonly member: string | null;
  readonly command: string;
  /** Exit status; null = it was not run or did not end. */
  readonly status: number | null;
  readonly sizeBytes: number;
  readonly sha256: string | null;
  /** Why it is missing or not whole; null = it is there. */
  readonly because: string | null;
}

/** `backup.manifest.json`; also the member `manifest.json` of the archive, there without `archive`. */
export interface BackupManifest {
  readonly schema: 'dom0-audit/backup@1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly host: {
    readonly address: string;
    readonly hostname: string | null;
    /** Of the installation, as `INSTALLATION_UUID` says. */
    readonly uuid: string | null;
    readonly version: string | null;
  };
  readonly upgrade: { readonly from: string; readonly to: string };
  readonly ticket: string | null;
  /** ISO 8601 UTC, this machine's clock. */
  readonly takenAt: string;
  /** null inside the archive itself. */
  readonly archive: {
    /** `backup.tar.gz` or `backup.tar.gz.age`. */
    readonly file: string;
    readonly sizeBytes: number;
    readonly sha256: string;
    /** Public keys it is encrypted to; empty = not encrypted. */
    readonly encryptedTo: readonly string[];
  } | null;
  readonly limits: {
    readonly fileBytes: number;
    readonly totalBytes: number;
    readonly exclude: readonly string[];
    readonly include: readonly string[];
  };
  readonly entries: readonly BackupEntry[];
  readonly facts: readonly BackupFact[];
}
