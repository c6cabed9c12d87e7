import type { Stop } from '../../../model/fate.ts';
import {
  CLEAR,
  found,
  inventoryKey,
  stopAt,
  unknown,
  type PreflightAnswer,
  type PreflightContext,
} from './context.ts';
import { bootDisk, type BootDisk } from './disks.ts';
import { isLvmGap, losses } from './marker.ts';
import { compareNumbers, megabytes, MIB } from './numbers.ts';
import { hasVarLog, pluginAnswer } from './plugin-answer.ts';

/** Local storage that the installer would remove under the marker; null = not known. */
function atStake(
  context: PreflightContext,
): { readonly disk: BootDisk; readonly lost: readonly string[] } | 'nothing' | null {
  const disk = bootDisk(context);
  if (disk === null || disk.disk.table === 'unknown') return null;
  if (disk.disk.table !== 'gpt' || disk.at(4) !== null) return 'nothing';
  const lost = losses(context, disk);
  if (lost === null) return null;
  return lost.length === 0 ? 'nothing' : { disk, lost };
}

export function pluginBlind(context: PreflightContext): PreflightAnswer {
  const stake = atStake(context);
  if (stake === 'nothing') return CLEAR;
  const { why } = pluginAnswer(context);
  if (stake === null) return unknown(context, 'storage', 'what is on the local storage', isLvmGap);
  if (why === 'not-known') return unknown(context, 'xapi', 'whether the plug-in sees the local storage');
  if (why !== 'sees-none') return CLEAR;
  const sight = stake.disk.groups[0] ?? stake.disk.at(2) ?? stake.disk.disk;
  const sentence = `The plug-in of a rolling upgrade sees no attached storage repository on ${stake.disk.disk.device} and sets the marker, so the installer removes what is there: ${stake.lost.join('; ')}.`;
  return found([stopAt('plugin-blind', sight, sentence)]);
}

export function pluginVdi(context: PreflightContext): PreflightAnswer {
  const stake = atStake(context);
  if (stake === 'nothing') return CLEAR;
  const { why, sr } = pluginAnswer(context);
  if (stake === null) return unknown(context, 'storage', 'what is on the local storage', isLvmGap);
  if (why === 'not-known') return unknown(context, 'xapi', 'what xapi knows on the local storage');
  if (why !== 'counts-none' || sr === null) return CLEAR;
  const sentence = `xapi knows no virtual disk on ${sr.name}, so the plug-in of a rolling upgrade sets the marker, and the installer removes what xapi does not know: ${stake.lost.join('; ')}.`;
  return found([stopAt('plugin-vdi', sr, sentence)]);
}

export function pluginVarLog(context: PreflightContext): PreflightAnswer {
  if (!context.hasSection('mounts'))
    return unknown(context, 'mounts', 'whether a mount has /var/log in its line');
  const mounts = context.of('mount').filter(hasVarLog);
  if (mounts.length === 0) return CLEAR;
  const stake = atStake(context);
  if (stake === 'nothing') return CLEAR;
  if (stake === null) return unknown(context, 'storage', 'what the marker safe2upgrade would destroy');
  const stops: Stop[] = mounts.map((mount) => {
    const sentence = `${mount.target} has /var/log in its mount line, so the plug-in of a rolling upgrade sets the marker without looking any further, and the installer removes local storage: ${stake.lost.join('; ')}.`;
    return stopAt('plugin-varlog', mount, sentence);
  });
  return found(stops);
}

/** prepare_host_upgrade.py:523-530@f7a21a1 takes every line apart until it has found PRIMARY_DISK. */
export function pluginInventory(context: PreflightContext): PreflightAnswer {
  if (context.keys === null)
    return unknown(context, 'host', 'whether every line of the inventory file has an equals sign');
  const broken = context.setting('host.inventory-lines-without-equals');
  if (broken === null) return CLEAR;
  const disk = context.setting('inventory.PRIMARY_DISK')?.evidence[0]?.line ?? Infinity;
  const lines = broken.evidence.filter(({ line }) => (line ?? 0) < disk);
  if (lines.length === 0) return CLEAR;
  const numbers = lines.map(({ line }) => String(line ?? '?')).join(', ');
  const sentence = `Line ${numbers} of /etc/xensource-inventory has no equals sign and stands before PRIMARY_DISK; the plug-in of a rolling upgrade fails on it, with the boot menu already switched to the installer.`;
  return found([{ ...stopAt('plugin-inventory', broken, sentence), evidence: lines }]);
}

