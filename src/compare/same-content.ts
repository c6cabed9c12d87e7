import { DIGEST_NAMES, type FileLook } from './file-look.ts';

/** Whether two looks are at the same content, and what the answer rests on. */
export type ContentAnswer =
  /** Byte for byte, by a digest or by the whole text. */
  | { readonly answer: 'same' | 'different'; readonly proof: 'digest' | 'text' | 'metadata' }
  /** All that is known is the same; `because` says what is not known. */
  | { readonly answer: 'likely'; readonly proof: 'text' | 'metadata'; readonly because: string }
  | { readonly answer: 'unknown'; readonly because: string };

/**
 * Compares the strongest evidence that both sides have: a digest of one kind, then the text, then size and time. Only regular
 * files have a content; what is no file is compared by its type and where it leads.
 */
export function sameContent(before: FileLook, after: FileLook): ContentAnswer {
  if (before.type !== after.type) return { answer: 'different', proof: 'metadata' };
  if (before.type !== 'file')
    return { answer: before.linkTarget === after.linkTarget ? 'same' : 'different', proof: 'metadata' };
  const shared = DIGEST_NAMES.filter(
    (name) => before.digests[name] !== undefined && after.digests[name] !== undefined,
  ).at(-1);
  if (shared !== undefined)
    return {
      answer: before.digests[shared] === after.digests[shared] ? 'same' : 'different',
      proof: 'digest',
    };
  return byText(before, after) ?? byMetadata(before, after);
}

function byText(before: FileLook, after: FileLook): ContentAnswer | null {
  if (before.text === null || after.text === null) return null;
  const length = Math.min(before.text.length, after.text.length);
  const isWhole = before.isWholeText && after.isWholeText;
  if (isWhole ? before.text !== after.text : before.text.slice(0, length) !== after.text.slice(0, length))
    return { answer: 'different', proof: 'text' };
  if (hasOtherSize(before, after)) return { answer: 'different', proof: 'metadata' };
  const withheld = Math.max(before.withheldLines, after.withheldLines);
  if (isWhole && withheld === 0) return { answer: 'same', proof: 'text' };
  return {
    answer: 'likely',
    proof: 'text',
    because:
      withheld > 0
        ? 'The text and the size are the same; lines that hold a secret were withheld on both sides and not compared.'
        : 'The beginning of the text and the size are the same; the rest was not read.',
  };
}

function byMetadata(before: FileLook, after: FileLook): ContentAnswer {
  if (hasOtherSize(before, after)) return { answer: 'different', proof: 'metadata' };
  const isKnown = before.sizeBytes !== null && before.mtime !== null && after.mtime !== null;
  if (isKnown && before.mtime === after.mtime)
    return {
      answer: 'likely',
      proof: 'metadata',
      because: 'Size and time of change are the same; the content itself was not compared.',
    };
  return {
    answer: 'unknown',
    because: 'The size is the same and the time of change is not; there is no digest or text on both sides.',
  };
}

function hasOtherSize(before: FileLook, after: FileLook): boolean {
  return before.sizeBytes !== null && after.sizeBytes !== null && before.sizeBytes !== after.sizeBytes;
}
