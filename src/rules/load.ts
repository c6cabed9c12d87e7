import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileGlobs } from '../lib/globs.ts';
import { compareText } from '../lib/order.ts';
import { AuditError } from '../model/errors.ts';
import type { Matcher } from './evaluation.ts';
import { BUILT_FORMS, newForms, type Forms } from './forms.ts';
import { compileMatch, conditionsIn, kindsIn, type MatchSpec } from './matchers/index.ts';
import type { Applies, DisabledRule, Rule, RuleSet } from './rule.ts';
import { ruleFileSchema, type AppliesSpec, type RuleFile, type RuleSpec } from './schema.ts';
import { readOwnYaml, readYaml, type FileProblem, type YamlFile } from './yaml-file.ts';

/** A rule file's name, as it is shown in messages, and its text. */
export interface RuleText {
  readonly file: string;
  readonly text: string;
}

/** Problems of rule files, all of them, each with file, line and column. */
export class RuleFileError extends AuditError {
  readonly problems: readonly FileProblem[];

  constructor(problems: readonly FileProblem[]) {
    super(
      'rules-invalid',
      problems.map(formatProblem).join('\n'),
      'Mend these places; docs/writing-rules.md says what may stand where.',
    );
    this.problems = problems;
  }
}

/** `data/rules/ssh.yaml:12:5: [sshd-keyword-gone] match.config.format: expected …` */
export function formatProblem(problem: FileProblem): string {
  const rule = problem.rule === null ? '' : `[${problem.rule}] `;
  const path = problem.path === '' ? '' : `${problem.path}: `;
  return `${problem.file}:${problem.line}:${problem.column}: ${rule}${path}${problem.message}`;
}

/** The rules.yaml that travels with the program. */
export const OWN_RULES: string = fileURLToPath(new URL('../../rules.yaml', import.meta.url));

/**
 * Reads an entry file with everything it includes, then the user's own files over it.
 * @param forms what is known of the texts of the entry and its includes; the user's own are always read.
 * @throws RuleFileError with all problems of all files; AuditError `rules-unreadable` when a file cannot be read.
 */
export function loadRules(
  entry: string = OWN_RULES,
  overlays: readonly string[] = [],
  forms: Forms = BUILT_FORMS,
): RuleSet {
  const root = dirname(entry);
  const name = (path: string) => {
    const short = relative(root, path);
    return short.startsWith('..') ? path : short.split(sep).join('/');
  };
  const texts: RuleText[] = [{ file: name(entry), text: readText(entry) }];
  const include = readOwnYaml(name(entry), texts[0]?.text ?? '', ruleFileSchema, forms).value?.include;
  for (const path of expandIncludes(root, include?.rules ?? []))
    texts.push({ file: name(path), text: readText(path) });
  const over = overlays.map((path) => ({ file: path, text: readText(path) }));
  return {
    ...parseRules(texts, over, forms),
    includes: {
      releases: expandIncludes(root, include?.releases ?? []),
      stock: expandIncludes(root, include?.stock ?? []),
    },
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AuditError(
      'rules-unreadable',
      `The rules file ${path} could not be read.`,
      'Check the name and the permissions of the file.',
      { cause },
    );
  }
}

