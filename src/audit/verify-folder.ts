import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { parseManifest } from '../backup/manifest.ts';
import type { BackupManifest } from '../model/backup.ts';
import { AuditError } from '../model/errors.ts';
import type { Inventory } from '../model/inventory.ts';
import { reportDocumentSchema, type ReportDocument, type ReportHost } from '../model/report-document.ts';
import { readInventory } from './inventory-file.ts';

/** What an earlier audit left behind. */
export interface EarlierAudit {
  /** As it was named by the user. */
  readonly from: string;
  readonly inventory: Inventory;
  readonly inventorySha256: string;
  /** Null where only an inventory was kept. */
  readonly report: { readonly document: ReportDocument; readonly host: ReportHost } | null;
  /** Null where nothing was backed up. */
  readonly manifest: BackupManifest | null;
}

/**
 * Reads the folder of an audit, or one of its files: `inventory.json.gz` (else `inventory.json`), and `report.json` and
 * `backup.manifest.json` where they lie beside it.
 * @throws AuditError `inventory-unreadable`, `report-unreadable`, `manifest-unreadable`, `audit-mismatch`
 */
export async function readEarlierAudit(path: string): Promise<EarlierAudit> {
  const isFolder = await isDirectory(path);
  const folder = isFolder ? path : dirname(path);
  const named = isFolder || basename(path) === 'report.json' ? await inventoryIn(folder) : path;
  const inventory = await readInventory(named);
  const inventorySha256 = createHash('sha256').update(JSON.stringify(inventory)).digest('hex');
  return {
    from: path,
    inventory,
    inventorySha256,
    report: await readReport(join(folder, 'report.json'), inventorySha256, isFolder),
    manifest: await readManifest(join(folder, 'backup.manifest.json'), isFolder),
  };
}

async function inventoryIn(folder: string): Promise<string> {
  const plain = join(folder, 'inventory.json');
  return (await exists(plain)) && !(await exists(`${plain}.gz`)) ? plain : `${plain}.gz`;
}

/**
 * The report that lies beside the inventory.
 * @param isOfFolder the folder was named, so that the two must belong together; a lone file may lie beside anything
 */
async function readReport(
  path: string,
  inventorySha256: string,
  isOfFolder: boolean,
): Promise<EarlierAudit['report']> {
  if (!(await exists(path))) return null;
  const read = reportDocumentSchema.safeParse(await readJson(path));
  if (!read.success)
    throw new AuditError(
      'report-unreadable',
      `${path} is no report of dom0-audit: ${z.prettifyError(read.error).slice(0, 500)}`,
      'Audit again, or name the inventory.json.gz in a folder of its own.',
    );
  const document: ReportDocument = read.data;
  const host = document.hosts.find((one) => one.host.inventorySha256 === inventorySha256);
  if (host !== undefined) return { document, host };
  if (!isOfFolder) return null;
  throw new AuditError(
    'audit-mismatch',
    `${path} is not the report of the inventory beside it: one of the two was changed, or comes from another audit.`,
    'Take both from one run; `sha256sum -c SHA256SUMS` in the folder tells which file was changed.',
  );
}

async function readManifest(path: string, isOfFolder: boolean): Promise<BackupManifest | null> {
  if (!isOfFolder || !(await exists(path))) return null;
  try {
    return parseManifest(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new AuditError(
      'manifest-unreadable',
      `${path} is no backup manifest of dom0-audit.`,
      'Take it from the run that made the backup, or move it away to verify without it.',
      { cause },
    );
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (cause) {
    throw new AuditError(
      'report-unreadable',
      `${path} could not be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Check the file and its permissions.',
      { cause },
    );
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
