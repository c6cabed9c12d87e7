import { RE2JS } from 're2js';

/** A compiled regular expression of RE2's syntax: linear time, whatever the text. */
export interface Pattern {
  readonly source: string;
  /** True when it is found anywhere in the text. */
  test(text: string): boolean;
  /** The first place at or after `from` (UTF-16 units); null = none. */
  find(text: string, from?: number): PatternMatch | null;
}

interface PatternMatch {
  readonly start: number;
  readonly end: number;
  /** `0` is the whole match, `1`… the groups, and each named group under its name; groups that took no part are left out. */
  readonly groups: Readonly<Record<string, string>>;
}

export interface PatternFlags {
  readonly ignoreCase?: boolean;
  /** `^` and `$` stand for the ends of each line. */
  readonly multiline?: boolean;
}

/** Why an expression does not compile; `position` is a 0-based offset into it, null when the engine does not say. */
export class PatternError extends Error {
  readonly position: number | null;

  constructor(message: string, position: number | null, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PatternError';
    this.position = position;
  }
}

const LOOK_AROUND = /\(\?(?:=|!|<=|<!)|\\[1-9]/;

/** @throws PatternError when RE2 does not take it (look-around and back references are not part of RE2). */
export function compilePattern(source: string, flags: PatternFlags = {}): Pattern {
  const bits =
    (flags.ignoreCase === true ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.multiline === true ? RE2JS.MULTILINE : 0);
  const compiled = compile(source, bits);
  return {
    source,
    test: (text) => compiled.test(text),
    find(text, from = 0) {
      if (from > text.length) return null;
      const matcher = compiled.matcher(text);
      if (!matcher.find(from)) return null;
      const groups: Record<string, string> = {};
      for (let i = 0; i <= matcher.groupCount(); i++) {
        const group = matcher.group(i);
        if (group !== null) groups[String(i)] = group;
      }
      for (const [name, group] of Object.entries(matcher.getNamedGroups()))
        if (group !== null) groups[name] = group;
      return { start: matcher.start(), end: matcher.end(), groups };
    },
  };
}

function compile(source: string, bits: number): RE2JS {
  try {
    return RE2JS.compile(source, bits);
  } catch (cause) {
    const lookAround = LOOK_AROUND.exec(source);
    if (lookAround)
      throw new PatternError(
        `${lookAround[0]} is not part of this linear-time regular expression language`,
        lookAround.index,
        { cause },
      );
    const message = cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, '') : 'invalid';
    const part = /`([^]*)`$/.exec(message)?.[1];
    const at = part === undefined ? -1 : source.indexOf(part);
    throw new PatternError(message, at === -1 ? null : at, { cause });
  }
}
