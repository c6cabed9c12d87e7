import type { DiskItem, PartitionItem, VolumeGroupItem } from '../../../model/inventory.ts';
import type { PreflightContext } from './context.ts';

/** The boot disk, its partitions by the number counted from the root, and the volume groups on it. */
export interface BootDisk {
  readonly disk: DiskItem;
  readonly partitions: readonly PartitionItem[];
  /** `1` is the backup, `2` local storage, `3` boot, `4` log, `5` swap (backend.py:483-512@f7a21a1). */
  at(offset: number): PartitionItem | null;
  readonly groups: readonly VolumeGroupItem[];
}

/** null = which disk the host boots from, or what is on it, is not known. */
export function bootDisk(context: PreflightContext): BootDisk | null {
  const disk = context.of('disk').find(({ isPrimary }) => isPrimary);
  if (disk === undefined) return null;
  const partitions = context.of('partition').filter((partition) => `disk:${partition.disk}` === disk.id);
  const root = partitions.find(({ role }) => role === 'root');
  if (root === undefined) return null;
  return {
    disk,
    partitions,
    at: (offset) => partitions.find(({ number }) => number === root.number + offset) ?? null,
    groups: context
      .of('vg')
      .filter(({ physicalVolumes }) => physicalVolumes.some((device) => isOn(disk, device))),
  };
}

/** Whether a device is a partition of a disk: `/dev/sda3` of `/dev/sda`, `/dev/cciss/c0d0p3` of `/dev/cciss/c0d0`. */
export function isOn(disk: DiskItem, device: string): boolean {
  return [disk.device, ...(disk.paths ?? [])].some((name) => {
    const rest = device.startsWith(name) ? device.slice(name.length) : '';
    return /^(?:p|-part)?\d+$/.test(rest);
  });
}

/** The host was installed by 7.0 or later: boot and log partitions are its own. */
export function isSeven(context: PreflightContext): boolean {
  return Number.parseInt(context.from, 10) >= 7;
}
