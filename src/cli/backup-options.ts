import { InvalidArgumentError, Option, type Command } from 'commander';
import { readRecipients } from '../backup/encryption.ts';
import type { ChoiceSettings } from '../backup/choose.ts';
import { AuditError } from '../model/errors.ts';
import type { AuditOptions } from './options.ts';

/** What a backup takes, as commander gives it. */
export interface BackupOptions {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly encryptTo: readonly string[];
  readonly backupFileLimit: number;
  readonly backupTotalLimit: number;
}

/** What `audit` has beside its own options. */
export interface AuditBackupOptions extends BackupOptions {
  readonly backup: boolean;
}

/**
 * What the backup of an audit takes; null = none is wanted.
 * @throws AuditError `usage` for options that no backup would hear of, or without a host that could be asked for files
 */
export function wantedBackup(
  options: AuditBackupOptions & Pick<AuditOptions, 'bundle' | 'bugtool' | 'inventory'>,
): BackupOptions | null {
  const { backup, include, exclude, encryptTo } = options;
  if (!backup && [include, exclude, encryptTo].some(({ length }) => length > 0))
    throw new AuditError(
      'usage',
      '--include, --exclude and --encrypt-to are about a backup, and none is wanted.',
      'Add --backup, or leave them out.',
    );
  if (backup && [options.bundle, options.bugtool, options.inventory].some((files) => files !== undefined))
    throw new AuditError(
      'usage',
      'A backup can be taken from a live host only, not from a bundle, a status report or an inventory.',
      'Leave out --backup, or name the host: dom0-audit audit --backup root@HOST.',
    );
  return backup ? options : null;
}

const FILE_LIMIT = 256 * 1024 ** 2;
const TOTAL_LIMIT = 2 * 1024 ** 3;

/** Adds what says what a backup takes, and for whom it is sealed. */
export function addBackupOptions(command: Command): Command {
  return command
    .option('--include <glob...>', 'take these as well: a path with all below it, or a glob in quotes', [])
    .option('--exclude <glob...>', 'leave these out of the backup, whatever else wants them', [])
    .option(
      '--encrypt-to <key...>',
      'seal the archive for public keys of age (age1…), or for those in a file, one on each line',
      [],
    )
    .addOption(
      new Option('--backup-file-limit <size>', 'leave out files that are larger, such as 500M')
        .argParser(parseSize)
        .default(FILE_LIMIT, '256M'),
    )
    .addOption(
      new Option('--backup-total-limit <size>', 'take no more than this from a host')
        .argParser(parseSize)
        .default(TOTAL_LIMIT, '2G'),
    );
}

/** @throws AuditError `recipient-invalid` */
export async function backupChoice(
  options: BackupOptions,
): Promise<ChoiceSettings & { readonly recipients: readonly string[] }> {
  return {
    include: options.include,
    exclude: options.exclude,
    fileBytes: options.backupFileLimit,
    totalBytes: options.backupTotalLimit,
    recipients: await readRecipients(options.encryptTo),
  };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Bytes, or a number with K, M, G or T in powers of 1,024. */
function parseSize(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,9})([kmgt]?)$/i.exec(text) ?? [];
  const bytes = Number(digits) * (UNITS[unit.toLowerCase()] ?? 1);
  if (digits === '' || bytes === 0)
    throw new InvalidArgumentError('A size is needed, such as 500M or 2G, or a number of bytes.');
  return bytes;
}
