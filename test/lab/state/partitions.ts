import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { HOST } from '../face/identity.ts';
import { type LabPartition, writeDisk } from './gpt.ts';

export const GIB_SECTORS = 2_097_152;
const BASIC_DATA = 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7';
const BIOS_BOOT = '21686148-6449-6E6F-744E-656564454649';
const SWAP_TYPE = '0657FD6D-A4AB-43C4-84E5-0933C84B4F4F';
export const LVM_TYPE = 'E6D6D379-F507-44C2-A23C-238F2A3DF928';

/** Disks that a lab can have, with their size in GB; each is a read-only loop device whose size never changes. */
const DISK_SIZES = { sda: 465, sdb: 100 } as const;
type DiskName = keyof typeof DISK_SIZES;
const DISK_NAMES: readonly DiskName[] = ['sda', 'sdb'];

const NO_PART = {
  disk: '-',
  typeGuid: '-',
  partName: '-',
  guid: '-',
  label: '-',
  fsType: '-',
  uuid: '-',
} as const;

export function disk(name: DiskName, table: 'gpt' | 'dos' = 'gpt'): LabPartition {
  return {
    ...NO_PART,
    name,
    kind: 'disk',
    start: 0,
    sectors: DISK_SIZES[name] * GIB_SECTORS,
    table,
    code: `0F0F0F0F-0000-4000-8000-0000000000${name.charCodeAt(2).toString(16)}`,
  };
}

/** A partition of a disk: number, first sector, size, and what is in it. */
export function partition(
  diskName: string,
  number: number,
  start: number,
  sectors: number,
  facts: Pick<LabPartition, 'code' | 'typeGuid' | 'label' | 'fsType'> & { readonly table?: 'gpt' | 'dos' },
): LabPartition {
  return {
    table: 'gpt',
    ...facts,
    name: `${diskName}${number}`,
    kind: 'part',
    start,
    sectors,
    disk: diskName,
    partName: '',
    guid: `0F0F0F0F-0000-4000-8000-0000000${diskName.charCodeAt(2).toString(16)}00${number}`,
    uuid: `aaaa000${number}-0000-4000-8000-0000000000${diskName.charCodeAt(2).toString(16)}`,
  };
}

/** 6.x on GPT: root and backup of 4 GB each, the rest for local storage. */
export function stockPartitions(): LabPartition[] {
  const plain = { code: '0700', typeGuid: BASIC_DATA, fsType: 'ext3' };
  return [
    disk('sda'),
    partition('sda', 1, 2048, 4 * GIB_SECTORS, { ...plain, label: HOST.rootLabel }),
    partition('sda', 2, 2048 + 4 * GIB_SECTORS, 4 * GIB_SECTORS, { ...plain, label: '-' }),
    partition('sda', 3, 2048 + 8 * GIB_SECTORS, 450 * GIB_SECTORS, {
      code: '8E00',
      typeGuid: LVM_TYPE,
      label: '-',
      fsType: 'lvm2pv',
    }),
  ];
}

/** A 7.0 with the new layout, in the order on the disk: log, backup, root, boot, swap, local storage. */
export function newLayout(suffix: string): LabPartition[] {
  const plain = { code: '0700', typeGuid: BASIC_DATA, fsType: 'ext3' };
  const half = GIB_SECTORS / 2;
  const part = (number: number, start: number, size: number, facts: Parameters<typeof partition>[4]) =>
    partition('sda', number, 2048 + start * half, size * half, facts);
  return [
    disk('sda'),
    part(1, 44, 36, { ...plain, label: `root-${suffix}` }),
    part(2, 8, 36, { ...plain, label: '-' }),
    part(3, 83, 825, { code: '8E00', typeGuid: LVM_TYPE, label: '-', fsType: 'lvm2pv' }),
    part(4, 80, 1, { ...plain, code: 'EF02', typeGuid: BIOS_BOOT, label: '-', fsType: '-' }),
    part(5, 0, 8, { ...plain, label: `logs-${suffix}` }),
    part(6, 81, 2, { ...plain, code: '8200', typeGuid: SWAP_TYPE, label: `swap-${suffix}`, fsType: 'swap' }),
  ];
}

