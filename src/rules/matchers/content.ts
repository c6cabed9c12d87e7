import { z } from 'zod';
import { compilePattern, type Pattern } from '../../lib/regex.ts';
import { answer, excerptOf, type Match } from '../evaluation.ts';
import type { FileText } from '../facts.ts';
import { textGaps } from './text-gaps.ts';
import { asList, compileGlobList, globList, regexList } from './conditions.ts';
import { COMMON_FIELDS, COMMON_SAYS, compileCommon, defineMatcher, valuesOf } from './define.ts';

const COMMENTS: Readonly<Record<string, string>> = { hash: '#', semicolon: ';', slashes: '//', bang: '!' };

/** Lines of collected texts. Where a format has a parser, `config` is the better one: this one knows no sections. */
export const contentMatcher = defineMatcher({
  kind: 'content',
  title: 'a line in the text of a file',
  schema: z.strictObject({
    path: globList,
    line: regexList,
    except: regexList.optional(),
    comments: z
      .union([
        z.enum(['hash', 'semicolon', 'slashes', 'bang']),
        z.array(z.enum(['hash', 'semicolon', 'slashes', 'bang'])),
      ])
      .optional(),
    ignoreCase: z.boolean().optional(),
    fate: COMMON_FIELDS.fate.optional(),
    provenance: COMMON_FIELDS.provenance.optional(),
    of: COMMON_FIELDS.of.optional(),
  }),
  fields: {
    path: 'glob or list of globs; needed',
    line: 'regular expression or list of them, tried on each line; needed. A group named `key` tells several findings in one file apart; other groups are values (`{{1}}`, `{{name}}`)',
    except: 'lines that one of these takes are passed over',
    comments:
      'lines that begin with this mark are no content: hash, semicolon, slashes, bang, or a list; hash unless said, `[]` for none',
    ignoreCase: 'true or false',
    ...COMMON_SAYS,
  },
  compile(spec) {
    const globs = compileGlobList(spec.path);
    const { of, test } = compileCommon(spec, 'custom');
    const flags = { ignoreCase: spec.ignoreCase ?? false };
    const lines = asList(spec.line).map((source) => compilePattern(source, { ...flags, multiline: true }));
    const except =
      spec.except === undefined ? [] : asList(spec.except).map((source) => compilePattern(source, flags));
    const marks = asList(spec.comments ?? 'hash').map((name) => COMMENTS[name] ?? '#');
    return (facts) => {
      const texts = facts.texts(globs, of).filter((text) => text.file === null || test(text.file));
      const matches = texts.flatMap((text) => matchesIn(text, lines, except, marks));
      return answer(matches, [...textGaps(facts, globs, of, texts)]);
    };
  },
});

function matchesIn(
  text: FileText,
  lines: readonly Pattern[],
  except: readonly Pattern[],
  marks: readonly string[],
): Match[] {
  const wanted = lines.filter((pattern) => mayBeIn(text, pattern));
  if (wanted.length === 0) return [];
  return text.lines.flatMap((line, index) => {
    const bare = line.trimStart();
    if (marks.some((mark) => bare.startsWith(mark))) return [];
    for (const pattern of wanted) {
      const match = pattern.find(line);
      if (match === null || except.some((other) => other.test(line))) continue;
      return [matchOfLine(text, index + 1, line, match.groups)];
    }
    return [];
  });
}

/** One look at the whole text spares a look at each line. */
function mayBeIn(text: FileText, pattern: Pattern): boolean {
  if (/\\[Az]/.test(pattern.source) || text.content.text.includes('\r')) return true;
  return pattern.test(text.content.text);
}

function matchOfLine(
  text: FileText,
  line: number,
  excerpt: string,
  groups: Readonly<Record<string, string>>,
): Match {
  return {
    subject: `file:${text.path}`,
    key: groups['key'] ?? null,
    evidence: [{ origin: text.path, line, excerpt: excerptOf(excerpt) }],
    values: {
      ...(text.file === null ? {} : valuesOf(text.file)),
      ...groups,
      subject: text.path,
      path: text.path,
      line: String(line),
    },
  };
}
