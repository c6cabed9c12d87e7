import { remember } from '../../lib/remember.ts';
import type { Gap } from '../../model/gap.ts';
import type { Facts } from '../facts.ts';

type UnreadLines = ReadonlyMap<string, readonly string[]>;

const known = new WeakMap<Facts, UnreadLines>();

/**
 * Gaps that may hide a job. A line that cron cannot read is run by nobody; it stays a gap only where it may be what is
 * looked for, with a slip in it.
 * @param mayBe whether a line of a table may be it
 */
export function gapsOfCron(facts: Facts, mayBe: (file: string, line: string) => boolean): readonly Gap[] {
  const gaps = facts.gapsOfKinds(['cron']);
  if (!gaps.some(({ reason }) => reason === 'unparsable')) return gaps;
  const unread = known.get(facts) ?? unreadLines(facts, gaps);
  known.set(facts, unread);
  // A hostile table has thousands of such lines: each table is asked once.
  const hiding = new Map<string, boolean>();
  return gaps.filter(
    ({ origin, reason }) =>
      reason !== 'unparsable' ||
      remember(hiding, origin, () => unread.get(origin)?.some((line) => mayBe(origin, line)) ?? true),
  );
}

/** By table: the lines that became no job. A table whose text is not there, or not whole, is not among them. */
function unreadLines(facts: Facts, gaps: readonly Gap[]): UnreadLines {
  const jobs = new Set(facts.items('cron', 'any').map(({ item }) => `${item.file}\0${item.line ?? ''}`));
  const tables = new Map<string, readonly string[]>();
  for (const { origin, reason } of gaps) {
    const text = reason === 'unparsable' && !tables.has(origin) ? facts.text(origin) : null;
    if (text === null || text.content.truncated) continue;
    const isUnread = (line: string, index: number) =>
      !/^\s*(?:#|$)/.test(line) && !jobs.has(`${origin}\0${index + 1}`);
    tables.set(origin, text.lines.filter(isUnread));
  }
  return tables;
}
