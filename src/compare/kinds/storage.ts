import type { DiskItem } from '../../model/inventory.ts';
import { PLAIN, sorted, when, type KindRules } from './rule.ts';

/** Disks and everything that lies on them. */
export const STORAGE: KindRules<
  'mount' | 'swap' | 'disk' | 'partition' | 'vg' | 'md' | 'drbd' | 'sr' | 'pbd' | 'vm'
> = {
  mount: {
    ...PLAIN,
    view: ({ source, fsType, options, fstabOptions, inFstab, mounted }) => ({
      source,
      fsType,
      options: fstabOptions ?? options,
      inFstab,
      mounted,
    }),
    withoutEffect: (before, after) =>
      when(before.mounted && !after.mounted, 'It is not mounted.') ??
      when(before.inFstab && !after.inFstab, 'It is mounted, but not in /etc/fstab: the next boot loses it.'),
  },
  swap: {
    ...PLAIN,
    view: ({ type, inFstab, active }) => ({ type, inFstab, active }),
    withoutEffect: (before, after) => when(before.active && !after.active, 'It is not in use.'),
  },
  disk: {
    ...PLAIN,
    view: ({ sizeBytes, model, paths }) => ({ sizeBytes, model, paths: pathCount(paths) }),
    withoutEffect: (before, after) =>
      pathsOf(before) > pathsOf(after)
        ? `It has ${pathsOf(after)} of the ${pathsOf(before)} paths that it had.`
        : null,
  },
  partition: { ...PLAIN, view: ({ sizeBytes, role, fsType }) => ({ sizeBytes, role, fsType }) },
  vg: {
    ...PLAIN,
    // Its logical volumes come and go with the disks of virtual machines.
    view: ({ uuid, physicalVolumes }) => ({ uuid, physicalVolumes: sorted(physicalVolumes) }),
  },
  md: { ...PLAIN, view: ({ level, members }) => ({ level, members: sorted(members) }) },
  drbd: { ...PLAIN, view: ({ state }) => ({ state }) },
  sr: {
    ...PLAIN,
    view: ({ name, type, contentType, shared, location, onThisHost }) => ({
      name,
      type,
      contentType,
      shared,
      location,
      onThisHost,
    }),
    withoutEffect: (before, after) =>
      when(
        before.onThisHost === true && after.onThisHost === false,
        'It is known to the pool, but nothing connects it to this host.',
      ),
  },
  pbd: {
    ...PLAIN,
    match: (item, others) => others.find((other) => other.sr === item.sr) ?? null,
    view: ({ sr, attached, deviceConfig }) => ({ sr, attached, deviceConfig }),
    withoutEffect: (before, after) =>
      when(before.attached && !after.attached, 'It is there, but not attached.'),
  },
  vm: { ...PLAIN, view: ({ name, autoPowerOn, vcpusMax }) => ({ name, autoPowerOn, vcpusMax }) },
};

function pathsOf(disk: DiskItem): number {
  return disk.paths?.length ?? 0;
}

/** Null for a plain disk. */
function pathCount(paths: readonly string[] | undefined): number | null {
  return paths === undefined || paths.length === 0 ? null : paths.length;
}
