import type { DiskItem, Evidence, PartitionItem } from '../../model/inventory.ts';
import { excerptOf, type ShownCommand } from '../reading.ts';
import type { BlockPartition } from './block-devices.ts';
import type { PartitionTable, TableEntry } from './table.ts';

/** What is known beside the table of a disk. */
export interface PartitionSources {
  readonly labels: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Device number of the root file system, `8:1`; null = not known. */
  readonly root: string | null;
  /** Device that the inventory names as the backup partition; null = none. */
  readonly backup: string | null;
}

/** What the installer takes a number for, counted from the root partition (backend.py:483-512, f7a21a1). */
const ROLES: readonly PartitionItem['role'][] = ['root', 'backup', 'sr', 'boot', 'log', 'swap'];

/** Partitions of one disk by number: what the kernel sees and what the table says, joined. */
export function partitionItems(
  disk: DiskItem,
  subject: string,
  parts: readonly BlockPartition[],
  table: PartitionTable | null,
  sources: PartitionSources,
): PartitionItem[] {
  const entries = new Map((table?.entries ?? []).map((entry) => [entry.number, entry]));
  const byNumber = new Map(parts.map((part) => [part.number, part]));
  const numbers = [...new Set([...entries.keys(), ...byNumber.keys()])].sort((a, b) => a - b);
  const items = numbers.map((number): PartitionItem => {
    const entry = entries.get(number);
    const part = byNumber.get(number);
    const device = part?.device ?? partitionDevice(disk.device, number);
    const said = sources.labels.get(device);
    return {
      kind: 'partition',
      id: `partition:${subject}#${number}`,
      evidence: evidenceFor(table, entry, part),
      disk: subject,
      number,
      device,
      sizeBytes: part?.sizeBytes ?? entry?.sizeBytes ?? null,
      startBytes: part?.startBytes ?? entry?.startBytes ?? null,
      type: entry?.type ?? null,
      label: said?.get('LABEL') ?? null,
      name: entry?.name ?? null,
      fsType: said?.get('TYPE') ?? null,
      role: 'other',
    };
  });
  const root = disk.isPrimary ? rootNumber(items, parts, sources) : null;
  return root === null
    ? items
    : items.map((item) => ({ ...item, role: ROLES[item.number - root] ?? 'other' }));
}

/** Types of a partition that the installer takes for a root partition. */
const LINUX = new Set(['EBD0A0A2-B9E5-4433-87C0-68B6B72699C7', '0700', '83']);

/**
 * Number of the root partition: where the root file system lies; else the last one whose label begins with `root-`; else the
 * one before the backup partition; else the first of a type that a root partition has.
 */
function rootNumber(
  items: readonly PartitionItem[],
  parts: readonly BlockPartition[],
  { root, backup }: PartitionSources,
): number | null {
  const backupNumber = items.find(({ device }) => device === backup)?.number;
  return (
    parts.find(({ devNumber }) => root !== null && devNumber === root)?.number ??
    items.filter(({ label }) => label?.startsWith('root-')).at(-1)?.number ??
    (backupNumber === undefined ? undefined : backupNumber - 1) ??
    items.find(({ type }) => type !== null && LINUX.has(type))?.number ??
    null
  );
}

function evidenceFor(
  table: PartitionTable | null,
  entry: TableEntry | undefined,
  part: BlockPartition | undefined,
): Evidence[] {
  const said = entry
    ? `partition ${entry.number}, type ${entry.type ?? 'unknown'}, ${entry.sizeBytes ?? 0} bytes`
    : (part?.line.text.replaceAll('\t', ' ') ?? '');
  return [{ origin: table && entry ? table.origin : '/sys/block', excerpt: excerptOf(said) }];
}

/** `/dev/sda1`, but `/dev/cciss/c0d0p1`. */
function partitionDevice(disk: string, number: number): string {
  return /\d$/.test(disk) ? `${disk}p${number}` : `${disk}${number}`;
}

/** `/dev/sda1: LABEL="root-abc" UUID="…" TYPE="ext3"`, one device a line. */
export function readLabels(blkid: ShownCommand | undefined): Map<string, ReadonlyMap<string, string>> {
  const labels = new Map<string, ReadonlyMap<string, string>>();
  for (const { text } of blkid?.lines ?? []) {
    const colon = text.indexOf(': ');
    if (colon === -1) continue;
    const said = [...text.slice(colon).matchAll(/ ([A-Z_]+)="([^"]*)"/g)];
    labels.set(text.slice(0, colon), new Map(said.map((match) => [match[1] ?? '', match[2] ?? ''])));
  }
  return labels;
}
