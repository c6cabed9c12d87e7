import { hash } from 'node:crypto';
import { compareText } from '../lib/order.ts';
import type { Evidence, FileItem } from '../model/inventory.ts';
import type { Facts } from './facts.ts';

/**
 * `sha256:…` over what a finding is about: the subject as it is on the host (for a file its text, else what is known
 * of it) and the lines that show it. Line numbers and times are left out, so that only a real change shows.
 */
export function digestOf(
  finding: { readonly rule: string; readonly subject: string; readonly evidence: readonly Evidence[] },
  facts: Facts,
): string {
  const lines = finding.evidence.map(({ origin, excerpt }) => JSON.stringify([origin, excerpt]));
  const parts = [
    finding.rule,
    finding.subject,
    subjectState(finding.subject, facts),
    ...lines.sort(compareText),
  ];
  return `sha256:${hash('sha256', parts.join('\n'))}`;
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

function subjectState(subject: string, facts: Facts): string {
  const item = facts.item(subject)?.item;
  if (item?.kind === 'file') return fileState(item, facts);
  if (subject.startsWith('file:')) return facts.text(subject.slice('file:'.length))?.content.text ?? '';
  if (item === undefined) return '';
  const known = Object.entries(item).filter(([name]) => !FLEETING.has(name));
  return JSON.stringify(known.sort(([a], [b]) => compareText(a, b)));
}

function fileState(file: FileItem, facts: Facts): string {
  const { type, mode, user, group } = file;
  const content = facts.text(file.path)?.content.text ?? file.digest ?? file.linkTarget ?? file.sizeBytes;
  return `${type} ${mode ?? ''} ${user ?? ''} ${group ?? ''}\n${content ?? ''}`;
}
