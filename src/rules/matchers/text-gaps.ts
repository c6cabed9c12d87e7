import type { Globs } from '../../lib/globs.ts';
import type { Gap } from '../../model/gap.ts';
import type { Facts, FileText, Of } from '../facts.ts';
import { isCustom } from '../facts-index.ts';

/**
 * What may hide a line of the files that globs take. A text that a collector could not make sense of is no such gap: it is
 * there, and who looks for a line reads it anew.
 */
export function textGaps(facts: Facts, globs: Globs, of: Of, texts: readonly FileText[]): readonly Gap[] {
  const hidden = facts
    .gapsOfPaths(globs, 'content')
    .filter(
      ({ reason, origin }) => reason !== 'unparsable' || facts.text(origin)?.content.truncated !== false,
    );
  return [...hidden, ...missingTexts(facts, globs, of, texts)];
}

/**
 * Where a rule names a file outright, and the file is there but its text was not collected, or only the beginning of it, that
 * may hide what the rule looks for. (For wide globs the collectors' own gaps say so: most files are no text at all.)
 */
function missingTexts(facts: Facts, globs: Globs, of: Of, texts: readonly FileText[]): Gap[] {
  const gaps: Gap[] = texts
    .filter((text) => text.content.truncated)
    .map((text) => ({
      collector: 'files',
      origin: text.path,
      reason: 'too-large',
      detail: `the rest of ${text.path} was not read`,
    }));
  for (const { base, exact } of globs.bases) {
    const file = exact ? facts.file(base) : null;
    if (file === null || (of === 'custom' && !isCustom(file))) continue;
    const { path, type, state, sizeBytes } = file.item;
    if (type !== 'file' || state === 'missing' || sizeBytes === 0 || facts.text(path) !== null) continue;
    gaps.push({
      collector: 'files',
      origin: path,
      reason: 'not-collected',
      detail: `the content of ${path} was not collected`,
    });
  }
  return gaps;
}
