import type { Stop } from '../../../model/fate.ts';
import type { PartitionItem } from '../../../model/inventory.ts';
import { CLEAR, found, stopAt, unknown, type PreflightAnswer, type PreflightContext } from './context.ts';
import { bootDisk, isSeven, type BootDisk } from './disks.ts';
import { hasMarker, mayGetMarker } from './marker.ts';
import { megabytes, MIB } from './numbers.ts';
import { isBiosBoot, isEfi, isWritable } from './partition-types.ts';

function withDisk(
  context: PreflightContext,
  detail: string,
  answer: (disk: BootDisk) => PreflightAnswer,
): PreflightAnswer {
  const disk = bootDisk(context);
  return disk === null ? unknown(context, 'storage', detail) : answer(disk);
}

/** Read outside of any error handling (product.py:578-582@f7a21a1). */
export function tableUnreadable(context: PreflightContext): PreflightAnswer {
  const disks = context.of('disk');
  if (disks.length === 0) return unknown(context, 'storage', 'whether every partition table can be read');
  const isTable = (origin: string): boolean =>
    /^(sgdisk -p|sfdisk -d) \//.test(origin) ||
    disks.some(({ device, table }) => device === origin && table === 'unknown');
  const tables = context.gapsOf('storage').filter(({ origin }) => isTable(origin));
  const stops: Stop[] = [];
  const missing = tables.filter(({ origin, reason }) => {
    const disk = disks.find(({ device }) => origin.endsWith(` ${device}`));
    const isRead = disk !== undefined && disk.table !== 'unknown' && reason === 'unparsable';
    if (isRead) {
      const sentence = `The partition table of ${disk.device} has lines that the installer cannot read, which hides every installation from it.`;
      stops.push(stopAt('table-unreadable', disk, sentence));
    }
    return !isRead;
  });
  return { stops, missing };
}

export function strayEsp(context: PreflightContext): PreflightAnswer {
  return withDisk(context, 'which types of partitions are on the boot disk', ({ disk, partitions }) => {
    if (disk.table === 'unknown')
      return unknown(context, 'storage', 'which types of partitions are on the boot disk');
    if (disk.table !== 'gpt') return CLEAR;
    const isOwn = ({ role }: PartitionItem): boolean => isSeven(context) && role === 'boot';
    const strays = partitions.filter((partition) => !isOwn(partition));
    return found([
      ...strays
        .filter(({ type }) => type !== null && isEfi(type))
        .map((partition) => {
          const sentence = `${partition.device} has the EFI type, so the installer takes this host for a UEFI installation and refuses it when it was started the old way.`;
          return stopAt('stray-esp', partition, sentence, 'efi');
        }),
      ...strays
        .filter(({ type }) => type !== null && isBiosBoot(type))
        .map((partition) => {
          const sentence = `${partition.device} has the BIOS boot type, so the installer takes it for the boot partition.`;
          return stopAt('stray-esp', partition, sentence, 'bios-boot');
        }),
    ]);
  });
}

/** Without a change of the table nothing is written (upgrade.py:187-273, :296-305@f7a21a1). */
function isTableWritten(context: PreflightContext, disk: BootDisk): boolean {
  if (disk.disk.table !== 'gpt') return false;
  const repartitions = mayGetMarker(context) && disk.at(4) === null;
  return repartitions || disk.at(3) === null;
}

export function gptTypes(context: PreflightContext): PreflightAnswer {
  return withDisk(context, 'which types of partitions are on the boot disk', (disk) => {
    if (disk.disk.table === 'unknown')
      return unknown(context, 'storage', 'which types of partitions are on the boot disk');
    if (!isTableWritten(context, disk)) return CLEAR;
    const stops = disk.partitions
      .filter(({ type }) => type !== null && !isWritable(type))
      .map((partition) => {
        const sentence = `${partition.device} has type ${partition.type ?? ''}, which the installer cannot write into a partition table: it stops with the backup partition already formatted, and cannot put the old table back.`;
        return stopAt('gpt-types', partition, sentence);
      });
    const untyped = disk.partitions.some(({ type }) => type === null);
    return untyped && stops.length === 0
      ? unknown(context, 'storage', 'the type of every partition')
      : found(stops);
  });
}

export function partitionFour(context: PreflightContext): PreflightAnswer {
  return withDisk(context, 'which partitions are on the boot disk', (disk) => {
    const partition = disk.at(3);
    if (partition === null || isSeven(context) || disk.disk.table !== 'gpt') return CLEAR;
    if (partition.type !== null && isBiosBoot(partition.type)) return CLEAR;
    const gone = hasMarker(context) && disk.at(4) === null;
    const sentence = gone
      ? `${partition.device} stands where the installer expects the boot partition; with the marker safe2upgrade it is deleted.`
      : `${partition.device} stands where the installer expects the boot partition; none is made, and the boot loader is expected to find no place when the packages are already installed.`;
    return found([stopAt('part-4', partition, sentence)]);
  });
}

