import type { Gap } from '../model/gap.ts';
import type { Evidence } from '../model/inventory.ts';
import type { Facts } from './facts.ts';

/** One thing a matcher found. */
export interface Match {
  /** Item id. */
  readonly subject: string;
  /** Tells several things in one subject apart, by meaning; null = the subject itself. */
  readonly key: string | null;
  readonly evidence: readonly Evidence[];
  /** For the `{{placeholders}}` of title, why and remediation. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * What came of looking. `holds` is null when facts were missing that could have changed the answer; `gaps` then names
 * them. A matcher that found something, or surely nothing, may still carry gaps: there may be more, or a doubt too small to count.
 */
export interface Evaluation {
  readonly holds: boolean | null;
  readonly matches: readonly Match[];
  readonly gaps: readonly Gap[];
}

export type Matcher = (facts: Facts) => Evaluation;

/**
 * The usual answer: found something, or not, or not with facts missing.
 * @param notes gaps that are worth telling and do not put the answer in doubt.
 */
export function answer(
  matches: readonly Match[],
  gaps: readonly Gap[],
  notes: readonly Gap[] = [],
): Evaluation {
  const holds = matches.length > 0 ? true : gaps.length > 0 ? null : false;
  return { holds, matches, gaps: notes.length === 0 ? gaps : [...gaps, ...notes] };
}

const MAX_EVIDENCE = 20;

/** One entry a subject and key: evidence joined, values of the first. Order of the input does not matter to the set of ids. */
export function mergeMatches(matches: readonly Match[]): Match[] {
  const merged = new Map<string, Match>();
  for (const match of matches) {
    const id = `${match.subject}#${match.key ?? ''}`;
    const before = merged.get(id);
    merged.set(id, before ? { ...before, evidence: joinEvidence(before.evidence, match.evidence) } : match);
  }
  return [...merged.values()];
}

/** At most twenty pieces, each once, in the order they were found. */
export function joinEvidence(first: readonly Evidence[], second: readonly Evidence[]): Evidence[] {
  const joined = new Map<string, Evidence>();
  for (const piece of [...first, ...second]) {
    const id = `${piece.origin}\0${piece.line ?? ''}\0${piece.excerpt}`;
    if (!joined.has(id) && joined.size < MAX_EVIDENCE) joined.set(id, piece);
  }
  return [...joined.values()];
}

const MAX_EXCERPT = 200;

/** A line of a host as evidence: at most 200 characters, the end cut off. */
export function excerptOf(text: string): string {
  const trimmed = text.replace(/[\r\n]+$/, '');
  return trimmed.length > MAX_EXCERPT ? trimmed.slice(0, MAX_EXCERPT - 1) + '…' : trimmed;
}
