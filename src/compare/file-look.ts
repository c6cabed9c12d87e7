import { createHash } from 'node:crypto';
import { withholdSecrets } from '../lib/withhold.ts';
import type { BackupEntry } from '../model/backup.ts';
import type { FileContent, FileItem, FileType } from '../model/inventory.ts';

/** Everything that is known of one path on one side, whoever saw it. */
export interface FileLook {
  readonly type: FileType;
  /** Permissions, four octal digits; null = not known. */
  readonly mode: string | null;
  /** Name, else number; null = not known. */
  readonly user: string | null;
  readonly group: string | null;
  readonly sizeBytes: number | null;
  readonly mtime: string | null;
  readonly linkTarget: string | null;
  /** Hex digests of the whole content, by algorithm. */
  readonly digests: Readonly<Partial<Record<DigestName, string>>>;
  /** As far as it was read, secrets withheld; null = not read, or not text. */
  readonly text: string | null;
  readonly isWholeText: boolean;
  readonly withheldLines: number;
}

const DIGESTS = { md5: 32, sha1: 40, sha256: 64 } as const;
type DigestName = keyof typeof DIGESTS;
export const DIGEST_NAMES = Object.keys(DIGESTS) as readonly DigestName[]; // the keys of the record above

/** What may be at hand of a path beside the inventory's item. */
export interface Sources {
  readonly content: FileContent | null;
  /** Of a backup manifest, or of a fetch from the host. */
  readonly entry: BackupEntry | null;
  /** The bytes themselves, such as from the backup archive. */
  readonly bytes: Buffer | null;
}

/** Puts together what an inventory, a backup and the bytes say of one file. */
export function lookAt(file: FileItem, { content, entry, bytes }: Sources): FileLook {
  const own = ownText(bytes) ?? textOf(content);
  return {
    type: file.type,
    mode: file.mode?.slice(-4) ?? null,
    user: file.user ?? numberText(file.uid),
    group: file.group ?? numberText(file.gid),
    sizeBytes: file.sizeBytes,
    mtime: file.mtime,
    linkTarget: file.linkTarget,
    digests: {
      ...digestOf(file.digest),
      ...(content !== null && isExact(content) ? digestsOf(Buffer.from(content.text, 'utf8')) : {}),
      ...(entry?.status === 'taken' ? digestOf(entry.sha256) : {}),
      ...(bytes === null ? {} : digestsOf(bytes)),
    },
    ...own,
  };
}

/** The same of a path that only a fetch from the host saw; undefined when it could not look. */
export function lookAtEntry(entry: BackupEntry, bytes: Buffer | null): FileLook | undefined {
  if (entry.status === 'failed' || entry.status === 'left-out') return undefined;
  const own = ownText(bytes) ?? textOf(null);
  return {
    type: entry.type,
    mode: entry.mode?.slice(-4) ?? null,
    user: entry.user ?? numberText(entry.uid),
    group: entry.group ?? numberText(entry.gid),
    sizeBytes: entry.sizeBytes,
    mtime: entry.mtime,
    linkTarget: entry.linkTarget,
    digests: { ...digestOf(entry.sha256), ...(bytes === null ? {} : digestsOf(bytes)) },
    ...own,
  };
}

type TextOfLook = Pick<FileLook, 'text' | 'isWholeText' | 'withheldLines'>;

/** The text of bytes that are text; secrets in it are withheld, as they are in an inventory. */
function ownText(bytes: Buffer | null): TextOfLook | null {
  if (bytes === null || bytes.includes(0)) return null;
  const { text, lines } = withholdSecrets(bytes.toString('utf8'));
  return { text, isWholeText: true, withheldLines: lines };
}

function textOf(content: FileContent | null): TextOfLook {
  if (content === null) return { text: null, isWholeText: false, withheldLines: 0 };
  return {
    text: content.text,
    isWholeText: !content.truncated,
    withheldLines: content.withheldLines,
  };
}

/** Whether the text is the file, byte for byte: nothing cut, nothing withheld, nothing lost in decoding. */
function isExact({ text, sizeBytes, truncated, withheldLines }: FileContent): boolean {
  if (truncated || withheldLines > 0 || text.includes('\ufffd')) return false;
  return sizeBytes === Buffer.byteLength(text, 'utf8');
}

function digestOf(hex: string | null): FileLook['digests'] {
  const name = DIGEST_NAMES.find((one) => DIGESTS[one] === hex?.length);
  return name === undefined || hex === null ? {} : { [name]: hex.toLowerCase() };
}

function digestsOf(bytes: Buffer): FileLook['digests'] {
  return Object.fromEntries(DIGEST_NAMES.map((name) => [name, createHash(name).update(bytes).digest('hex')]));
}

function numberText(value: number | null): string | null {
  return value === null ? null : String(value);
}
