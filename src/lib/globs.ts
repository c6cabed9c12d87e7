import picomatch from 'picomatch';

/**
 * Some globs read as one choice: a path is in when a plain glob takes it and no glob that begins with `!` does.
 * `**` crosses folders, `{a,b}` is a choice, hidden names are included.
 */
export interface Globs {
  /** As they were written. */
  readonly sources: readonly string[];
  /** What each plain glob is sure to begin with; `exact` = there is nothing but that. */
  readonly bases: readonly { readonly base: string; readonly exact: boolean }[];
  test(text: string): boolean;
}

// Names may hold line breaks, so `**` must take them, too.
const OPTIONS = { dot: true, nonegate: true, strictBrackets: true, flags: 's' } as const;
const SPECIAL = /[*?[\]{}()\\+@!]/;

/** @throws Error when a glob is not well formed (an open bracket, an empty text). */
export function compileGlobs(sources: readonly string[]): Globs {
  const plain = sources.filter((source) => !source.startsWith('!'));
  // Most lists are of plain names, which one look in a set answers.
  const exact = new Set(plain.filter((source) => source !== '' && splitBase(source).exact));
  const taken = plain.filter((source) => !exact.has(source)).map(compileGlob);
  const left = sources
    .filter((source) => source.startsWith('!'))
    .map((source) => compileGlob(source.slice(1)));
  return {
    sources,
    bases: plain.map((source) => sureBase(source)),
    test: (text) => (exact.has(text) || takes(taken, text)) && !takes(left, text),
  };
}

/** A loop, not `some`: this is asked a million times for a host, and must not make anything. */
function takes(tests: readonly ((text: string) => boolean)[], text: string): boolean {
  for (const test of tests) if (test(text)) return true;
  return false;
}

function compileGlob(source: string): (text: string) => boolean {
  if (source === '') throw new Error('an empty glob takes nothing');
  const { base, exact } = splitBase(source);
  if (exact) return (text) => text === source;
  const rest = source.slice(base.length);
  if (rest === '**' && (base === '' || base.endsWith('/'))) {
    const folder = base.slice(0, -1);
    return (text) => text.startsWith(base) || (text === folder && folder !== '');
  }
  const slow = picomatch(source, OPTIONS);
  // Whole lists are tried on whole trees; a look at the two ends spares most of the expressions.
  const end = fixedEnd(source);
  const start = sureBase(source).base;
  return (text) => text.startsWith(start) && text.endsWith(end) && slow(text);
}

/** What every text that the glob takes is sure to end with. */
function fixedEnd(source: string): string {
  const match = /[^*?[\]{}()\\+@!|,]*$/.exec(source);
  const end = match?.[0] ?? '';
  // After a bracket or brace the end may belong to a choice; after a star or question mark it does not.
  return /[*?]$/.test(source.slice(0, source.length - end.length)) && !/[{(\\[]/.test(source) ? end : '';
}

function splitBase(source: string): { base: string; exact: boolean } {
  const special = source.search(SPECIAL);
  if (special === -1) return { base: source, exact: true };
  return { base: source.slice(0, special), exact: false };
}

/** `/a/**` takes `/a` as well, so that the slash before it is not sure. */
function sureBase(source: string): { base: string; exact: boolean } {
  const { base, exact } = splitBase(source);
  return { base: source.startsWith('**', base.length) ? base.replace(/\/$/, '') : base, exact };
}

/** The half-open range of a list in the order of `compareText` whose texts begin with `prefix`. */
export function prefixRange(sorted: readonly string[], prefix: string): [start: number, end: number] {
  if (prefix === '') return [0, sorted.length];
  const start = lowerBound(sorted, (text) => text < prefix);
  const end = lowerBound(sorted, (text) => text < prefix || text.startsWith(prefix));
  return [start, end];
}

/** The place of the first text of a sorted list that is not before; its length when all are. */
export function lowerBound(sorted: readonly string[], isBefore: (text: string) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(sorted[middle] ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}
