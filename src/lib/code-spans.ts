export interface Span {
  readonly isCode: boolean;
  readonly text: string;
}

/** A sentence of the rules, in which commands and paths stand between backticks, in pieces. */
export function codeSpans(sentence: string): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of sentence.matchAll(/`([^`]+)`/g)) {
    if (match.index > from) spans.push({ isCode: false, text: sentence.slice(from, match.index) });
    spans.push({ isCode: true, text: match[1] ?? '' });
    from = match.index + match[0].length;
  }
  if (from < sentence.length) spans.push({ isCode: false, text: sentence.slice(from) });
  return spans;
}
