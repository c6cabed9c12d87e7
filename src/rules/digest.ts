import { hash } from 'node:crypto';
import { compareText } from '../lib/order.ts';
import type { Evidence, FileItem, Item } from '../model/inventory.ts';
import type { Facts } from './facts.ts';

/**
 * `sha256:…` over what a finding is about: the subject as it is on the host (for a file its text, else what is known
 * of it) and the lines that show it. Line numbers and times are left out, so that only a real change shows.
 */
export function digestOf(
  finding: { readonly rule: string; readonly subject: string; readonly evidence: readonly Evidence[] },
  facts: Facts,
): string {
  const { rule, subject, evidence } = finding;
  const item = facts.item(subject)?.item;
  return digestOver(rule, subject, item ? itemState(item, facts) : strangerState(subject, facts), evidence);
}

/** The same for a finding about an item as a whole, shown by the item's own evidence. */
export function digestOfItem(rule: string, item: Item, facts: Facts): string {
  return digestOver(rule, item.id, itemState(item, facts), item.evidence);
}

function digestOver(rule: string, subject: string, state: string, evidence: readonly Evidence[]): string {
  const about = `${rule}\n${subject}\n${state}`;
  if (evidence.length === 0) return `sha256:${hash('sha256', about)}`;
  const lines = evidence.map(({ origin, excerpt }) => JSON.stringify([origin, excerpt])).sort(compareText);
  return `sha256:${hash('sha256', [about, ...lines].join('\n'))}`;
}

/** Fields that change without the thing itself being edited. */
const FLEETING = new Set([
  'evidence',
  'mtime',
  'line',
  'running',
  'usedBytes',
  'loaded',
  'active',
  'hardLinks',
]);

function itemState(item: Item, facts: Facts): string {
  if (item.kind === 'file') return fileState(item, facts);
  const known = Object.entries(item).filter(([name]) => !FLEETING.has(name));
  return JSON.stringify(known.sort(([a], [b]) => compareText(a, b)));
}

/** Of a subject that is no item, a file may still have been read. */
function strangerState(subject: string, facts: Facts): string {
  return subject.startsWith('file:') ? (facts.text(subject.slice('file:'.length))?.content.text ?? '') : '';
}

function fileState(file: FileItem, facts: Facts): string {
  const { type, mode, user, group } = file;
  const content = facts.text(file.path)?.content.text ?? file.digest ?? file.linkTarget ?? file.sizeBytes;
  return `${type} ${mode ?? ''} ${user ?? ''} ${group ?? ''}\n${content ?? ''}`;
}
