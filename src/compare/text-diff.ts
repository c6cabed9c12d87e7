import { createTwoFilesPatch } from 'diff';
import type { FileLook } from './file-look.ts';

/** Beyond this many characters of either text, a difference is no reading matter any more. */
const LONGEST_TEXT = 262_144;
/** Lines of both texts together that are worth the time of a diff, which grows with their square. */
const LONGEST_EDIT = 4000;

/** Names of the two sides, as the head of the diff has them. */
export interface DiffLabels {
  readonly before: string;
  readonly after: string;
}

/** Unified diff of two whole texts; null where one is not at hand, they are equal, or they are too long to be read. */
export function textDiff(
  path: string,
  before: Pick<FileLook, 'text' | 'isWholeText'>,
  after: Pick<FileLook, 'text' | 'isWholeText'>,
  labels: DiffLabels,
): string | null {
  if (before.text === null || after.text === null || before.text === after.text) return null;
  if (!before.isWholeText || !after.isWholeText) return null;
  if (Math.max(before.text.length, after.text.length) > LONGEST_TEXT) return null;
  const unified: string | undefined = createTwoFilesPatch(
    path,
    path,
    before.text,
    after.text,
    labels.before,
    labels.after,
    { context: 3, maxEditLength: LONGEST_EDIT },
  );
  return unified ?? null;
}
