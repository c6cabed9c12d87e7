/** Flags of a packaged file, as `rpm -q --dump` and `%{FILEFLAGS}` show them. */
export type FileFlag = 'config' | 'noreplace' | 'missingok' | 'doc' | 'ghost' | 'license' | 'readme';

/** What `%verify(not …)` takes out of the verification. */
export type Unverified = 'digest' | 'size' | 'link' | 'user' | 'group' | 'mtime' | 'mode' | 'device';

interface EntryOf<T extends string> {
  readonly type: T;
  /** Absolute path; bytes when it is not UTF-8. */
  readonly path: string | Buffer;
  /** Names of the lab's own passwd and group files; default root. */
  readonly user?: string;
  readonly group?: string;
  /** Seconds since 1970; default: the build time of the package, or the installation. */
  readonly mtime?: number;
  readonly flags?: readonly FileFlag[];
  readonly notVerified?: readonly Unverified[];
}

export interface FileEntry extends EntryOf<'file'> {
  readonly content: string | Buffer;
  /** Permission bits; default 0644. */
  readonly mode?: number;
}

export interface DirectoryEntry extends EntryOf<'directory'> {
  /** Permission bits; default 0755. */
  readonly mode?: number;
}

export interface LinkEntry extends EntryOf<'link'> {
  readonly target: string;
}

/** One path of the lab's file system: what a package owns, what the stock dom0 makes, or what an admin did. */
export type Entry = FileEntry | DirectoryEntry | LinkEntry;

/** The options that `file` and the like take besides path and content. */
export type EntryOptions = Omit<FileEntry, 'type' | 'path' | 'content'>;

export function file(path: string | Buffer, content: string | Buffer, options: EntryOptions = {}): FileEntry {
  return { type: 'file', path, content, ...options };
}

export function program(
  path: string | Buffer,
  content: string | Buffer,
  options: EntryOptions = {},
): FileEntry {
  return { type: 'file', path, content, mode: 0o755, ...options };
}

export function config(
  path: string | Buffer,
  content: string | Buffer,
  options: EntryOptions = {},
): FileEntry {
  return { type: 'file', path, content, flags: ['config', 'noreplace'], ...options };
}

export function directory(
  path: string | Buffer,
  options: Omit<DirectoryEntry, 'type' | 'path'> = {},
): DirectoryEntry {
  return { type: 'directory', path, ...options };
}

export function link(
  path: string | Buffer,
  target: string,
  options: Omit<LinkEntry, 'type' | 'path' | 'target'> = {},
): LinkEntry {
  return { type: 'link', path, target, ...options };
}
