import { compareText } from '../../lib/order.ts';
import type { DiskItem, PartitionItem } from '../../model/inventory.ts';
import { evidenceOf, excerptOf, type ShownCommand } from '../reading.ts';
import type { BlockDevices, BlockDisk, NamedDisk } from './block-devices.ts';
import { partitionItems, readLabels } from './partitions.ts';
import type { PartitionTable } from './table.ts';

/** A disk with all that its sources say, before it becomes items. */
export interface KnownDisk {
  readonly item: DiskItem;
  readonly partitions: readonly PartitionItem[];
}

export interface DiskSources {
  readonly devices: BlockDevices;
  readonly links: ReadonlyMap<string, string>;
  readonly primary: NamedDisk | null;
  readonly backup: NamedDisk | null;
  /** Device number of the root file system, `8:1`; null = not known. */
  readonly root: string | null;
  readonly blkid: ShownCommand | undefined;
  tableOf(device: string): PartitionTable | null;
}

const BY_ID = '/dev/disk/by-id/';

/** Disks in the order of the kernel; the primary disk is there even when the kernel does not list it. */
export function readDisks(sources: DiskSources): KnownDisk[] {
  const { devices, primary } = sources;
  const isPrimary = (disk: BlockDisk) => primary !== null && isSame(disk, primary);
  const unlisted = primary && !devices.disks.some(isPrimary) ? unlistedPrimary(primary) : null;
  const disks = unlisted ? [unlisted, ...devices.disks] : devices.disks;
  const labels = readLabels(sources.blkid);
  return disks.map((disk) => {
    const byId = byIdNames(disk, sources.links);
    const own = primary?.path.startsWith(BY_ID) ? primary.path.slice(BY_ID.length) : null;
    const subject = (isPrimary(disk) || disk === unlisted) && own !== null ? own : (byId[0] ?? disk.device);
    const table = sources.tableOf(disk.device);
    const item = diskItem(disk, subject, byId, table, isPrimary(disk) || disk === unlisted);
    const parts = devices.partitions.filter((part) => part.disk === disk.name);
    const known = { labels, root: sources.root, backup: sources.backup?.device ?? null };
    return { item, partitions: partitionItems(item, subject, parts, table, known) };
  });
}

function isSame(disk: BlockDisk, primary: NamedDisk): boolean {
  const device = primary.device ?? primary.path;
  return disk.device === device || `/dev/${disk.name}` === device;
}

function unlistedPrimary({ path, device }: NamedDisk): BlockDisk {
  const line = { number: 1, text: `PRIMARY_DISK=${path}` };
  const name = (device ?? path).slice('/dev/'.length);
  return {
    name,
    device: device ?? path,
    sizeBytes: null,
    vendor: null,
    model: null,
    number: '',
    line,
    paths: [],
  };
}

/** Kinds of links, those that say most of a disk first. */
const LINK_ORDER = ['scsi-', 'ata-', 'cciss-', 'nvme-', 'dm-uuid-', 'md-uuid-', 'usb-'];

function byIdNames(disk: BlockDisk, links: ReadonlyMap<string, string>): string[] {
  const rank = (name: string) => {
    const found = LINK_ORDER.findIndex((prefix) => name.startsWith(prefix));
    return found === -1 ? LINK_ORDER.length : found;
  };
  return [...links]
    .filter(
      ([link, device]) =>
        link.startsWith(BY_ID) && (device === disk.device || device === `/dev/${disk.name}`),
    )
    .map(([link]) => link.slice(BY_ID.length))
    .sort((a, b) => rank(a) - rank(b) || compareText(a, b));
}

function diskItem(
  disk: BlockDisk,
  subject: string,
  byId: readonly string[],
  table: PartitionTable | null,
  isPrimary: boolean,
): DiskItem {
  const tableEvidence = table?.line ? [evidenceOf(table.origin, table.line)] : [];
  return {
    kind: 'disk',
    id: `disk:${subject}`,
    evidence: [
      { origin: '/sys/block', excerpt: excerptOf(disk.line.text.replaceAll('\t', ' ')) },
      ...tableEvidence,
    ],
    device: disk.device,
    byId,
    sizeBytes: disk.sizeBytes,
    vendor: disk.vendor,
    model: disk.model,
    table: table?.kind ?? 'unknown',
    isPrimary,
    paths: disk.paths.map((path) => `/dev/${path}`),
  };
}
