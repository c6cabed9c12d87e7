import { z } from 'zod';
import { FORMATS, formatNamed } from '../../formats/index.ts';
import type { Entry, Format, Parsed } from '../../formats/format.ts';
import { compileGlobs, type Globs } from '../../lib/globs.ts';
import type { Gap } from '../../model/gap.ts';
import { answer, excerptOf, type Match } from '../evaluation.ts';
import type { Facts, FileText } from '../facts.ts';
import { compileGlobList, compileRegexes, globList, words } from './conditions.ts';
import { COMMON_FIELDS, COMMON_SAYS, compileCommon, defineMatcher, valuesOf } from './define.ts';
import { textGaps } from './text-gaps.ts';

const entrySchema = {
  key: globList.optional(),
  value: words.schema.optional(),
};
const beside = z.union([z.strictObject(entrySchema), z.array(z.strictObject(entrySchema)).min(1)]);
const formatNames = FORMATS.map(({ name }) => name);

const schema = z.strictObject({
  format: z.enum(formatNames),
  path: globList.optional(),
  section: z.union([z.literal(''), globList]).optional(),
  ...entrySchema,
  with: beside.optional(),
  without: beside.optional(),
  absent: z.literal(true).optional(),
  each: z.enum(['key', 'value', 'section', 'entry']).optional(),
  fate: COMMON_FIELDS.fate.optional(),
  provenance: COMMON_FIELDS.provenance.optional(),
  of: COMMON_FIELDS.of.optional(),
});

/** Settings of configuration files whose format we can read: by section, key and value, never by a bare search. */
export const configMatcher = defineMatcher({
  kind: 'config',
  title: 'a setting in a configuration file, by section, key and value',
  schema,
  fields: {
    format: `${formatNames.join(', ')}; needed`,
    path: 'glob or list of globs; the usual places of the format unless said',
    section:
      'glob on the names of the sections around it, joined by `/` (`devices/device`); `""` = top of the file',
    key: 'glob or list of globs on the key',
    value: words.says,
    with: 'settings that must stand in the same section: `{key, value}` or a list',
    without: 'settings that must not stand in the same section',
    absent: '`true`: the file is there and has no such setting',
    each: 'one finding for each key, value, section or entry, instead of one for the file',
    ...COMMON_SAYS,
  },
  compile(spec) {
    const format = formatNamed(spec.format);
    const globs = compileGlobs(spec.path === undefined ? format.files : compileGlobList(spec.path).sources);
    const { of, test } = compileCommon(spec, 'custom');
    const isWanted = compileWanted(spec, format);
    return (facts) => {
      const texts = facts.texts(globs, of).filter((text) => text.file === null || test(text.file));
      const matches = texts.flatMap((text) => {
        const parsed = facts.parsed(text, format);
        const found = parsed.entries.filter((entry) => isWanted(entry, parsed));
        if (spec.absent !== true) return found.map((entry) => matchOfEntry(text, entry, spec.each));
        return found.length === 0 && !text.content.truncated ? [matchOfAbsence(text, spec.key)] : [];
      });
      return answer(matches, [
        ...textGaps(facts, globs, of, texts),
        ...unparsable(facts, texts, format, spec.key),
      ]);
    };
  },
});

type Spec = z.infer<typeof schema>;
interface EntrySpec {
  readonly key?: unknown;
  readonly value?: unknown;
}

function compileWanted(spec: Spec, format: Format): (entry: Entry, parsed: Parsed) => boolean {
  const section = compileSection(spec.section);
  const own = compileEntry(spec, format);
  const withAll = listOf(spec.with).map((other) => compileEntry(other, format));
  const without = listOf(spec.without).map((other) => compileEntry(other, format));
  return (entry, parsed) => {
    if (!section(entry) || !own(entry)) return false;
    if (withAll.length + without.length === 0) return true;
    const neighbours = parsed.entries.filter((other) => other.block === entry.block);
    return withAll.every((test) => neighbours.some(test)) && !without.some((test) => neighbours.some(test));
  };
}

function listOf(spec: EntrySpec | readonly EntrySpec[] | undefined): readonly EntrySpec[] {
  if (spec === undefined) return [];
  // Array.isArray does not narrow readonly arrays.
  return Array.isArray(spec) ? (spec as readonly EntrySpec[]) : [spec as EntrySpec];
}

function compileSection(spec: unknown): (entry: Entry) => boolean {
  if (spec === undefined) return () => true;
  if (spec === '') return (entry) => entry.section.length === 0;
  const globs: Globs = compileGlobList(spec);
  return (entry) => entry.section.length > 0 && globs.test(entry.section.join('/'));
}

function compileEntry(spec: EntrySpec, format: Format): (entry: Entry) => boolean {
  const lower = (text: string) => (format.ignoreCase ? text.toLowerCase() : text);
  const globs =
    spec.key === undefined
      ? null
      : compileGlobs(compileGlobList(spec.key).sources.map((glob) => lower(glob)));
  const value =
    spec.value === undefined ? null : compileRegexes(spec.value, { ignoreCase: format.ignoreCase });
  return (entry) => {
    if (globs !== null && !globs.test(lower(entry.key))) return false;
    if (value === null) return true;
    return value.patterns.some((pattern) => pattern.test(entry.value)) !== value.negative;
  };
}

function matchOfEntry(text: FileText, entry: Entry, each: Spec['each']): Match {
  const section = entry.section.join('/');
  const keys = {
    key: entry.key,
    value: entry.value,
    section,
    entry: section === '' ? entry.key : `${section}/${entry.key}`,
  };
  return {
    subject: `file:${text.path}`,
    key: each === undefined ? null : keys[each],
    evidence: [
      { origin: text.path, line: entry.line, excerpt: excerptOf(text.lines[entry.line - 1] ?? entry.key) },
    ],
    values: {
      ...(text.file === null ? {} : valuesOf(text.file)),
      subject: text.path,
      path: text.path,
      line: String(entry.line),
      section,
      key: entry.key,
      value: entry.value,
    },
  };
}

function matchOfAbsence(text: FileText, key: unknown): Match {
  const wanted = key === undefined ? 'such a setting' : compileGlobList(key).sources.join(' or ');
  return {
    subject: `file:${text.path}`,
    key: null,
    evidence: [{ origin: text.path, excerpt: `no ${wanted}` }],
    values: { subject: text.path, path: text.path, key: wanted },
  };
}

const MAX_ERRORS = 5;
/** Errors that put the sections of everything behind them in doubt. */
const STRUCTURAL = /not closed|not opened|endscript/;

/** Lines that the format does not allow hide a setting only if they name its key. */
function unparsable(facts: Facts, texts: readonly FileText[], format: Format, key: unknown): Gap[] {
  const keys = key === undefined ? [''] : compileGlobList(key).bases.map(({ base }) => base.toLowerCase());
  return texts.flatMap((text) =>
    facts
      .parsed(text, format)
      .errors.filter(({ line, message }) => {
        const said = (text.lines[line - 1] ?? '').toLowerCase();
        return STRUCTURAL.test(message) || keys.some((name) => said.includes(name));
      })
      .slice(0, MAX_ERRORS)
      .map((error) => ({
        collector: 'files',
        origin: text.path,
        reason: 'unparsable' as const,
        detail: `line ${error.line}: ${error.message}`,
      })),
  );
}
