import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { takeBackup, type BackupSettings, type TakenBackup } from '../../src/audit/take-backup.ts';
import type { JudgedHost } from '../../src/model/judged.ts';
import type { HostConnection } from '../../src/source/source.ts';
import type { RunningLab } from '../lab/index.ts';
import { collectFrom, JUDGED_AT, judgeLab, withLabSource } from './audit-lab.ts';

const TOKEN = 'fedcba9876543210fedcba9876543210';

/** Settings of a backup into a folder that does not exist yet. */
export function backupSettings(folder: string, changes: Partial<BackupSettings> = {}): BackupSettings {
  return {
    include: [],
    exclude: [],
    fileBytes: 268_435_456,
    totalBytes: 2_147_483_648,
    recipients: [],
    ticket: null,
    takenAt: JUDGED_AT,
    token: TOKEN,
    folder,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...changes,
  };
}

export interface LabBackup extends TakenBackup {
  readonly judged: JudgedHost;
}

/** Audits a running lab and takes its backup, over one connection. */
export async function backupLab(
  running: RunningLab,
  settings: BackupSettings,
  meanwhile: (connection: HostConnection) => HostConnection = (connection) => connection,
): Promise<LabBackup> {
  return withLabSource(running, {}, async (source) => {
    const connection = await source.connect();
    try {
      const { judged } = judgeLab(await collectFrom(connection));
      return { judged, ...(await takeBackup(meanwhile(connection), judged, settings)) };
    } finally {
      connection.close();
    }
  });
}

/** Unpacks an archive with the tar of this machine, as root: owners, times and links as they are in it. */
export function unpack(archive: string, into: string, tar: readonly string[] = ['tar']): string {
  mkdirSync(into);
  const [command = 'tar', ...args] = tar;
  const { status, stderr } = spawnSync(command, [...args, '-xzpf', archive, '-C', into, '--numeric-owner'], {
    encoding: 'utf8',
  });
  if (status !== 0 || stderr !== '') throw new Error(`tar ended with ${status ?? 'a signal'}: ${stderr}`);
  return into;
}
