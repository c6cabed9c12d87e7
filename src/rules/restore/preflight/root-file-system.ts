import type { PartitionItem } from '../../../model/inventory.ts';
import { CLEAR, found, stopAt, unknown, type PreflightAnswer, type PreflightContext } from './context.ts';
import { isLinux } from './partition-types.ts';

/** The installer finds the root by a partition of type Linux with an ext label that begins root- (diskutil.py:494-507@f7a21a1). */
export function rootLabel(context: PreflightContext): PreflightAnswer {
  const label = context.setting('host.root-label');
  const root = context.of('partition').find(({ role }) => role === 'root') ?? null;
  const text = label?.value ?? root?.label ?? null;
  if (text === null) return unknown(context, 'host', 'the label of the root file system');
  if (!text.startsWith('root-')) {
    const sentence = `The root file system is labelled ${text}; the installer only finds one whose label begins with root-.`;
    return found([stopAt('root-label', label ?? root ?? ROOT, sentence)]);
  }
  const type = root?.type ?? null;
  if (root === null || type === null) return unknown(context, 'storage', 'the type of the root partition');
  if (!isLinux(type)) {
    const sentence = `The root partition has type ${type}; the installer only looks at partitions of type Linux (83, or basic data 0700 in a GPT).`;
    return found([stopAt('root-label', root, sentence, 'type')]);
  }
  return found(laterRoots(context, root));
}

const ROOT = { id: 'mount:/', evidence: [{ origin: '/proc/mounts', excerpt: '/' }] };

/** Of two such partitions on a disk the installer takes the last. */
function laterRoots(context: PreflightContext, root: PartitionItem) {
  return context
    .of('partition')
    .filter(
      ({ disk, number, label, type }) =>
        disk === root.disk &&
        number > root.number &&
        label?.startsWith('root-') === true &&
        type !== null &&
        isLinux(type),
    )
    .map((partition) =>
      stopAt(
        'root-label',
        partition,
        `${partition.device} is labelled ${partition.label ?? ''} too; the installer takes the last such partition of a disk for the root.`,
        'second',
      ),
    );
}

export function rootExt3(context: PreflightContext): PreflightAnswer {
  const type = context.setting('host.root-fs-type');
  if (type === null) return unknown(context, 'host', 'the type of the root file system');
  if (type.value === 'ext3') return CLEAR;
  const sentence = `The root file system is ${type.value}; the installer mounts it as ext3 and does not find this host.`;
  return found([stopAt('root-ext3', type, sentence)]);
}

/** PRIMARY_DISK has to lead to the disk that the root is on (answerfile.py:243-265@f7a21a1). */
export function primaryDisk(context: PreflightContext): PreflightAnswer {
  if (context.keys !== null && !context.keys.has('PRIMARY_DISK')) return CLEAR;
  const named = context.setting('storage.PRIMARY_DISK');
  if (named === null) return unknown(context, 'storage', 'what PRIMARY_DISK leads to');
  if (named.value === '') {
    const sentence = `PRIMARY_DISK (${named.from}) leads to no disk, so an unattended upgrade does not find this host.`;
    return found([stopAt('primary-disk', named, sentence)]);
  }
  const device = context.setting('host.root-device')?.value;
  const holder = context.of('partition').find((partition) => partition.device === device);
  const disk = context.of('disk').find(({ isPrimary }) => isPrimary);
  // No partition is known at all: the name of the device has to do.
  if (context.of('partition').length === 0 && disk && device?.startsWith(disk.device) !== true)
    return unknown(context, 'storage', 'which disk the root file system is on');
  if (holder === undefined || disk === undefined || disk.id === `disk:${holder.disk}`) return CLEAR;
  const sentence = `PRIMARY_DISK leads to ${disk.device}, but the root is on ${holder.device}, so an unattended upgrade does not find this host.`;
  return found([stopAt('primary-disk', named, sentence, 'other-disk')]);
}
