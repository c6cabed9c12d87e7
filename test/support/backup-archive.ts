import { createHash } from 'node:crypto';
import { ArchiveWriter } from '../../src/backup/archive-writer.ts';
import { manifestText } from '../../src/backup/manifest.ts';
import { PLAIN_HEAD } from '../../src/backup/tar-writer.ts';
import { encodePath } from '../../src/lib/path-bytes.ts';
import type { BackupEntry, BackupManifest } from '../../src/model/backup.ts';

export interface MadeFile {
  readonly path: string;
  readonly content: Buffer;
  readonly attributes?: Readonly<Record<string, Buffer>>;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function entryOf({ path, content, attributes = {} }: MadeFile): BackupEntry {
  return {
    path,
    member: `root${path}`,
    status: 'taken',
    because: null,
    type: 'file',
    mode: '0640',
    uid: 0,
    gid: 3_000_000,
    user: 'root',
    group: 'root',
    sizeBytes: content.length,
    mtime: '2015-03-02T08:14:00Z',
    linkTarget: null,
    hardLinkTo: null,
    sha256: sha256(content),
    hostSha256: sha256(content),
    sparse: false,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, value.toString('base64')]),
    ),
    subjects: [`file:${path}`],
  };
}

/** A manifest of files that were taken. */
export function madeManifest(files: readonly MadeFile[], more: Partial<BackupManifest> = {}): BackupManifest {
  return {
    schema: 'dom0-audit/backup@1',
    tool: { name: 'dom0-audit', version: '0' },
    host: { address: 'xs1', hostname: 'xs1', uuid: null, version: '6.5.0' },
    upgrade: { from: '6.5.0', to: '7.0.0' },
    ticket: null,
    takenAt: '2016-06-01T10:15:00Z',
    archive: null,
    limits: { fileBytes: 1e6, totalBytes: 1e7, exclude: [], include: [] },
    entries: files.map(entryOf),
    facts: [],
    ...more,
  };
}

/** Writes an archive as a backup does. @returns the outer manifest */
export async function writeArchive(
  path: string,
  files: readonly MadeFile[],
  more: { readonly inner?: BackupManifest; readonly recipients?: readonly string[] } = {},
): Promise<BackupManifest> {
  const inner = more.inner ?? madeManifest(files);
  const recipients = more.recipients ?? [];
  const archive = await ArchiveWriter.create(path, recipients);
  for (const { path: name, content, attributes = {} } of files) {
    const head = {
      ...PLAIN_HEAD,
      name: Buffer.concat([Buffer.from('root'), encodePath(name)]),
      mode: 0o640,
      gid: 3_000_000,
      mtime: Date.parse('2015-03-02T08:14:00Z') / 1000,
      size: content.length,
      attributes,
    };
    await archive.add(head, [content]);
  }
  const text = Buffer.from(manifestText(inner));
  await archive.add({ ...PLAIN_HEAD, name: Buffer.from('manifest.json'), size: text.length }, [text]);
  const written = await archive.finish();
  return { ...inner, archive: { file: 'backup.tar.gz', ...written, encryptedTo: recipients } };
}
