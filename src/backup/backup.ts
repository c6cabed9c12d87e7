import { createHash } from 'node:crypto';
import { compareText } from '../lib/order.ts';
import { FetchSession, type Channel, type FetchedFact } from '../fetch/fetch-session.ts';
import type { BackupFact, BackupManifest } from '../model/backup.ts';
import { ArchiveWriter, type WrittenArchive } from './archive-writer.ts';
import type { Choice } from './choose.ts';
import { absentEntry } from './entry.ts';
import { FileTaker } from './file-taker.ts';
import { manifestText } from './manifest.ts';
import { FACTS_FOLDER, MANIFEST_MEMBER } from './names.ts';
import { Spool } from './spool.ts';
import { PLAIN_HEAD } from './tar-writer.ts';

export interface BackupRequest {
  /** Where the fetch program has been started with `token`. */
  readonly channel: Channel;
  readonly token: string;
  readonly choice: Choice;
  /** Public keys of age; empty = not encrypted. */
  readonly recipients: readonly string[];
  /** File to write the archive to; it must not exist. */
  readonly archivePath: string;
  /** Folder for what waits; on the same disk as the archive. */
  readonly spoolFolder: string;
  /** What the manifest says beside what is taken; `archive` is what it is called in the end. */
  readonly about: Pick<BackupManifest, 'tool' | 'host' | 'upgrade' | 'ticket' | 'takenAt' | 'limits'> & {
    readonly archiveName: string;
  };
  readonly onProgress: (paths: number, bytes: number) => void;
}

/**
 * Takes what was chosen off the host into an archive.
 * @returns the outer manifest, `backup.manifest.json`
 * @throws FetchLost when the connection breaks, errors of the disk here; the archive is then not whole, and the caller removes it
 */
export async function writeBackup(request: BackupRequest): Promise<BackupManifest> {
  const { about, recipients } = request;
  const archive = await ArchiveWriter.create(request.archivePath, recipients);
  try {
    const spool = await Spool.open(request.spoolFolder);
    try {
      const inner = await fill(request, archive, spool);
      return withArchive(inner, about.archiveName, await archive.finish(), recipients);
    } finally {
      await spool.close();
    }
  } catch (error) {
    await archive.abandon();
    throw error;
  }
}

async function fill(request: BackupRequest, archive: ArchiveWriter, spool: Spool): Promise<BackupManifest> {
  const { about, choice } = request;
  const session = new FetchSession(request.channel, request.token);
  const header = await session.start();
  const seconds = Math.floor(Date.parse(about.takenAt) / 1000);
  const facts: BackupFact[] = [];
  for (const fact of await session.facts()) facts.push(await keepFact(fact, archive, seconds));
  const taker = new FileTaker(session, header, archive, spool, {
    fileBytes: about.limits.fileBytes,
    totalBytes: about.limits.totalBytes,
    onProgress: request.onProgress,
  });
  await taker.takeAll(choice.chosen);
  await session.end();
  const entries = [
    ...taker.entries,
    ...choice.leftOut.map((one) => absentEntry(one, 'left-out', one.because)),
  ];
  const inner: BackupManifest = {
    schema: 'dom0-audit/backup@1',
    tool: about.tool,
    host: about.host,
    upgrade: about.upgrade,
    ticket: about.ticket,
    takenAt: about.takenAt,
    archive: null,
    limits: about.limits,
    entries: entries.sort((a, b) => compareText(a.path, b.path)),
    facts,
  };
  const text = Buffer.from(manifestText(inner));
  await archive.add(
    { ...PLAIN_HEAD, name: Buffer.from(MANIFEST_MEMBER), size: text.length, mtime: seconds },
    [text],
  );
  return inner;
}

async function keepFact(fact: FetchedFact, archive: ArchiveWriter, mtime: number): Promise<BackupFact> {
  const { name, command, status, text } = fact;
  const because = whyNotWhole(fact);
  if (fact.isMissing || (text.length === 0 && because !== null))
    return { member: null, command, status, sizeBytes: 0, sha256: null, because };
  const member = `${FACTS_FOLDER}/${name}.txt`;
  await archive.add({ ...PLAIN_HEAD, name: Buffer.from(member), size: text.length, mtime }, [text]);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { member, command, status, sizeBytes: text.length, sha256, because };
}

function whyNotWhole({ status, isMissing, isCut }: FetchedFact): string | null {
  if (isMissing) return 'The host has no such command.';
  if (status === null) return 'It is not known how the command ended.';
  if (status > 128) return 'The command did not answer within a minute and was ended.';
  if (status !== 0) return `The command ended with status ${status}.`;
  return isCut ? 'Only the beginning is kept.' : null;
}

function withArchive(
  inner: BackupManifest,
  file: string,
  { sizeBytes, sha256 }: WrittenArchive,
  encryptedTo: readonly string[],
): BackupManifest {
  return { ...inner, archive: { file, sizeBytes, sha256, encryptedTo } };
}
