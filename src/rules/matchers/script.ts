import { z } from 'zod';
import type { Gap } from '../../model/gap.ts';
import { answer, excerptOf, type Match } from '../evaluation.ts';
import type { ScriptSubject } from '../facts.ts';
import { HINTS, type ScriptFacts, type UsedPath } from '../scripts/script-facts.ts';
import { compileGlobList, globList, names, oneOf, words } from './conditions.ts';
import { gapsOfCron } from './cron-gaps.ts';
import { COMMON_FIELDS, COMMON_SAYS, compileCommon, defineMatcher, valuesOf } from './define.ts';

/** One place in a script that meets a condition. */
interface Hit {
  readonly line: number;
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}
/** null = the condition is not met; an empty list = it is met, and there is no one line to show. */
type Finder = (script: ScriptFacts) => readonly Hit[] | null;

const schema = z.strictObject({
  path: globList.optional(),
  in: z.union([z.enum(['files', 'cron']), z.array(z.enum(['files', 'cron'])).min(1)]).optional(),
  language: oneOf(['sh', 'python', 'perl', 'other']).schema.optional(),
  interpreter: globList.optional(),
  command: globList.optional(),
  arguments: words.schema.optional(),
  module: globList.optional(),
  usesPath: globList.optional(),
  writesPath: globList.optional(),
  service: globList.optional(),
  action: globList.optional(),
  hint: oneOf(HINTS).schema.optional(),
  chkconfig: z.boolean().optional(),
  lsb: z.boolean().optional(),
  functions: z.boolean().optional(),
  onlyXapi: z.boolean().optional(),
  fate: COMMON_FIELDS.fate.optional(),
  provenance: COMMON_FIELDS.provenance.optional(),
  of: COMMON_FIELDS.of.optional(),
});
type Spec = z.infer<typeof schema>;

/** What scripts use: read by a parser, so that a word in a string or comment is no use. Cron commands are scripts, too. */
export const scriptMatcher = defineMatcher({
  kind: 'script',
  title: 'what a script or cron command uses: programs, modules, paths, services, interpreter',
  schema,
  fields: {
    path: 'glob or list of globs on the script (for cron jobs: the crontab)',
    in: '`files`, `cron` or both; both unless said',
    language: 'sh, python, perl or other',
    interpreter: 'glob on the program of the `#!` line (with `#!/usr/bin/env X`: `X`)',
    command:
      'glob on the name of a program it calls (`ifconfig`), or on its path when the glob begins with `/`',
    arguments: 'regular expression on the arguments of that call, joined by single spaces',
    module: 'glob on a Python module or Perl package it loads',
    usesPath: 'glob on an absolute path it names',
    writesPath: 'glob on a path it writes, makes or removes (`> FILE`, `tee FILE`, `rm FILE`)',
    service: 'glob on a service it starts, stops, asks or enables',
    action: 'glob on what it does with that service (`restart`, `on`)',
    hint: HINTS.join(', '),
    chkconfig: 'whether it has a `# chkconfig:` line',
    lsb: 'whether it has an LSB header',
    functions: 'whether it reads /etc/init.d/functions',
    onlyXapi: 'whether it uses xapi and otherwise only what every dom0 has',
    ...COMMON_SAYS,
  },
  compile(spec) {
    const finders = compileFinders(spec);
    const { of, test } = compileCommon(spec, 'custom');
    const globs = spec.path === undefined ? null : compileGlobList(spec.path);
    const places = spec.in === undefined ? ['files', 'cron'] : [spec.in].flat();
    const wanted = wantedWords(spec);
    const mayBeJob = (file: string, line: string) =>
      (globs === null || globs.test(file)) &&
      wanted.every((choice) => choice.some((word) => line.includes(word)));
    return (facts) => {
      const subjects = facts
        .scripts(of)
        .filter(
          (subject) =>
            places.includes(subject.place) &&
            test(subject.assessed) &&
            (globs === null || globs.test(subject.path)),
        );
      const matches = subjects.flatMap((subject) => matchesOf(subject, finders));
      const gaps = [
        ...(places.includes('files') ? facts.gapsOfScripts() : []),
        ...(places.includes('cron') ? gapsOfCron(facts, mayBeJob) : []),
      ];
      return answer(matches, [...gaps, ...tooLong(subjects)], unparsable(subjects));
    };
  },
});

