import { compilePattern, PatternError, type Pattern } from '../../lib/regex.ts';
import { remember } from '../../lib/remember.ts';

/** More texts than these are not made of one pattern. */
const MOST_SAMPLES = 24;

const compiled = new Map<string, Pattern | null>();
/** Patterns of a host are few; this only keeps a long run from growing. */
const MOST_COMPILED = 5_000;

/**
 * Whether a pattern of multipath.conf is found in a text, as the tools do it: POSIX extended, anywhere in the text, and a `*`
 * with nothing before it repeats nothing (libmultipath/regex.c, RE_CONTEXT_INDEP_OPS). What is no expression matches nothing.
 */
export function isFoundIn(pattern: string, text: string): boolean {
  if (compiled.size > MOST_COMPILED) compiled.clear();
  return remember(compiled, pattern, () => compile(pattern))?.test(text) ?? false;
}

function compile(pattern: string): Pattern | null {
  try {
    return compilePattern(pattern.replace(/(^|[(|])[*+?]+/g, '$1'));
  } catch (error) {
    if (error instanceof PatternError) return null;
    throw error;
  }
}

/**
 * Names that a pattern may stand for, the pattern itself first: `MD36xx(i|f)` gives also `MD36xxi` and `MD36xxf`. Inquiry strings of
 * real arrays are not known, so these stand for them. Only choices and small sets are followed; repeated parts are left out.
 */
export function samplesOf(pattern: string): readonly string[] {
  const plain = pattern.replace(/^\^|\$$/g, '');
  return [...new Set([pattern, ...alternatives(plain).flatMap(expand)])].slice(0, MOST_SAMPLES);
}

/** Cuts at the bars that stand outside all parentheses. */
function alternatives(pattern: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '(') depth++;
    else if (pattern[at] === ')') depth--;
    else if (pattern[at] === '|' && depth === 0) {
      found.push(pattern.slice(from, at));
      from = at + 1;
    }
  }
  return [...found, pattern.slice(from)];
}

/** One choice after the other, never more than a few names at a time. */
function expand(alternative: string): readonly string[] {
  const done: string[] = [];
  let open = [alternative.replace(/^\^|\$$/g, '')];
  while (open.length > 0 && done.length < MOST_SAMPLES) {
    const next: string[] = [];
    for (const pattern of open) {
      const chosen = choose(pattern);
      if (chosen === null) done.push(literalOf(pattern));
      else next.push(...chosen);
    }
    open = next.slice(0, MOST_SAMPLES);
  }
  return done;
}

/** The pattern with each choice of its first group or small set in its place; null = it has none. */
function choose(pattern: string): readonly string[] | null {
  const group = /\(([^()]*)\)(?![*+?{])/.exec(pattern) ?? /\[([A-Za-z0-9]{1,10})\](?![*+?{])/.exec(pattern);
  if (group === null) return null;
  const [whole, inside = ''] = group;
  const choices = whole.startsWith('(') ? inside.split('|') : Array.from(inside);
  const before = pattern.slice(0, group.index);
  const after = pattern.slice(group.index + whole.length);
  return choices.slice(0, MOST_SAMPLES).map((choice) => `${before}${choice}${after}`);
}

/** Repeated parts gone (`SAN*` is `SA` with any number of N), single characters that may be any become one. */
function literalOf(pattern: string): string {
  return pattern
    .replace(/\.[*?]|\[[^\]]*\][*?]/g, '')
    .replace(/\[([A-Za-z0-9])[^\]]*\]\+?/g, '$1')
    .replace(/([^\\])[*?+]/g, '$1')
    .replace(/^[*?+]+/, '')
    .replace(/\\(.)/g, '$1');
}