export function partitionFive(context: PreflightContext): PreflightAnswer {
  return withDisk(context, 'which partitions are on the boot disk', (disk) => {
    const stops: Stop[] = [];
    const log = disk.at(4);
    if (log !== null && !isOwnLog(context, log))
      stops.push(
        stopAt(
          'part-5',
          log,
          `${log.device} stands where the installer expects the log partition and is formatted.`,
        ),
      );
    const swap = disk.at(5);
    if (swap !== null && !isSeven(context))
      stops.push(
        stopAt(
          'part-5',
          swap,
          `${swap.device} stands where the installer expects swap and gets a swap signature.`,
          'swap',
        ),
      );
    return found(stops);
  });
}

function isOwnLog(context: PreflightContext, { label }: PartitionItem): boolean {
  return isSeven(context) && label?.startsWith('logs-') === true;
}

export function backupPartition(context: PreflightContext): PreflightAnswer {
  return withDisk(context, 'whether there is a backup partition', (disk) => {
    const backup = disk.at(1);
    if (backup === null) {
      const sentence = `There is no partition after the root on ${disk.disk.device}; the installer formats it for the backup and stops.`;
      return found([stopAt('backup-part', disk.disk, sentence, 'missing')]);
    }
    const mount = context.of('mount').find(({ source, mounted }) => mounted && source === backup.device);
    if (mount !== undefined) {
      const sentence = `${backup.device} is mounted on ${mount.target}; the installer takes it for the backup partition and formats it.`;
      return found([stopAt('backup-part', mount, sentence, 'mounted')]);
    }
    if (context.setting('storage.BACKUP_PARTITION')?.value === backup.device) return CLEAR;
    const type = backup.fsType ?? 'ext3';
    const isLabelled = backup.label !== null && backup.label !== '' && !backup.label.startsWith('root-');
    if (/^ext[234]$/.test(type) && !isLabelled) return CLEAR;
    const what = isLabelled ? `is labelled ${backup.label}` : `holds ${type}`;
    const sentence = `${backup.device} ${what}, but the installer takes it for the backup partition and formats it.`;
    return found([stopAt('backup-part', backup, sentence, 'foreign')]);
  });
}

/** A file system of the same size holds the same; in another one a part goes into its tables and journal. */
const OVERHEAD = 0.05;
const JOURNAL = 128 * MIB;

export function backupCopy(context: PreflightContext): PreflightAnswer {
  const used = Number(context.setting('host.root-used-bytes')?.value ?? Number.NaN);
  if (Number.isNaN(used)) return unknown(context, 'host', 'how full the root file system is');
  return withDisk(context, 'how large the backup partition is', (disk) => {
    const backup = disk.at(1);
    if (backup === null) return CLEAR;
    const root = disk.at(0);
    if (backup.sizeBytes === null) return unknown(context, 'storage', 'how large the backup partition is');
    if (root?.sizeBytes !== null && root !== null && backup.sizeBytes >= root.sizeBytes) return CLEAR;
    const holds = backup.sizeBytes * (1 - OVERHEAD) - JOURNAL;
    if (used <= holds) return CLEAR;
    const sentence = `The root file system holds ${megabytes(used)}, and the backup partition ${backup.device} has ${megabytes(backup.sizeBytes)}; the copy fails when the old backup is already gone.`;
    return found([stopAt('backup-copy', backup, sentence)]);
  });
}

export function dosTable(context: PreflightContext): PreflightAnswer {
  const disk = context.of('disk').find(({ isPrimary }) => isPrimary);
  if (disk === undefined || disk.table === 'unknown')
    return unknown(context, 'storage', 'which partition table the boot disk has');
  if (disk.table !== 'dos') return CLEAR;
  return found([
    stopAt(
      'later-dos',
      disk,
      `${disk.device} has a DOS partition table, which ${context.profile.product} refuses.`,
    ),
  ]);
}

export function oldLayout(context: PreflightContext): PreflightAnswer {
  return withDisk(context, 'whether the boot disk has the new layout', (disk) => {
    if (disk.at(4) !== null || hasMarker(context)) return CLEAR;
    const sentence = `${disk.disk.device} still has the old layout with a root of 4 GB, which ${context.profile.product} refuses.`;
    return found([stopAt('later-old-layout', disk.disk, sentence)]);
  });
}
