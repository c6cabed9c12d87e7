import type { FileItem } from '../../model/inventory.ts';
import type { NodeType } from './resolve.ts';
import type { SourceNode } from './source-tree.ts';
import type { TargetNode, TextEdit } from './target-tree.ts';
import type { Run } from './world.ts';

/** One thing that is another after the restore: a few words, and why. */
export interface Change {
  readonly text: string;
  readonly why: string;
}

const WORDS: Readonly<Record<NodeType, string>> = {
  file: 'plain file',
  directory: 'folder',
  symlink: 'link',
  fifo: 'fifo',
  socket: 'socket',
  'character-device': 'device',
  'block-device': 'device',
};

const EDITS: Readonly<Record<TextEdit, Change>> = {
  'pci-names': {
    text: 'content: pci<N>p<M> becomes p<N>p<M>',
    why: 'Old names of ports are rewritten.',
  },
  'ipv6-line': {
    text: 'content: NETWORKING_IPV6=no is added',
    why: 'The installer switches IPv6 off where the file does not say otherwise.',
  },
  'disk-name': {
    text: 'content: the name of the boot disk is replaced by its new one',
    why: 'The target is likely to know the boot disk by another name.',
  },
};

/** What is different about a restored path. */
export function changesOf(run: Run, before: SourceNode, after: TargetNode): Change[] {
  if (before.type !== after.type)
    return [typeChange(before.type, after), ...after.edits.map((edit) => EDITS[edit])];
  const changes = after.edits.map((edit) => EDITS[edit]);
  const mode = modeChange(before, after);
  if (mode !== null) changes.push(mode);
  const owner = ownerChange(run, before, after);
  if (owner !== null) changes.push(owner);
  if (before.type === 'file' && (before.item?.hardLinks ?? 1) > 1)
    changes.push({
      text: 'type: hard link becomes a file of its own',
      why: 'Each name is copied by itself.',
    });
  return changes;
}

function typeChange(before: NodeType, after: TargetNode): Change {
  const empty = after.type === 'file' && after.text === 'empty' ? 'empty ' : '';
  return {
    text: `type: ${WORDS[before]} becomes ${empty}${WORDS[after.type]}`,
    why:
      before === 'symlink'
        ? 'The installer follows the link and writes what it leads to.'
        : 'It is not copied as what it is.',
  };
}

function modeChange(before: SourceNode, after: TargetNode): Change | null {
  if (before.type === 'symlink' || before.mode === after.mode) return null;
  const octal = (mode: number): string => mode.toString(8).padStart(4, '0');
  const isSpecial = ((before.mode ^ after.mode) & 0o777) === 0;
  return {
    text: `mode: ${octal(before.mode)} becomes ${octal(after.mode)}`,
    why: isSpecial ? 'Setting the owner takes set-uid bits away.' : 'The mode is not carried over.',
  };
}

function ownerChange(run: Run, before: SourceNode, after: TargetNode): Change | null {
  if (run.badOwners.has(before))
    return { text: 'owner: has to be another one before the upgrade', why: 'Its owner stops the restore.' };
  if (after.owner.by === 'name') return null;
  const parts = [
    numberChange(run, 'user', before.uid, after.owner.uid, before.item),
    numberChange(run, 'group', before.gid, after.owner.gid, before.item),
  ].filter((part) => part !== null);
  return parts.length === 0
    ? null
    : { text: `owner: ${parts.join(', ')}`, why: 'Owners are carried over as numbers.' };
}

/** null when the number stands for the same name on both sides. */
function numberChange(
  run: Run,
  side: 'user' | 'group',
  before: number,
  after: number,
  item: FileItem | null,
): string | null {
  if (before !== after) return `${side} ${String(before)} becomes ${String(after)}`;
  if (before === 0) return null;
  const lines = side === 'user' ? run.facts.users : run.facts.groups;
  const name =
    lines?.find((line) => line.id === before)?.name ?? (side === 'user' ? item?.user : item?.group) ?? null;
  const accounts = side === 'user' ? run.profile.accounts.users : run.profile.accounts.groups;
  if (name !== null && accounts[name]?.id === before) return null;
  const was = name === null ? '' : `, ${name} here,`;
  return `${side} number ${String(before)}${was} may be another account`;
}
