import * as fs from 'node:fs';
import { join } from 'node:path';
import { kernelArguments } from '../el7/boot-menu.ts';
import type { InstallSettings } from '../el7/settings.ts';
import { newLayout, oldLayout, readPartitions, writePartitions } from '../state/partitions.ts';
import type { LabPartition } from '../state/gpt.ts';
import { LOG_MOUNT } from '../state/stand-in-state.ts';

/**
 * What the stand-ins know of the host after the upgrade: the pool of the old one with the release of the new one, disks as the installer
 * leaves them. @param state that of an untouched 7.0, changed here.
 */
export function carryState(oldState: string, state: string, settings: InstallSettings): LabPartition[] {
  const release = lineOf(fs.readFileSync(join(state, 'xe/host.txt'), 'utf8'), 'software-version');
  fs.cpSync(join(oldState, 'xe'), join(state, 'xe'), { recursive: true });
  const host = join(state, 'xe/host.txt');
  const text = fs
    .readFileSync(host, 'utf8')
    .replace(/^software-version\t.*$/m, () => release)
    .replace(/^patches\t(\w+)\t.*$/m, 'patches\t$1\t');
  fs.writeFileSync(host, text);
  fs.copyFileSync(join(oldState, 'xe.mode'), join(state, 'xe.mode'));
  for (const name of ['nics', 'pci', 'dmi', 'net'])
    fs.cpSync(join(oldState, name), join(state, name), { recursive: true });
  if (settings.layout !== 'new')
    for (const name of ['lvm', 'dm']) fs.cpSync(join(oldState, name), join(state, name), { recursive: true });
  fs.writeFileSync(join(state, 'proc/cmdline'), `${kernelArguments(settings)}\n`);
  fs.writeFileSync(join(state, 'mounts'), settings.layout === 'new' ? LOG_MOUNT : '');
  if (settings.layout !== 'new')
    fs.writeFileSync(
      join(state, 'proc/swaps'),
      'Filename\t\t\t\tType\t\tSize\tUsed\tPriority\n/var/swap/swap.001                      file\t\t524280\t0\t-1\n',
    );
  const partitions = partitionsAfter(readPartitions(oldState), settings);
  writePartitions(state, partitions);
  return partitions;
}

function lineOf(text: string, key: string): string {
  return text.split('\n').find((line) => line.startsWith(`${key}\t`)) ?? '';
}

/** Other disks stay as they were; so does, with a DOS table, the boot disk. */
function partitionsAfter(before: readonly LabPartition[], settings: InstallSettings): LabPartition[] {
  if (settings.layout === 'dos')
    return before.map((p) => (p.name === 'sda1' ? { ...p, label: `root-${settings.labelSuffix}` } : p));
  const boot = settings.layout === 'new' ? newLayout(settings.labelSuffix) : oldLayout(settings.labelSuffix);
  return [...boot, ...before.filter(({ name }) => !name.startsWith('sda'))];
}
