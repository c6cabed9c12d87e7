import { z } from 'zod';
import { compileGlobs, type Globs } from '../../lib/globs.ts';
import { compilePattern, PatternError, type Pattern } from '../../lib/regex.ts';

/**
 * The kinds of conditions that a matcher's fields take. Each is a schema (what rules.yaml may say)
 * and a compiler (what is then asked of the value that the host has).
 */
export interface Condition<V> {
  readonly schema: z.ZodType;
  /** For docs/writing-rules.md: what is written there. */
  readonly says: string;
  compile(spec: unknown): (value: V) => boolean;
}

/** A value of the host: `null` = it has none or it could not be read, which meets no condition. */
export type TextValue = string | null | readonly string[];

const globText = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    try {
      compileGlobs([source]);
    } catch (error) {
      context.addIssue({ code: 'custom', message: `not a glob: ${messageOf(error)}` });
    }
  })
  .meta({ description: 'a glob: * within a name, ** across folders, {a,b} a choice; ! in front takes away' });

const regexText = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    try {
      compilePattern(source);
    } catch (error) {
      const at =
        error instanceof PatternError && error.position !== null ? ` at character ${error.position + 1}` : '';
      context.addIssue({ code: 'custom', message: `not a regular expression${at}: ${messageOf(error)}` });
    }
  })
  .meta({ description: 'a regular expression in the syntax of RE2, found anywhere in the text' });

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export const globList = z.union([globText, z.array(globText).min(1)]);
export const regexList = z.union([regexText, z.array(regexText).min(1)]);
const regexCondition = z.union([
  regexText,
  z.array(regexText).min(1),
  z.strictObject({ not: z.union([regexText, z.array(regexText).min(1)]) }),
]);

export function asList(spec: unknown): readonly string[] {
  return typeof spec === 'string' ? [spec] : z.array(z.string()).parse(spec);
}

/** Globs of a field as one choice; a list of only `!globs` takes everything else. */
export function compileGlobList(spec: unknown): Globs {
  const sources = asList(spec);
  return compileGlobs(sources.every((source) => source.startsWith('!')) ? ['**', ...sources] : sources);
}

/** Names: globs, one or a list; `!glob` takes away. */
export const names: Condition<TextValue> = {
  schema: globList,
  says: 'glob or list of globs',
  compile(spec) {
    const globs = compileGlobList(spec);
    return (value) =>
      typeof value === 'string' ? globs.test(value) : textsOf(value).some((text) => globs.test(text));
  },
};

/** Free text: regular expressions, one, a list (any of them), or `not:` (none of them). */
export const words: Condition<TextValue> = {
  schema: regexCondition,
  says: 'regular expression, list of them, or `not:` of these',
  compile(spec) {
    const test = compileRegexes(spec);
    return (value) => {
      const texts = textsOf(value);
      return test.negative
        ? !texts.some((text) => test.patterns.some((pattern) => pattern.test(text)))
        : texts.some((text) => test.patterns.some((pattern) => pattern.test(text)));
    };
  },
};

/** The patterns of a `words` condition. */
export function compileRegexes(
  spec: unknown,
  flags: { readonly ignoreCase?: boolean } = {},
): { readonly patterns: readonly Pattern[]; readonly negative: boolean } {
  const negative = typeof spec === 'object' && spec !== null && 'not' in spec;
  const sources = asList(negative ? (spec as { readonly not: unknown }).not : spec);
  return { patterns: sources.map((source) => compilePattern(source, flags)), negative };
}

function textsOf(value: TextValue): readonly string[] {
  return value === null ? [] : typeof value === 'string' ? [value] : value;
}

const rangeSchema = z.union([
  z.number(),
  z
    .strictObject({
      min: z.number().optional().describe('at least'),
      max: z.number().optional().describe('at most'),
    })
    .refine((range) => range.min !== undefined || range.max !== undefined, 'expected min, max or both'),
]);

/** A number, or `{min, max}` with both ends included. */
export const range: Condition<number | null | readonly number[]> = {
  schema: rangeSchema,
  says: 'number, or `{min, max}`, ends included',
  compile(spec) {
    const parsed = rangeSchema.parse(spec);
    const { min = -Infinity, max = Infinity } =
      typeof parsed === 'number' ? { min: parsed, max: parsed } : parsed;
    return (value) => {
      const numbers = value === null ? [] : typeof value === 'number' ? [value] : value;
      return numbers.some((number) => number >= min && number <= max);
    };
  },
};

/** `{ device: "by-id/scsi-SATA_" }`: every key that is named must be there with such a value. */
export const mapping: Condition<Readonly<Record<string, string>> | null> = {
  schema: z.record(z.string(), regexCondition),
  says: 'map from a key to a regular expression on its value',
  compile(spec) {
    const tests = Object.entries(z.record(z.string(), z.unknown()).parse(spec)).map(
      ([key, value]) => [key, words.compile(value)] as const,
    );
    return (map) => map !== null && tests.every(([key, test]) => test(map[key] ?? null));
  },
};

/** true or false. What could not be told (null) is neither. */
export const flag: Condition<boolean | null> = {
  schema: z.boolean(),
  says: 'true or false',
  compile: (spec) => (value) => value === spec,
};

/** One word or a list of words out of those that the field can have. */
export function oneOf(choice: readonly [string, ...string[]]): Condition<string | null | readonly string[]> {
  const word = z.enum(choice);
  return {
    schema: z.union([word, z.array(word).min(1)]),
    says: `one or a list of ${choice.join(', ')}`,
    compile(spec) {
      const wanted = new Set(asList(spec));
      return (value) => textsOf(value).some((text) => wanted.has(text));
    },
  };
}