export function pluginFstab(context: PreflightContext): PreflightAnswer {
  const fstab = context.content('/etc/fstab');
  if (fstab === null) return unknown(context, 'mounts', 'whether fstab names the root by its label');
  const labels = fstab.text
    .split('\n')
    .map((line) => /^LABEL=(root-\S*)\s+\S/.exec(line.trim())?.[1])
    .filter((label) => label !== undefined);
  const sight = context.file('/etc/fstab') ?? {
    id: 'file:/etc/fstab',
    evidence: [{ origin: '/etc/fstab', excerpt: fstab.text.slice(0, 200) }],
  };
  const last = labels.at(-1);
  if (last === undefined) {
    const sentence =
      '/etc/fstab has no line that begins with LABEL=root-, so the plug-in of a rolling upgrade does not find the root partition.';
    return found([stopAt('plugin-fstab', sight, sentence)]);
  }
  const label = context.setting('host.root-label')?.value;
  if (label === undefined || label === last) return CLEAR;
  const sentence = `/etc/fstab names the root by the label ${last}, but it has the label ${label}, so the plug-in of a rolling upgrade does not find it.`;
  return found([stopAt('plugin-fstab', sight, sentence, 'label')]);
}

/** Kernel, hypervisor and two copies of an image of some 60 MB; the sizes are those of 7.0. */
const INSTALLER_FILES = 160 * MIB;

export function pluginSpace(context: PreflightContext): PreflightAnswer {
  const free = context.setting('host.root-available-bytes');
  if (free === null) return unknown(context, 'host', 'how much space is free on the root file system');
  if (Number(free.value) >= INSTALLER_FILES) return CLEAR;
  const sentence = `The root file system has ${megabytes(Number(free.value))} free; the plug-in of a rolling upgrade puts about ${megabytes(INSTALLER_FILES)} into /boot/installer.`;
  return found([stopAt('plugin-space', free, sentence)]);
}

/** prepare_host_upgrade.py:338-373@f7a21a1: what is handed to the installer for a static interface. */
const STATIC_FIELDS = ['IP', 'gateway', 'netmask', 'DNS'];

export function pluginNetwork(context: PreflightContext): PreflightAnswer {
  if (!context.hasSection('xapi')) return unknown(context, 'xapi', 'how xapi has set up the interfaces');
  const managed = context
    .settings('xapi.pif.')
    .filter(({ key, value }) => key.endsWith('.management') && value === 'true');
  const stops = managed.flatMap((setting) => {
    const prefix = `xapi.${setting.key.slice(0, -'.management'.length)}`;
    const value = (field: string): string => context.setting(`${prefix}.${field}`)?.value ?? '';
    if (value('IP-configuration-mode').toLowerCase() !== 'static') return [];
    return STATIC_FIELDS.filter((field) => value(field) === '').map((field) => {
      const unless = field === 'DNS' ? ', unless the installation server is given by number' : '';
      const sentence = `The static management interface ${prefix.slice('xapi.pif.'.length)} has no ${field}; the plug-in of a rolling upgrade refuses to prepare the host${unless}.`;
      return stopAt('plugin-net', setting, sentence, field);
    });
  });
  return found(stops);
}

export function pluginVersion(context: PreflightContext): PreflightAnswer {
  if (context.keys === null) return unknown(context, 'host', 'which release this host is');
  const version = context.keys.get('PLATFORM_VERSION') ?? '';
  const target = context.profile.platformVersion;
  if (target === null || !/^\d/.test(version) || compareNumbers(version, target) <= 0) return CLEAR;
  const sentence = `This host has platform version ${version}, newer than ${target} of ${context.profile.product}; the plug-in of a rolling upgrade refuses.`;
  return found([stopAt('plugin-version', inventoryKey(context, 'PLATFORM_VERSION'), sentence)]);
}
