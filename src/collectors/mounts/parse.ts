/**
 * File systems: mounted and in fstab, swap, exports, automounter maps.
 *
 * Reads /proc/mounts, /etc/mtab, /etc/fstab, /proc/swaps, /etc/exports, /etc/auto.*, links of /dev/disk, and `df -P -k -l`
 * (6.0 to 7.0). Typical lines, made up:
 *
 *     /dev/root / ext3 rw,data=ordered 0 0                                       /proc/mounts
 *     nas.example.com:/backup /mnt/backup nfs soft,intr 0 0                      /etc/fstab
 *     /dev/sda1  4127440 1832496 2085276 47% /                                   df
 *
 * Shape: one item for each mount point. Of stacked mounts the last counts, the evidence shows all. A loop or bind mount has
 * the file or folder for its source. Sizes are bytes; null for network file systems, which nobody asks for their size, and
 * for what is not mounted. Swap by path. Exports and automounts are settings. Empty: nothing of the kind.
 * Gaps: lines with too few fields, no /proc/mounts. Learnt from fstab(5), mount(8), exports(5), auto.master(5).
 */
import { parseDfLine } from '../../lib/df.ts';
import { decodePath } from '../../lib/path-bytes.ts';
import type { MountItem } from '../../model/inventory.ts';
import type { Collected, Parts } from '../define.ts';
import { contentOf, readSection, uniquelyNamed, type PartGap, type Reading } from '../reading.ts';
import { readAutomounts, readExports } from './shares.ts';
import { readSwaps } from './swaps.ts';
import { readMountTable, type MountLine } from './table.ts';

interface Place {
  readonly live: MountLine[];
  readonly fstab: MountLine[];
  readonly mtab: MountLine[];
}

interface Space {
  readonly sizeBytes: number | null;
  readonly usedBytes: number | null;
}

export function parseMounts(parts: Parts): Collected {
  const reading = readSection(parts['tables']);
  const space = readSection(parts['space']);
  const gaps: PartGap[] = [...reading.gaps, ...space.gaps];
  const fstab = readMountTable('/etc/fstab', reading.file('/etc/fstab')?.body, gaps);
  const live = readMountTable('/proc/mounts', reading.command('mounts')?.body, gaps);
  const mtab = readMountTable('/etc/mtab', reading.file('/etc/mtab')?.body, []);
  if (reading.complete && live.length === 0) {
    gaps.push({ origin: '/proc/mounts', reason: 'not-collected', detail: 'what is mounted is not known' });
  }
  const isSwap = (line: MountLine) => line.fsType === 'swap';
  const places = groupByTarget(
    live,
    fstab.filter((line) => !isSwap(line)),
    mtab,
  );
  const sizes = readSpace(space);
  const loops = new Map(
    reading
      .rows('loops', 2)
      .map(([loop, file]) => [loop?.toString('latin1') ?? '', decodePath(file ?? Buffer.alloc(0)).path]),
  );
  return {
    items: uniquelyNamed([
      ...[...places].map(([target, place]) => mountOf(target, place, sizes.get(target), loops)),
      ...(reading.command('swaps') || reading.complete
        ? readSwaps(reading.command('swaps')?.body, fstab.filter(isSwap), deviceFinder(reading))
        : []),
      ...readExports(reading),
      ...readAutomounts(reading),
    ]),
    gaps,
    contents: reading.files.filter(({ path }) => path.startsWith('/etc/')).map(contentOf),
  };
}

/** mtab only adds to what the other two know: it may be stale. */
function groupByTarget(
  live: readonly MountLine[],
  fstab: readonly MountLine[],
  mtab: readonly MountLine[],
): Map<string, Place> {
  const places = new Map<string, Place>();
  const placeOf = (line: MountLine): Place => {
    const place = places.get(line.target) ?? { live: [], fstab: [], mtab: [] };
    places.set(line.target, place);
    return place;
  };
  for (const line of live) placeOf(line).live.push(line);
  for (const line of fstab) placeOf(line).fstab.push(line);
  for (const line of mtab) places.get(line.target)?.mtab.push(line);
  return places;
}

function mountOf(
  target: string,
  place: Place,
  space: Space | undefined,
  loops: ReadonlyMap<string, string>,
): MountItem {
  const live = place.live.at(-1);
  const fstab = place.fstab.at(-1);
  const own = ownWords(live, place.mtab.at(-1), loops);
  return {
    kind: 'mount',
    id: `mount:${target}`,
    evidence: [...place.live, ...place.fstab].slice(0, 20).map((line) => line.evidence),
    target,
    source: own?.source ?? live?.source ?? fstab?.source ?? '',
    fsType: typeOf(live, fstab),
    options: own?.options ?? live?.options ?? fstab?.options ?? '',
    inFstab: fstab !== undefined,
    mounted: live !== undefined,
    ...(fstab && { fstabOptions: fstab.options }),
    sizeBytes: (live && space?.sizeBytes) ?? null,
    usedBytes: (live && space?.usedBytes) ?? null,
  };
}

/** The word of fstab, which makes the mount; the kernel's may differ (nfs4 for nfs). `auto` and `none` name no type. */
function typeOf(live: MountLine | undefined, fstab: MountLine | undefined): string {
  const named = fstab?.fsType;
  return named !== undefined && named !== 'auto' && named !== 'none' ? named : (live?.fsType ?? named ?? '');
}

/** The kernel names the device behind a loop or bind mount, mtab and sysfs what the administrator asked for. */
function ownWords(
  live: MountLine | undefined,
  mtab: MountLine | undefined,
  loops: ReadonlyMap<string, string>,
): { source: string; options: string } | null {
  if (!live) return null;
  const options = mtab?.options.split(',') ?? [];
  if (mtab && options.some((option) => option === 'bind' || option === 'rbind' || option.startsWith('loop')))
    return { source: mtab.source, options: mtab.options };
  if (mtab && live.source === '/dev/root') return { source: mtab.source, options: live.options };
  const loop = /^\/dev\/(loop\d+)$/.exec(live.source)?.[1];
  const backing = loop === undefined ? undefined : loops.get(loop);
  return backing ? { source: backing, options: live.options } : null;
}

function readSpace(reading: Reading): Map<string, Space> {
  const sizes = new Map<string, Space>();
  for (const { text } of reading.command('df')?.lines ?? []) {
    const row = parseDfLine(text);
    if (row) sizes.set(row.target, { sizeBytes: inBytes(row.total), usedBytes: inBytes(row.used) });
  }
  return sizes;
}

function inBytes(kibibytes: number | null): number | null {
  return kibibytes === null ? null : kibibytes * 1024;
}

/** `LABEL=` and `UUID=` as the device that udev made a link for; anything else as it stands. */
function deviceFinder(reading: Reading): (source: string) => string {
  const links = new Map(
    reading
      .rows('labels', 2)
      .map(([target, path]) => [
        decodePath(path ?? Buffer.alloc(0)).path,
        `/dev/${decodePath(target ?? Buffer.alloc(0)).path.replace(/^(\.\.\/)+/, '')}`,
      ]),
  );
  return (source) => {
    const [, tag = '', name = ''] = /^(LABEL|UUID)="?([^"]*)"?$/.exec(source) ?? [];
    return links.get(`/dev/disk/by-${tag.toLowerCase()}/${name}`) ?? source;
  };
}
