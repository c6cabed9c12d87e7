import type { Collected, Parts } from '../define.ts';
import type { Item } from '../../model/inventory.ts';
import {
  contentOf,
  firstOfEach,
  readSection,
  settingOf,
  type PartGap,
  type Reading,
  type TextLine,
} from '../reading.ts';
import { readArrays, readDrbd } from './arrays.ts';
import {
  readBlockDevices,
  readLinks,
  readNamedDisks,
  rootDevNumber,
  type NamedDisk,
} from './block-devices.ts';
import { readDisks, type KnownDisk } from './disks.ts';
import { readFabrics, readInitiator, readMultipath, readNodes } from './fabrics.ts';
import { readSrMounts } from './sr-mounts.ts';
import type { PartitionTable } from './table.ts';
import { readTable } from './tables.ts';
import { readVolumes } from './volumes.ts';

/*
 * sysfs and /proc, the first ten sectors of each disk (else `sgdisk -p` and `-i`), `sfdisk -d`, `blkid`, `pvs`, `lvs`, `multipath -l`, and the files
 * of multipath, iSCSI, LVM, md and DRBD; 6.0 to 6.5. Typical:
 *
 *     disk<TAB>sda<TAB>8:0<TAB>976773168<TAB>0<TAB>ATA<TAB>ST500       (disks: sizes in sectors of 512 bytes)
 *      45 46 49 20 50 41 52 54 00 00 01 00 5c 00 00 00                  (sectors, in hexadecimal)
 *     /dev/sda3|491522097152|…|VG_XenStorage-<uuid>|…                  (pvs: bytes)
 *
 * Items: disk, partition, vg, md, drbd; settings for what has no kind of its own (named disks, iSCSI, Fibre Channel, multipath,
 * local SR mounts). A partition's role is its number counted from the root partition, as the installer counts, and only on the
 * primary disk; its label is that of the file system. Sizes in bytes. Of a multipathed disk the map is the disk, not its paths.
 * Empty: a host without LVM, md or DRBD. Gaps: tables that no tool understands, commands that fail or take too long, no tool at all.
 * Learnt from host-installer disktools.py and backend.py (f7a21a1), the manual pages of gdisk, util-linux and LVM2, and lvm2's reporter.c.
 */
export function parseStorage(parts: Parts): Collected {
  const state = readSection(parts['state']);
  const onDisks = readSection(parts['devices']);
  const gaps: PartGap[] = [...state.gaps, ...onDisks.gaps];
  const devices = readBlockDevices(state.command('disks'));
  const links = readLinks(state);
  const named = readNamedDisks(state);
  const known = readDisks({
    devices,
    links,
    primary: named.find(({ key }) => key === 'PRIMARY_DISK') ?? null,
    backup: named.find(({ key }) => key === 'BACKUP_PARTITION') ?? null,
    root: rootDevNumber(state.command('mounts')),
    blkid: onDisks.command('blkid'),
    tableOf: (device) => readTable(device, (label) => onDisks.command(label)),
  });
  const volumes = readVolumes(onDisks.command('pvs'), onDisks.command('lvs'));
  const fabrics = readFabrics(state.command('fabrics'));
  gaps.push(
    ...tableGaps(known, onDisks, parts['devices']?.stderr ?? ''),
    ...strayGaps('/sys/block', devices.strayLines),
    ...strayGaps('pvs, lvs', volumes.strayLines),
    ...strayGaps('/sys/class', fabrics.strayLines),
    ...failedCommands([state, onDisks]),
  );
  return {
    items: firstOfEach<Item>([
      ...known.flatMap(({ item, partitions }) => [item, ...partitions]),
      ...volumes.groups,
      ...readArrays(state.command('mdstat'), links),
      ...readDrbd(state.files, state.command('drbd')),
      ...named.map(namedSetting),
      ...volumes.settings,
      ...fabrics.settings,
      ...readNodes(state),
      ...readInitiator(state),
      ...readMultipath(state, onDisks),
      ...readSrMounts(onDisks),
    ]),
    gaps,
    contents: state.files.map(contentOf),
  };
}

function namedSetting({ key, path, device }: NamedDisk) {
  const evidence = [{ origin: '/etc/xensource-inventory', excerpt: `${key}='${path}'`.slice(0, 200) }];
  return settingOf('storage', key, device ?? '', path, evidence);
}

/** Every disk has a table, no table, or a gap. */
function tableGaps(known: readonly KnownDisk[], tables: Reading, stderr: string): PartGap[] {
  return known.flatMap(({ item, partitions }) => {
    const table = readTable(item.device, (label) => tables.command(label));
    const detail = `what the partition table of ${item.device} holds`;
    // A reader without a card in it has no table to read.
    if (item.sizeBytes === 0) return [];
    if (!table) {
      const isTold = tables.gaps.some(({ origin }) => origin === item.device);
      return isTold
        ? []
        : [{ origin: item.device, reason: tables.complete ? 'not-collected' : 'cut-off', detail }];
    }
    const gaps: PartGap[] = strayGaps(table.origin, table.strayLines);
    if (table.kind === 'unknown')
      gaps.push({ origin: table.origin, reason: unreadable(item.device, tables, stderr), detail });
    if (table.kind === 'dos' && table.entries.length === 0 && partitions.length > 0)
      gaps.push(untyped(table));
    return gaps;
  });
}

function untyped(table: PartitionTable): PartGap {
  return { origin: table.origin, reason: 'missing-tool', detail: 'of what type its partitions are' };
}

/** `within` ends a command with a status above 128. */
function unreadable(device: string, tables: Reading, stderr: string): PartGap['reason'] {
  const answers = tables.commands.filter(({ label }) => label.endsWith(` ${device}`));
  if (answers.some(({ status }) => status === null)) return 'cut-off';
  if (answers.some(({ status }) => (status ?? 0) > 128)) return 'timed-out';
  const isClosed = stderr.includes(`cannot open ${device}`) || stderr.includes(`Problem opening ${device}`);
  return isClosed ? 'denied' : 'unparsable';
}

function strayGaps(origin: string, lines: readonly TextLine[]): PartGap[] {
  const first = lines[0];
  if (!first) return [];
  return [
    {
      origin,
      reason: 'unparsable',
      detail: `${lines.length} lines from line ${first.number} on are not understood`,
    },
  ];
}

const COMMANDS: Readonly<Record<string, string>> = {
  inventory: 'which disk the host was installed on',
  disks: 'which disks and partitions there are',
  mounts: 'which partition is the root partition',
  links: 'by which names udev knows the disks',
  mdstat: 'which md arrays there are',
  drbd: 'which DRBD resources run',
  pvs: 'which volume groups there are',
  lvs: 'which logical volumes there are',
  nodes: 'which iSCSI targets are set up',
  multipath: 'which multipath maps there are',
  space: 'how full the local storage repositories are',
  tops: 'which files lie on the local storage repositories',
};

function failedCommands(readings: readonly Reading[]): PartGap[] {
  return readings
    .flatMap(({ commands }) => commands)
    .filter(({ label, status }) => status !== 0 && Object.hasOwn(COMMANDS, label))
    .map(({ label, status }) => ({
      origin: label,
      reason:
        status === null
          ? 'cut-off'
          : status > 128
            ? 'timed-out'
            : status === 127
              ? 'missing-tool'
              : 'unparsable',
      detail: COMMANDS[label] ?? '',
    }));
}