/** Files below the folder that the globs take, in the order of their names. */
function expandIncludes(root: string, sources: readonly string[]): string[] {
  return sources.flatMap((source) => {
    const globs = compileGlobs([source]);
    const folder = source.replace(/[^/]*[*?[{].*$/, '').replace(/[^/]*$/, '');
    return listFiles(join(root, folder))
      .filter((path) => globs.test(relative(root, path).split(sep).join('/')))
      .sort(compareText);
  });
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (cause) {
    throw new AuditError(
      'rules-unreadable',
      `The folder ${folder}, which the rules include, could not be read.`,
      'The installation is not whole; install the program again.',
      { cause },
    );
  }
}

/**
 * The same from texts, without includes.
 * @param texts the product's files; the first one holds the version.
 * @param overlays the user's own files: they may add, override and disable.
 * @throws RuleFileError with all problems of all files.
 */
export function parseRules(
  texts: readonly RuleText[],
  overlays: readonly RuleText[] = [],
  forms: Forms = newForms(),
): RuleSet {
  const own = texts.map(({ file, text }) => readOwnYaml(file, text, ruleFileSchema, forms));
  const over = overlays.map(({ file, text }) => readYaml(file, text, ruleFileSchema));
  const problems = [...own, ...over].flatMap((file) => file.problems);
  const merged = mergeFiles(own, over);
  problems.push(...merged.problems);
  if (problems.length > 0) throw new RuleFileError(problems);
  const hash = createHash('sha256');
  for (const { text } of [...texts, ...overlays]) hash.update(text).update('\0');
  const values = [...own, ...over].flatMap(({ value }) => (value === null ? [] : [value]));
  return {
    version: values[0]?.version ?? '0',
    sha256: hash.digest('hex'),
    rules: [...merged.rules].sort((a, b) => compareText(a.id, b.id)),
    checklist: values.flatMap((file) =>
      (file.checklist ?? []).map((entry) => ({
        id: entry.id,
        applies: appliesOf(entry.applies ?? file.applies),
        text: entry.text,
        source: entry.source,
        covers: entry.covers ?? [],
      })),
    ),
    disabled: merged.disabled,
    outOfScope: values.flatMap((file) =>
      (file.outOfScope ?? []).flatMap(({ facts, reason }) => facts.map((fact) => ({ fact, reason }))),
    ),
    includes: { releases: [], stock: [] },
  };
}

interface Merged {
  readonly rules: readonly Rule[];
  readonly disabled: RuleSet['disabled'];
  readonly problems: readonly FileProblem[];
}

function mergeFiles(own: readonly YamlFile<RuleFile>[], over: readonly YamlFile<RuleFile>[]): Merged {
  const rules = new Map<string, Rule>();
  const disabled: DisabledRule[] = [];
  const problems: FileProblem[] = [];
  for (const file of [...own, ...over]) {
    (file.value?.rules ?? []).forEach((spec, index) => {
      const place = ['rules', index];
      const rule = makeRule(spec, file.value?.applies, file.file, file.position(place).line);
      const complaint = complainAbout(spec, rules);
      if (complaint !== null)
        problems.push(problemAt(file, [...place, complaint.key], spec.id, complaint.message));
      if (spec.overrides !== undefined) rules.delete(spec.overrides);
      if (complaint === null) rules.set(spec.id, rule);
    });
  }
  for (const file of [...own, ...over]) {
    (file.value?.disable ?? []).forEach(({ id, reason }, index) => {
      const rule = rules.get(id);
      if (!rules.delete(id))
        problems.push(problemAt(file, ['disable', index, 'id'], id, `there is no rule "${id}" to disable`));
      disabled.push({ id, reason, file: file.file, conditions: rule?.conditions ?? [] });
    });
  }
  return { rules: [...rules.values()], disabled, problems };
}

function complainAbout(
  spec: RuleSpec,
  known: ReadonlyMap<string, Rule>,
): { readonly key: string; readonly message: string } | null {
  if (spec.overrides !== undefined && !known.has(spec.overrides))
    return { key: 'overrides', message: `there is no rule "${spec.overrides}" to override` };
  const before = known.get(spec.id);
  if (before === undefined || spec.overrides === spec.id) return null;
  return {
    key: 'id',
    message: `the id "${spec.id}" is taken by ${before.file}:${before.line}; say \`overrides: ${spec.id}\` to stand in for it`,
  };
}

function problemAt(
  file: YamlFile<RuleFile>,
  path: readonly PropertyKey[],
  rule: string,
  message: string,
): FileProblem {
  return {
    file: file.file,
    ...file.position(path),
    rule,
    path: path.slice(2).map(String).join('.'),
    message,
  };
}

function makeRule(spec: RuleSpec, applies: AppliesSpec | undefined, file: string, line: number): Rule {
  return {
    id: spec.id,
    title: spec.title,
    applies: appliesOf(spec.applies ?? applies),
    severity: spec.severity,
    compat: spec.compat ?? null,
    fate: spec.fate ?? null,
    why: spec.why,
    remediation: spec.remediation,
    sources: spec.sources,
    covers: spec.covers ?? [],
    examples: spec.examples,
    match: spec.match,
    matcher: whenAsked(spec.match),
    kinds: [...new Set(kindsIn(spec.match))],
    conditions: conditionsIn(spec.match),
    file,
    line,
  };
}

/** Compiled when it is first asked: who lists the rules asks none, and an audit only those that apply. */
function whenAsked(spec: MatchSpec): Matcher {
  let matcher: Matcher | null = null;
  return (facts) => (matcher ??= compileMatch(spec))(facts);
}

function appliesOf(spec: AppliesSpec | undefined): Applies {
  return { from: spec?.from ?? null, to: spec?.to ?? null, method: spec?.method ?? null };
}
