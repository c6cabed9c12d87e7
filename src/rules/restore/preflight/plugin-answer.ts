import type { PbdItem, SrItem } from '../../../model/inventory.ts';
import type { PreflightContext } from './context.ts';
import { bootDisk, type BootDisk } from './disks.ts';
import { MIB } from './numbers.ts';

/**
 * What the plug-in of a rolling upgrade would say to "is local storage empty" (prepare_host_upgrade.py:521-575@f7a21a1).
 * `true` makes the marker, whatever is really there.
 */
export interface PluginAnswer {
  readonly answer: 'true' | 'false' | 'not-enough-space' | 'unknown';
  /** The storage repository that it sees; null = none. */
  readonly sr: SrItem | null;
  /** Why it says so. */
  readonly why: 'var-log' | 'sees-none' | 'counts-none' | 'counts-some' | 'too-small' | 'not-known';
}

const SMALLEST = 38 * 1024 * MIB;

export function pluginAnswer(context: PreflightContext): PluginAnswer {
  if (context.of('mount').some(hasVarLog)) return { answer: 'true', sr: null, why: 'var-log' };
  const disk = bootDisk(context);
  if (disk === null || !context.hasSection('xapi')) return { answer: 'unknown', sr: null, why: 'not-known' };
  const pbd = context.of('pbd').find((candidate) => candidate.attached && isSeen(candidate, disk));
  if (pbd === undefined) return { answer: 'true', sr: null, why: 'sees-none' };
  const sr = context.of('sr').find(({ uuid }) => uuid === pbd.sr) ?? null;
  const count = sr?.vdiCount ?? null;
  if (sr === null || count === null) return { answer: 'unknown', sr, why: 'not-known' };
  if (sr.sizeBytes !== null && sr.sizeBytes < SMALLEST)
    return { answer: 'not-enough-space', sr, why: 'too-small' };
  return count === 0
    ? { answer: 'true', sr, why: 'counts-none' }
    : { answer: 'false', sr, why: 'counts-some' };
}

export function hasVarLog(mount: {
  mounted: boolean;
  source: string;
  target: string;
  options: string;
}): boolean {
  return (
    mount.mounted && [mount.source, mount.target, mount.options].some((text) => text.includes('/var/log'))
  );
}

/** The real path of its device is that of the boot disk, then digits up to the end. */
function isSeen(pbd: PbdItem, { disk, partitions }: BootDisk): boolean {
  const device = pbd.deviceConfig['device'] ?? '';
  const byId = partitions.find(({ number }) =>
    [...disk.byId.map((name) => `/dev/disk/by-id/${name}`)].some(
      (name) => device === `${name}-part${String(number)}`,
    ),
  );
  const real = byId?.device ?? device;
  return real.startsWith(disk.device) && /^\d+$/.test(real.slice(disk.device.length));
}
