import { compareText } from '../../lib/order.ts';
import { decodePath } from '../../lib/path-bytes.ts';
import { parseDfLine } from '../../lib/df.ts';
import type { PoolRole } from '../../model/host.ts';
import type { SettingItem } from '../../model/inventory.ts';
import { evidenceOf, excerptOf, settingOf, type Reading, type TextLine } from '../reading.ts';

/** A path of the folders that the fragment lists; links are followed. */
export interface Entry {
  readonly path: string;
  /** `f`, `d` … as find prints it; `l` is a link that leads nowhere. */
  readonly type: string;
  readonly modifiedAt: string | null;
}

const MARKER = '/var/preserve/safe2upgrade';
const EFI = '/sys/firmware/efi/';
const POOL = '/etc/xensource/pool.conf';

export function readEntries(reading: Reading): Entry[] {
  return reading
    .rows('entries', 3)
    .map(([type, time, path]) => ({
      path: decodePath(path ?? Buffer.alloc(0)).path,
      type: type?.toString('latin1') ?? '',
      modifiedAt: timeOf(Number(time?.toString('latin1'))),
    }))
    .sort((a, b) => compareText(a.path, b.path));
}

function timeOf(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString().replace('.000Z', 'Z');
}

/** Whether the listing was made to its end: only then does a path that is not in it not exist. */
function isListed(reading: Reading): boolean {
  const command = reading.command('entries');
  return command ? command.status !== null : reading.complete;
}

/** pool.conf says `master` on a host that stands alone too; only xapi knows the difference. */
export function readPoolRole(reading: Reading): PoolRole {
  const word = reading.file(POOL)?.lines[0]?.text.trim() ?? '';
  return word === 'master' ? 'master' : word.startsWith('slave:') ? 'member' : 'unknown';
}

/** What the installer tests before it begins, and what it finds: marker, HA flag, firmware, pool role, root file system. */
export function readState(reading: Reading, entries: readonly Entry[]): SettingItem[] {
  return [
    ...poolConf(reading),
    ...haArmed(reading),
    ...(isListed(reading) ? [...marker(entries), ...firmware(entries)] : []),
    ...firstLine(reading, '/etc/redhat-release', 'release-text'),
    ...outputLine(reading, 'cmdline', '/proc/cmdline', 'kernel-command-line'),
    ...outputLine(reading, 'uname', 'uname', 'uname'),
    ...rootFileSystem(reading),
  ];
}

function poolConf(reading: Reading): SettingItem[] {
  return firstLine(reading, POOL, 'pool-conf');
}

function firstLine(reading: Reading, path: string, key: string): SettingItem[] {
  const line = reading.file(path)?.lines[0];
  return line ? [settingOf('host', key, line.text.trim(), path, [evidenceOf(path, line)])] : [];
}

function outputLine(reading: Reading, label: string, origin: string, key: string): SettingItem[] {
  const line = reading.command(label)?.lines[0];
  return line ? [settingOf('host', key, line.text.trim(), origin, [evidenceOf(origin, line)])] : [];
}

/** Without a local.db the installer takes HA for off. */
function haArmed(reading: Reading): SettingItem[] {
  const command = reading.commands.find(({ label }) => label.startsWith('ha-armed '));
  if (!command) {
    if (!reading.complete) return [];
    const evidence = [{ origin: '/var/lib/xcp/local.db', excerpt: 'no such file, nor /var/xapi/local.db' }];
    return [settingOf('host', 'ha-armed', 'false', '/var/lib/xcp/local.db', evidence)];
  }
  const path = command.label.slice('ha-armed '.length);
  const value = command.lines[0]?.text === 'true' ? 'true' : 'false';
  if (command.status === null) return [];
  const evidence = [{ origin: path, excerpt: `ha.armed is ${value} in the first line` }];
  return [settingOf('host', 'ha-armed', value, path, evidence)];
}

function marker(entries: readonly Entry[]): SettingItem[] {
  const found = entries.find(({ path }) => path === MARKER);
  const excerpt = found ? `present since ${found.modifiedAt ?? 'an unknown time'}` : 'no such file';
  return [
    settingOf('host', 'safe2upgrade', found ? 'present' : 'absent', MARKER, [{ origin: MARKER, excerpt }]),
  ];
}

function firmware(entries: readonly Entry[]): SettingItem[] {
  const efi = entries.some(({ path }) => path === EFI);
  const excerpt = efi ? 'present: booted by UEFI' : 'no such directory: booted by BIOS';
  return [settingOf('host', 'firmware', efi ? 'uefi' : 'bios', EFI, [{ origin: EFI, excerpt }])];
}

function rootFileSystem(reading: Reading): SettingItem[] {
  const root = reading.command('root')?.lines[0];
  const space = reading.command('space')?.lines.find(({ text }) => parseDfLine(text)?.target === '/');
  const inodes = reading.command('inodes')?.lines.find(({ text }) => parseDfLine(text)?.target === '/');
  return [
    ...rootMount(root),
    ...amounts(space, 'df -P -k /', 1024, 'bytes'),
    ...amounts(inodes, 'df -P -i /', 1, 'inodes'),
    ...rootLabel(reading, root, space),
  ];
}

/** `device type`, as /proc/mounts has it for /. */
function rootMount(line: TextLine | undefined): SettingItem[] {
  const [device, type] = line?.text.split(' ') ?? [];
  if (!line || !device || !type) return [];
  const evidence = [{ origin: '/proc/mounts', excerpt: excerptOf(line.text) }];
  return [
    settingOf('host', 'root-device', device, '/proc/mounts', evidence),
    settingOf('host', 'root-fs-type', type, '/proc/mounts', evidence),
  ];
}

function amounts(line: TextLine | undefined, origin: string, unit: number, word: string): SettingItem[] {
  const row = line && parseDfLine(line.text);
  if (!row) return [];
  const known = [
    [`root-total-${word}`, row.total],
    [`root-used-${word}`, row.used],
    [`root-available-${word}`, row.available],
  ] as const;
  return known.flatMap(([key, amount]) =>
    amount === null
      ? []
      : [settingOf('host', key, String(amount * unit), origin, [evidenceOf(origin, line)])],
  );
}

/** The label of the device that / lies on, as udev saw it; else the one that the kernel was started with. */
function rootLabel(
  reading: Reading,
  mount: TextLine | undefined,
  space: TextLine | undefined,
): SettingItem[] {
  const devices = [mount?.text.split(' ')[0], space && parseDfLine(space.text)?.source];
  const labels = reading.rows('labels', 2).map(([target, name]) => ({
    label: name?.toString('utf8') ?? '',
    device: `/dev/${(target?.toString('utf8') ?? '').replace(/^(\.\.\/)+/, '')}`,
  }));
  const found = labels.find(({ device }) => devices.includes(device));
  if (found) {
    const origin = `/dev/disk/by-label/${found.label}`;
    return [settingOf('host', 'root-label', found.label, origin, [{ origin, excerpt: found.device }])];
  }
  const line = reading.command('cmdline')?.lines[0];
  const label = line && /(?:^|\s)root=LABEL=(\S+)/.exec(line.text)?.[1];
  if (label === undefined) return [];
  const evidence = [{ origin: '/proc/cmdline', excerpt: excerptOf(`root=LABEL=${label}`) }];
  return [settingOf('host', 'root-label', label, '/proc/cmdline', evidence)];
}
