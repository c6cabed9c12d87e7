import type { Stop } from '../../../model/fate.ts';
import type { Gap } from '../../../model/gap.ts';
import type { VolumeGroupItem } from '../../../model/inventory.ts';
import {
  CLEAR,
  found,
  meets,
  stopAt,
  unknown,
  type PreflightAnswer,
  type PreflightContext,
} from './context.ts';
import { bootDisk, isOn, type BootDisk } from './disks.ts';
import { megabytes, MIB } from './numbers.ts';
import { pluginAnswer } from './plugin-answer.ts';

/** The file by which the installer is let repartition (upgrade.py:161-170@f7a21a1). */
export function hasMarker(context: PreflightContext): boolean {
  return context.setting('host.safe2upgrade')?.value === 'present';
}

/** It is there, or the plug-in of a rolling upgrade will make it. */
export function mayGetMarker(context: PreflightContext): boolean {
  if (hasMarker(context)) return true;
  if (!meets(context.method, ['rolling'])) return false;
  const { answer } = pluginAnswer(context);
  return answer === 'true' || answer === 'unknown';
}

/** Repartitioning is done on a GPT without a log partition only; null = that cannot be told. */
function repartitioned(context: PreflightContext): BootDisk | 'no' | null {
  const disk = bootDisk(context);
  if (disk === null || disk.disk.table === 'unknown') return null;
  return disk.disk.table === 'gpt' && disk.at(4) === null ? disk : 'no';
}

function answeredLvm(context: PreflightContext): boolean {
  return !context.gapsOf('storage').some(isLvmGap);
}

/** The commands that tell what is in the volume groups. */
export function isLvmGap({ origin }: Gap): boolean {
  return origin === 'pvs' || origin === 'lvs';
}

/** What local storage holds that a person would miss; empty = it is known to be empty, null = that is not known. */
export function losses(context: PreflightContext, disk: BootDisk): string[] | null {
  const storage = disk.at(2);
  if (storage === null && disk.groups.length === 0) return [];
  if (!answeredLvm(context)) return null;
  const lost = disk.groups.flatMap((group) => lossesOfGroup(context, group));
  const mount = context.of('mount').find(({ source, mounted }) => mounted && source === storage?.device);
  if (mount !== undefined) return [...lost, `${mount.source} is mounted on ${mount.target}`];
  const holds = storage?.fsType ?? null;
  const isOwn = disk.groups.length > 0 || holds === null || /^lvm/i.test(holds);
  return isOwn ? lost : [...lost, `${storage?.device ?? ''} holds ${holds}`];
}

/** The volume by which an SR keeps books holds no data of anybody. */
const BOOKKEEPING = 'MGT';

function lossesOfGroup(context: PreflightContext, group: VolumeGroupItem): string[] {
  const uuid = /^(?:VG_XenStorage|XSLocalEXT)-(.+)$/.exec(group.name)?.[1];
  const sr = context.of('sr').find((item) => item.uuid === uuid);
  if (sr !== undefined && (sr.vdiCount ?? 1) > 0)
    return [
      `${group.name} holds ${sr.vdiCount === null ? 'virtual disks' : `${String(sr.vdiCount)} virtual disks`}`,
    ];
  const loose = uuid === undefined ? null : context.setting(`sr-mount.${uuid}.loose-files`);
  if (loose !== null) return [`loose files on ${group.name}`];
  const volumes = group.logicalVolumes.filter((name) => name !== BOOKKEEPING && name !== uuid);
  if (volumes.length > 0) return [`${group.name} holds ${volumes.slice(0, 3).join(', ')}`];
  return uuid === undefined ? [`the volume group ${group.name}`] : [];
}

export function markerVolumeGroup(context: PreflightContext): PreflightAnswer {
  const marker = context.setting('host.safe2upgrade');
  if (marker === null) return unknown(context, 'host', 'whether the marker safe2upgrade is there');
  if (marker.value !== 'present') return CLEAR;
  const disk = repartitioned(context);
  if (disk === null) return unknown(context, 'storage', 'what the marker safe2upgrade would destroy');
  if (disk === 'no') return CLEAR;
  const lost = losses(context, disk);
  if (lost === null) return unknown(context, 'storage', 'what is on the local storage', isLvmGap);
  if (lost.length === 0) return CLEAR;
  const sentence = `The marker /var/preserve/safe2upgrade is there, so the installer removes the local storage of ${disk.disk.device} without looking at it: ${lost.join('; ')}.`;
  const sight = disk.groups[0] ?? disk.at(2) ?? marker;
  return found([
    { ...stopAt('marker-vg', sight, sentence), evidence: [...marker.evidence, ...sight.evidence] },
  ]);
}

/** The volume group is chosen by a part of the disk's name (upgrade.py:231, :290@f7a21a1). */
export function markerGroupName(context: PreflightContext): PreflightAnswer {
  if (!mayGetMarker(context)) return CLEAR;
  const disk = repartitioned(context);
  if (disk === null || !answeredLvm(context))
    return unknown(context, 'storage', 'which volume groups are on which disks', isLvmGap);
  if (disk === 'no') return CLEAR;
  const { device } = disk.disk;
  const stops: Stop[] = context
    .of('vg')
    .filter(({ physicalVolumes }) =>
      physicalVolumes.some((name) => name.includes(device) && !isOn(disk.disk, name)),
    )
    .map((group) => {
      const sentence = `${group.name} lies on ${group.physicalVolumes.join(', ')}, whose name contains ${device}: when the installer repartitions it may remove this volume group instead of the one on the boot disk.`;
      return stopAt('marker-vg-name', group, sentence);
    });
  return found(stops);
}

const NEEDED = 34304 * MIB;
const WHOLE_LAYOUT = (4096 + 2 * 18432 + 512 + 1024) * MIB;

export function markerSpace(context: PreflightContext): PreflightAnswer {
  if (!mayGetMarker(context)) return CLEAR;
  const disk = repartitioned(context);
  if (disk === null) return unknown(context, 'storage', 'how much space the boot disk has');
  if (disk === 'no') return CLEAR;
  const storage = disk.at(2);
  const [size, needed, what] =
    storage === null
      ? [disk.disk.sizeBytes, WHOLE_LAYOUT, disk.disk.device]
      : [storage.sizeBytes, NEEDED, storage.device];
  if (size === null) return unknown(context, 'storage', `how large ${what} is`);
  if (size >= needed) return CLEAR;
  const sentence = `${what} has ${megabytes(size)}, and the new layout needs ${megabytes(needed)} of it; the installer stops half-way with the local storage already removed.`;
  return found([stopAt('marker-space', storage ?? disk.disk, sentence)]);
}
