/** What the installer does to the new root once the listed paths are copied (host-installer upgrade.py:430-547@f7a21a1). */
import type { Edit } from '../releases/schema.ts';
import { makeStaticRules } from './interface-rules.ts';
import { bytesOf } from './source-tree.ts';
import { seenInTarget, type TargetNode, type TextEdit } from './target-tree.ts';
import { stop, type Run } from './world.ts';
import { writeOver } from './write-over.ts';

const HOST_CONF = 'etc/firstboot.d/data/host.conf';
const STATIC_RULES = 'etc/sysconfig/network-scripts/interface-rename-data/static-rules.conf';
const NETWORK = 'etc/sysconfig/network';
const LOCALE = 'etc/locale.conf';
const DISK_NAME_FILES = ['etc/firstboot.d/data/default-storage.conf', 'var/lib/xcp/state.db'];

const STEPS: Readonly<Record<Edit, (run: Run) => void>> = {
  'host-conf': (run) => {
    writeOver(run, HOST_CONF);
  },
  'static-rules': editStaticRules,
  'made-rules': (run) => {
    if (seenInTarget(run.target, STATIC_RULES).at !== 'node') makeStaticRules(run);
  },
  'ipv6-if-unset': (run) => {
    addIpv6Line(run, (value) => value === undefined);
  },
  'ipv6-unless-yes': (run) => {
    addIpv6Line(run, (value) => value === undefined || value === 'no');
  },
  'disk-cciss': (run) => {
    renameDisk(run, (disk) => disk.includes('cciss'));
  },
  'disk-md': (run) => {
    renameDisk(run, (disk) => disk.startsWith('/dev/md_'));
  },
  'disk-scsi-ata': (run) => {
    renameDisk(run, (disk) => disk.startsWith('/dev/disk/by-id/scsi-SATA_'));
  },
  'disk-scsi-scsi': (run) => {
    renameDisk(run, () => false);
  },
  locale: (run) => {
    writeOver(run, LOCALE);
  },
};

export function afterwards(run: Run): void {
  for (const edit of run.profile.edits) STEPS[edit](run);
}

/** The text of a file of the new root that came from the old one; null = not collected. */
function collectedText(run: Run, node: TargetNode): string | null {
  if (typeof node.text === 'string' || node.text.item === null) return null;
  const content = run.facts.contents.get(node.text.item.path);
  return content === undefined || content.truncated ? null : content.text;
}

function isRestoredFile(node: TargetNode): boolean {
  return node.type === 'file' && node.origin !== null;
}

/** pci<N>p<M> becomes p<N>p<M>. A text that was not collected may hold one. */
function editStaticRules(run: Run): void {
  const seen = seenInTarget(run.target, STATIC_RULES);
  if (seen.at !== 'node' || !isRestoredFile(seen.node)) return;
  const text = collectedText(run, seen.node);
  if (text === null || /pci\d+p\d+/.test(text)) noteEdit(seen.node, 'pci-names');
}

function noteEdit(node: TargetNode, edit: TextEdit): void {
  if (!node.edits.includes(edit)) node.edits.push(edit);
}

function addIpv6Line(run: Run, isAdded: (value: string | undefined) => boolean): void {
  const seen = seenInTarget(run.target, NETWORK);
  if (seen.at !== 'node' || seen.node.type !== 'file') {
    stop(run, 'settings-files', NETWORK, `/${NETWORK} is not a file, but the installer reads it.`);
    return;
  }
  if (seen.node.origin === null) return;
  const text = collectedText(run, seen.node);
  if (text === null || isAdded(lastValue(text, 'NETWORKING_IPV6'))) noteEdit(seen.node, 'ipv6-line');
}

/**
 * As the installer reads such a file: what is before the first equals sign, the last line counts, single quotes go.
 * A line without an equals sign is taken for a key without its last letter (util.py:340@f7a21a1).
 */
function lastValue(text: string, key: string): string | undefined {
  let value: string | undefined;
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (line.slice(0, equals) === key) value = line.slice(equals + 1).replace(/^'+|'+$/g, '');
  }
  return value;
}

/** The by-id name of the primary disk is replaced in two texts when the new kernel has another name for it. */
function renameDisk(run: Run, isRenamed: (disk: string) => boolean): void {
  const keys = run.facts.inventory;
  if (keys === null) return;
  const disk = keys.get('PRIMARY_DISK');
  if (disk === undefined) {
    const sentence =
      'PRIMARY_DISK is missing from /etc/xensource-inventory, and the installer needs it at the end of the restore.';
    if (run.stops.every(({ condition }) => condition !== 'primary-disk-key'))
      stop(run, 'primary-disk-key', 'etc/xensource-inventory', sentence);
    return;
  }
  if (!isRenamed(disk)) return;
  for (const path of DISK_NAME_FILES) {
    const seen = seenInTarget(run.target, bytesOf(`/${path}`));
    if (seen.at !== 'node' || !isRestoredFile(seen.node)) continue;
    const text = collectedText(run, seen.node);
    if (text === null || text.includes(disk)) noteEdit(seen.node, 'disk-name');
  }
}