/** A 7.0 on the partitions of 6.x: only a boot partition is cut out of the root. */
export function oldLayout(suffix: string): LabPartition[] {
  const plain = { code: '0700', typeGuid: BASIC_DATA, fsType: 'ext3' };
  const [diskRow, , backup, storage] = stockPartitions();
  const half = GIB_SECTORS / 2;
  return [
    ...(diskRow ? [diskRow] : []),
    partition('sda', 1, 2048 + half, 7 * half, { ...plain, label: `root-${suffix}` }),
    ...(backup ? [backup] : []),
    ...(storage ? [storage] : []),
    partition('sda', 4, 2048, half, { ...plain, code: 'EF02', typeGuid: BIOS_BOOT, label: '-', fsType: '-' }),
  ];
}

/** The rows that `writePartitions` wrote. */
export function readPartitions(folder: string): LabPartition[] {
  const lines = fs.readFileSync(join(folder, 'partitions'), 'utf8').split('\n');
  return lines.filter(Boolean).map((line): LabPartition => {
    const [name = '', kind, start, sectors, table, code = '', diskName = '', typeGuid = '', ...rest] =
      line.split('\t');
    const [partName = '', guid = '', label = '', fsType = '', uuid = ''] = rest;
    return {
      name,
      kind: kind === 'disk' ? 'disk' : 'part',
      start: Number(start),
      sectors: Number(sectors),
      table: table === 'dos' ? 'dos' : 'gpt',
      code,
      disk: diskName,
      typeGuid,
      partName: partName.trim(),
      guid,
      label,
      fsType,
      uuid,
    };
  });
}

/** Writes all that the host shows of its disks: the stand-ins' table, /proc/partitions, /sys/block, device nodes. */
export function writePartitions(folder: string, list: readonly LabPartition[]): void {
  const put = (name: string, text: string): void => {
    fs.mkdirSync(dirname(join(folder, name)), { recursive: true });
    fs.writeFileSync(join(folder, name), text);
  };
  put(
    'partitions',
    list
      .map(
        (p) =>
          [
            p.name,
            p.kind,
            p.start,
            p.sectors,
            p.table,
            p.code,
            p.disk,
            p.typeGuid,
            p.partName || ' ',
            p.guid,
            p.label,
            p.fsType,
            p.uuid,
          ].join('\t') + '\n',
      )
      .join(''),
  );
  const minor = (p: LabPartition): number =>
    (p.name.charCodeAt(2) - 97) * 16 + Number(/\d*$/.exec(p.name)?.[0] ?? 0);
  put(
    'proc/partitions',
    `major minor  #blocks  name\n\n${list.map((p) => `   8 ${String(minor(p)).padStart(8)} ${String(p.sectors / 2).padStart(10)} ${p.name}\n`).join('')}`,
  );
  fs.rmSync(join(folder, 'sys/block'), { recursive: true, force: true });
  for (const p of list) writeSysfs(put, p, minor(p));
  // Nodes of partitions get a number that no driver answers to; the namespace gives those of disks and of the root their devices.
  const nodes = list.map((p) => `b ${p.name} 240 ${minor(p)}\n`);
  const ids = list
    .filter((p) => p.name.startsWith('sda'))
    .map(
      (p) =>
        `l disk/by-id/${HOST.disk}${p.kind === 'part' ? `-part${p.name.slice(3)}` : ''} ../../${p.name}\n`,
    );
  const labels = list
    .filter((p) => p.label !== '-')
    .map((p) => `l disk/by-label/${p.label} ../../${p.name}\n`);
  put('dev', `${nodes.join('')}${ids.join('')}${labels.join('')}l root sda1\n`);
}

/** The disks themselves: sparse files with nothing but the tables of the partitions. */
export function writeDisks(folder: string, list: readonly LabPartition[]): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of DISK_NAMES) {
    const found = list.find((p) => p.name === name) ?? disk(name);
    const parts = list.filter((p) => p.disk === name);
    writeDisk(join(folder, `${name}.img`), found, parts);
  }
}

function writeSysfs(put: (name: string, text: string) => void, p: LabPartition, minor: number): void {
  const place = p.kind === 'disk' ? `sys/block/${p.name}` : `sys/block/${p.disk}/${p.name}`;
  put(`${place}/size`, `${p.sectors}\n`);
  put(`${place}/dev`, `8:${minor}\n`);
  if (p.kind === 'part') {
    put(`${place}/start`, `${p.start}\n`);
    return;
  }
  put(`${place}/removable`, '0\n');
  put(`${place}/queue/hw_sector_size`, '512\n');
  put(`${place}/device/vendor`, 'LAB     \n');
  put(`${place}/device/model`, 'Virtual disk    \n');
}
