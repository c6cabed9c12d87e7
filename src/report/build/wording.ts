import type { Evidence } from '../../model/inventory.ts';
import type { EvidenceLine } from '../../model/report.ts';
import { formatCount } from '../../lib/quantities.ts';

/**
 * A sentence without the path that it is about, so that sentences of many files can be seen to say the same:
 * `The old copy is the same path on /dev/sda2.`
 */
export function withoutPath(sentence: string, path: string | null): string {
  if (path === null || path.length < 2) return sentence;
  let said = '';
  let from = 0;
  for (let at = sentence.indexOf(path); at >= 0; at = sentence.indexOf(path, from)) {
    const end = at + path.length;
    const isWhole =
      !/^(?:[\w/-]|\.\w)/.test(sentence.slice(end, end + 2)) && !/[\w/]$/.test(sentence.slice(0, at));
    said += sentence.slice(from, at) + (isWhole ? 'the same path' : path);
    from = end;
  }
  return said + sentence.slice(from);
}

/** The value that all share, else null. */
export function commonOf<T>(values: readonly T[]): T | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}

/** Sentences of many, each once; after `limit` only their number. */
export function joinDistinct(sentences: readonly string[], limit: number): string {
  const distinct = [...new Set(sentences)];
  const more = distinct.length - limit;
  return more > 0
    ? `${distinct.slice(0, limit).join(' ')} (${formatCount(more)} more causes)`
    : distinct.join(' ');
}

export function evidenceLines(evidence: readonly Evidence[]): readonly EvidenceLine[] {
  return evidence.map(({ origin, line, excerpt }) => ({
    where: line === undefined ? origin : `${origin}, line ${line}`,
    excerpt,
  }));
}
