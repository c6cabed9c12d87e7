import { compareText } from '../lib/order.ts';
import type { Gap } from '../model/gap.ts';

/** `<rule>:<subject>[#key]`; never made from a sentence. */
export function findingId(rule: string, subject: string, key: string | null): string {
  return key === null ? `${rule}:${subject}` : `${rule}:${subject}#${key}`;
}

const MAX_GAPS = 20;

/** A rule about everything may be hidden by thousands of gaps; they are all in the report, here a few are enough. */
export function fewGaps(gaps: readonly Gap[]): readonly Gap[] {
  const unique = new Map(gaps.map((gap) => [`${gap.collector}\0${gap.origin}\0${gap.reason}`, gap]));
  const sorted = [...unique.entries()].sort(([a], [b]) => compareText(a, b)).map(([, gap]) => gap);
  if (sorted.length <= MAX_GAPS) return sorted;
  const last = sorted[MAX_GAPS - 1];
  const rest: Gap = {
    collector: last?.collector ?? '',
    origin: '',
    reason: last?.reason ?? 'not-collected',
    detail: `and ${sorted.length - MAX_GAPS + 1} more`,
  };
  return [...sorted.slice(0, MAX_GAPS - 1), rest];
}
