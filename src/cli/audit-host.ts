import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { CollectedHost } from '../audit/collect-host.ts';
import { judgeHost, type JudgeSettings } from '../audit/judge-host.ts';
import type { Knowledge } from '../audit/knowledge.ts';
import { printPdf } from '../audit/print-pdf.ts';
import { runFiles } from '../audit/run-files.ts';
import { takeBackup, type TakenBackup, writeWithBackup } from '../audit/take-backup.ts';
import { TOOL } from '../audit/tool.ts';
import type { RunFile } from '../audit/write-run.ts';
import { AuditError } from '../model/errors.ts';
import type { JudgedHost } from '../model/judged.ts';
import type { Report } from '../model/report.ts';
import { planFiles } from '../plan/index.ts';
import { renderHtml } from '../report/html/index.ts';
import type { HostConnection } from '../source/source.ts';
import type { HostJob } from './audit-jobs.ts';
import type { backupChoice } from './backup-options.ts';
import { now } from './clock.ts';
import type { AuditOptions } from './options.ts';
import type { Progress } from './progress.ts';

/** What a backup takes; null = none is wanted. */
export type BackupChoice = Awaited<ReturnType<typeof backupChoice>> | null;

/** What holds for every host of a run. */
export interface AuditRun {
  readonly options: AuditOptions;
  readonly knowledge: () => Knowledge;
  readonly settings: JudgeSettings;
  readonly progress: Progress;
  readonly backup: BackupChoice;
  /** Where the report of a host goes. */
  folderOf(host: JudgedHost): string;
  /** Makes the reports of many hosts one after another: they take this machine's work and memory, not a host's time. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

/** A host whose report is written. */
export interface AuditedHost {
  readonly judged: JudgedHost;
  readonly report: Report;
  /** Absolute. */
  readonly folder: string;
  readonly failures: CollectedHost['failures'];
  /** null = none was wanted; an error costs the backup alone, not the report. */
  readonly backup: TakenBackup | AuditError | null;
  /** What went wrong beside that; the rest was written. */
  readonly errors: readonly AuditError[];
}

/**
 * One host from the connection to the written report.
 * @param signal ends it
 * @throws AuditError when there is no report of it
 */
export async function auditHost(job: HostJob, run: AuditRun, signal: AbortSignal): Promise<AuditedHost> {
  const { connection, collected } = await job.reach(signal);
  try {
    const judged = judgeHost(collected.inventory, run.knowledge(), run.settings);
    const backup = await backupOf(connection, judged, job.name, run, signal);
    const taken = backup === null || backup instanceof AuditError ? null : backup;
    try {
      const written = await run.inTurn(() => writeHost(judged, taken, run));
      return { ...written, judged, backup, failures: collected.failures };
    } finally {
      // Moved into the folder by now; if something failed, nothing half done stays behind.
      if (taken !== null) await rm(taken.file.path, { force: true });
    }
  } finally {
    connection?.close();
  }
}

async function writeHost(
  judged: JudgedHost,
  backup: TakenBackup | null,
  run: AuditRun,
): Promise<Pick<AuditedHost, 'report' | 'folder' | 'errors'>> {
  const { format } = run.options;
  const shown = backup === null ? judged : { ...judged, backup: backup.manifest };
  const { report, files } = runFiles(judgedRun(shown, run), format);
  const errors: AuditError[] = [];
  if (run.backup !== null) files.push(...planFiles(judged, backup?.manifest ?? null, changeOf(run)));
  if (format.includes('pdf')) files.push(...(await pdfOf(report, run.options, errors)));
  return { report, errors, folder: await writeWithBackup(run.folderOf(judged), files, backup) };
}

/** A backup that fails costs the backup alone; one that is interrupted ends the run. */
async function backupOf(
  connection: HostConnection | null,
  judged: JudgedHost,
  name: string,
  run: AuditRun,
  signal: AbortSignal,
): Promise<TakenBackup | AuditError | null> {
  const { backup, options, progress } = run;
  if (connection === null || backup === null) return null;
  try {
    return await takeBackup(connection, judged, {
      ...backup,
      ticket: options.ticket ?? null,
      takenAt: now(),
      token: randomBytes(16).toString('hex'),
      folder: run.folderOf(judged),
      signal,
      onProgress: (_, bytes) => {
        progress.update(name, 'backup', bytes);
      },
    });
  } catch (error) {
    if (error instanceof AuditError && error.code !== 'backup-interrupted') return error;
    throw error;
  }
}

async function pdfOf(report: Report, options: AuditOptions, errors: AuditError[]): Promise<RunFile[]> {
  try {
    const content = await printPdf(renderHtml(report), {
      searchPath: process.env['PATH'] ?? '',
      browser: options.chromium ?? null,
      isRoot: process.getuid?.() === 0,
    });
    return [{ name: 'report.pdf', content }];
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    errors.push(error);
    return [];
  }
}

function changeOf({ options }: AuditRun): Parameters<typeof planFiles>[2] {
  return { ticket: options.ticket ?? null, title: options.title ?? null };
}

function judgedRun(host: JudgedHost, run: AuditRun): Parameters<typeof runFiles>[0] {
  const { version, sha256 } = run.knowledge().rules;
  return {
    ...changeOf(run),
    tool: TOOL,
    judgedAt: run.settings.judgedAt,
    rules: { version, sha256 },
    hosts: [host],
  };
}