function compileFinders(spec: Spec): readonly Finder[] {
  const finders: Finder[] = [];
  const language =
    spec.language === undefined ? null : oneOf(['sh', 'python', 'perl', 'other']).compile(spec.language);
  if (language) finders.push((script) => (language(script.language) ? [] : null));
  if (spec.interpreter !== undefined) {
    const test = names.compile(spec.interpreter);
    finders.push((script) =>
      test(script.interpreter)
        ? [{ line: 1, key: script.interpreter ?? '', values: { interpreter: script.interpreter ?? '' } }]
        : null,
    );
  }
  if (spec.command !== undefined || spec.arguments !== undefined) finders.push(commandFinder(spec));
  if (spec.module !== undefined) {
    const test = names.compile(spec.module);
    finders.push((script) =>
      hits(
        script.modules.filter(({ name }) => test(name)),
        ({ name }) => name,
        ({ name }) => ({ module: name }),
      ),
    );
  }
  for (const [wanted, counts] of [
    [spec.usesPath, () => true],
    [spec.writesPath, ({ written }: UsedPath) => written === true],
  ] as const) {
    if (wanted === undefined) continue;
    const test = names.compile(wanted);
    finders.push((script) =>
      hits(
        script.paths.filter((used) => counts(used) && test(used.path)),
        ({ path }) => path,
        ({ path }) => ({ usedPath: path }),
      ),
    );
  }
  if (spec.service !== undefined || spec.action !== undefined) {
    const test = names.compile(spec.service ?? '*');
    const action = names.compile(spec.action ?? '**');
    finders.push((script) =>
      hits(
        script.services.filter((used) => test(used.name) && action(used.action)),
        ({ name }) => name,
        (used) => ({ service: used.name, action: used.action }),
      ),
    );
  }
  if (spec.hint !== undefined) {
    const test = oneOf(HINTS).compile(spec.hint);
    finders.push((script) =>
      hits(
        script.hints.filter(({ hint }) => test(hint)),
        ({ hint }) => hint,
        ({ hint }) => ({ hint }),
      ),
    );
  }
  for (const [wanted, is] of [
    [spec.chkconfig, (script: ScriptFacts) => script.init.chkconfig !== null],
    [spec.lsb, (script: ScriptFacts) => script.init.lsb],
    [spec.functions, (script: ScriptFacts) => script.init.functions],
    [spec.onlyXapi, (script: ScriptFacts) => script.onlyXapi],
  ] as const)
    if (wanted !== undefined) finders.push((script) => (is(script) === wanted ? [] : null));
  return finders;
}

function commandFinder(spec: Spec): Finder {
  const globs = spec.command === undefined ? null : compileGlobList(spec.command);
  const hasArguments = spec.arguments === undefined ? () => true : words.compile(spec.arguments);
  const isMeant = (name: string) => globs === null || globs.test(name);
  return (script) => {
    if (!programsOf(script).some(isMeant)) return null;
    return hits(
      script.commands.filter(
        ({ name, path, args }) =>
          (isMeant(name) || (path !== null && isMeant(path))) && hasArguments(args.join(' ')),
      ),
      ({ name }) => name,
      ({ name, args }) => ({ command: name, arguments: args.join(' ') }),
    );
  };
}

const programs = new WeakMap<ScriptFacts, readonly string[]>();

/** Names and paths of what a script calls, each once: most rules ask for none of them, and need not look at every call. */
function programsOf(script: ScriptFacts): readonly string[] {
  const known = programs.get(script);
  if (known !== undefined) return known;
  const called = script.commands.flatMap(({ name, path }) => (path === null ? [name] : [name, path]));
  const made = [...new Set(called)];
  programs.set(script, made);
  return made;
}

function hits<T extends { readonly line: number }>(
  found: readonly T[],
  keyOf: (value: T) => string,
  valuesOfHit: (value: T) => Readonly<Record<string, string>>,
): readonly Hit[] | null {
  if (found.length === 0) return null;
  return found.map((value) => ({ line: value.line, key: keyOf(value), values: valuesOfHit(value) }));
}

function matchesOf(subject: ScriptSubject, finders: readonly Finder[]): Match[] {
  const all: Hit[] = [];
  for (const find of finders) {
    const found = find(subject.script);
    if (found === null) return [];
    all.push(...found);
  }
  const evidence = all.map(({ line }) => ({
    origin: subject.path,
    line,
    excerpt: excerptOf(subject.lineText(line)),
  }));
  return [
    {
      subject: subject.assessed.item.id,
      key: null,
      evidence: evidence.length > 0 ? evidence : subject.assessed.item.evidence,
      values: {
        ...valuesOf(subject.assessed),
        ...Object.assign({}, ...[...all].reverse().map(({ values }) => values)),
        uses: [...new Set(all.map(({ key }) => key))].join(', '),
      } as Record<string, string>,
    },
  ];
}

/** For each condition on a name: what a line must hold to meet it, as far as that is sure. */
function wantedWords(spec: Spec): readonly (readonly string[])[] {
  return [spec.command, spec.module, spec.usesPath, spec.writesPath, spec.service].flatMap((globs) =>
    globs === undefined ? [] : [compileGlobList(globs).bases.map(({ base }) => base)],
  );
}

/** Of these only the beginning was read: the rest may use what was looked for. */
function tooLong(subjects: readonly ScriptSubject[]): Gap[] {
  return subjects
    .filter(({ script }) => script.cut)
    .map(({ path }) => ({
      collector: 'files',
      origin: path,
      reason: 'too-large',
      detail: `only the beginning of ${path} was read`,
    }));
}

const MAX_NOTES = 5;

/** Where the parser could not follow, the script was read line by line as well: a note, but no doubt. */
function unparsable(subjects: readonly ScriptSubject[]): Gap[] {
  return subjects
    .flatMap(({ script, path }) => script.errors.slice(0, 1).map((error) => ({ path, error })))
    .slice(0, MAX_NOTES)
    .map(({ path, error }) => ({
      collector: 'files',
      origin: path,
      reason: 'unparsable',
      detail: `line ${error.line}: ${error.message}; read line by line`,
    }));
}
