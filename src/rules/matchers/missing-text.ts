import type { Globs } from '../../lib/globs.ts';
import type { Gap } from '../../model/gap.ts';
import type { Facts, FileText, Of } from '../facts.ts';

/**
 * Where a rule names its files outright, a file that is there but whose text was not collected, or only the
 * beginning of it, may hide what the rule looks for. (For wide globs the collector's own gaps say so: most
 * files under `/**` are no text at all.)
 */
export function missingTextGaps(facts: Facts, globs: Globs, of: Of, texts: readonly FileText[]): Gap[] {
  const gaps: Gap[] = texts
    .filter((text) => text.content.truncated)
    .map((text) => ({
      collector: 'files',
      origin: text.path,
      reason: 'too-large',
      detail: `the rest of ${text.path} was not read`,
    }));
  if (globs.sources.some((source) => source.includes('**'))) return gaps;
  for (const { item } of facts.files(globs, of)) {
    if (item.type !== 'file' || item.state === 'missing' || item.sizeBytes === 0) continue;
    if (facts.text(item.path) !== null) continue;
    gaps.push({
      collector: 'files',
      origin: item.path,
      reason: 'not-collected',
      detail: `the content of ${item.path} was not collected`,
    });
  }
  return gaps;
}
