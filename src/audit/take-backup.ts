import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeBackup } from '../backup/backup.ts';
import { chooseFiles, type ChoiceSettings } from '../backup/choose.ts';
import { manifestText } from '../backup/manifest.ts';
import { composeFetch, type FetchProgram } from '../fetch/compose.ts';
import { FetchLost } from '../fetch/fetch-session.ts';
import type { BackupManifest } from '../model/backup.ts';
import { AuditError } from '../model/errors.ts';
import type { JudgedHost } from '../model/judged.ts';
import { launchText } from '../probe/compose.ts';
import type { HostConnection, LiveRun } from '../source/source.ts';
import { TOOL } from './tool.ts';
import { writeRun, type RunFile, type WrittenFile } from './write-run.ts';

/** The one program that takes a backup; fixed text, so composed once. */
export const FETCH: FetchProgram = composeFetch();

export interface BackupSettings extends ChoiceSettings {
  /** Public keys of age; empty = not encrypted. */
  readonly recipients: readonly string[];
  readonly ticket: string | null;
  /** ISO 8601 UTC. */
  readonly takenAt: string;
  /** Random, 32 hexadecimal digits. */
  readonly token: string;
  /** Folder of the run: the archive is written beside it, under a name that is not its own. */
  readonly folder: string;
  /** Ends the taking; what was written until then is removed. */
  readonly signal: AbortSignal;
  readonly onProgress: (paths: number, bytes: number) => void;
}

export interface TakenBackup {
  /** `backup.manifest.json`. */
  readonly manifest: BackupManifest;
  /** The archive, to be moved into the folder of the run. */
  readonly file: WrittenFile;
}

/**
 * Takes what is custom on a judged host into an archive, over a connection that stands.
 * @throws AuditError `backup-broken` when the host or the connection fails, `backup-unwritable` when the disk here does,
 *   `backup-interrupted`, `usage` for a glob that is none; nothing of the archive is left then.
 */
export async function takeBackup(
  connection: HostConnection,
  judged: JudgedHost,
  settings: BackupSettings,
): Promise<TakenBackup> {
  const name = settings.recipients.length === 0 ? 'backup.tar.gz' : 'backup.tar.gz.age';
  const choice = choose(judged, settings);
  const target = resolve(settings.folder);
  const path = join(dirname(target), `.${basename(target)}.backup-${randomBytes(4).toString('hex')}`);
  if (settings.signal.aborted) throw interrupted(judged);
  const run = await connection.open(launchText({ token: settings.token }) + FETCH.text);
  const stop = (): void => {
    run.close();
  };
  settings.signal.addEventListener('abort', stop);
  try {
    await mkdir(dirname(target), { recursive: true });
    const manifest = await writeBackup({
      channel: run,
      token: settings.token,
      choice,
      recipients: settings.recipients,
      archivePath: path,
      spoolFolder: dirname(target),
      about: { ...aboutHost(judged, settings), archiveName: name },
      onProgress: settings.onProgress,
    });
    return { manifest, file: { name, path, sha256: manifest.archive?.sha256 ?? '' } };
  } catch (error) {
    await rm(path, { force: true });
    throw await explain(error, run, judged, settings);
  } finally {
    settings.signal.removeEventListener('abort', stop);
    run.close();
  }
}

/**
 * Writes the folder of a run, with the archive and its manifest when there is one.
 * @throws AuditError `output-unwritable`; the archive is the caller's to remove then
 */
export async function writeWithBackup(
  folder: string,
  files: readonly RunFile[],
  backup: TakenBackup | null,
): Promise<string> {
  if (backup === null) return writeRun(folder, files);
  const { manifest, file } = backup;
  return writeRun(folder, [
    ...files,
    file,
    { name: 'backup.manifest.json', content: manifestText(manifest) },
  ]);
}

function choose(judged: JudgedHost, settings: BackupSettings): ReturnType<typeof chooseFiles> {
  try {
    return chooseFiles(judged.assessment.items, settings);
  } catch (cause) {
    throw new AuditError(
      'usage',
      `A glob of --include or --exclude is not well formed: ${reasonOf(cause)}.`,
      'Write an absolute path with * ? ** {a,b}, such as /opt/** or /etc/*.conf, in quotes.',
      { cause },
    );
  }
}

function aboutHost(
  { inventory, upgrade }: JudgedHost,
  settings: BackupSettings,
): Pick<BackupManifest, 'tool' | 'host' | 'upgrade' | 'ticket' | 'takenAt' | 'limits'> {
  const { address, hostname, uuid, version } = inventory.host;
  const { fileBytes, totalBytes, exclude, include } = settings;
  return {
    tool: TOOL,
    host: { address, hostname, uuid, version },
    upgrade: { from: upgrade.from, to: upgrade.to },
    ticket: settings.ticket,
    takenAt: settings.takenAt,
    limits: { fileBytes, totalBytes, exclude, include },
  };
}

const AGAIN = 'No archive was kept. Run the same command again.';

function interrupted({ inventory }: JudgedHost): AuditError {
  return new AuditError(
    'backup-interrupted',
    `The backup of ${inventory.host.address} was interrupted.`,
    AGAIN,
  );
}

async function explain(
  error: unknown,
  run: LiveRun,
  judged: JudgedHost,
  { signal, folder }: BackupSettings,
): Promise<unknown> {
  const { address } = judged.inventory.host;
  if (signal.aborted) return interrupted(judged);
  if (error instanceof FetchLost) {
    run.close();
    const { lost, stderr } = await run.done;
    const said = [lost, stderr.trim() === '' ? null : `it said: ${stderr.trim().slice(0, 300)}`];
    return new AuditError(
      'backup-broken',
      `The backup of ${address} broke off: ${[error.message, ...said].filter(Boolean).join('; ')}.`,
      AGAIN,
      { cause: error },
    );
  }
  if (!(error instanceof Error) || !('code' in error) || error instanceof AuditError) return error;
  return new AuditError(
    'backup-unwritable',
    `The backup of ${address} could not be written beside ${resolve(folder)}: ${error.message}.`,
    `${AGAIN} If the disk is full, make room, choose another folder with --out, or leave something out with --exclude.`,
    { cause: error },
  );
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
