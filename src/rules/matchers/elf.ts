import { z } from 'zod';
import type { ElfFacts } from '../../lib/elf.ts';
import { compileGlobs } from '../../lib/globs.ts';
import type { Gap } from '../../model/gap.ts';
import type { Evidence } from '../../model/inventory.ts';
import { compiledOf, few, type Compiled } from '../compiled.ts';
import { answer, excerptOf, type Match } from '../evaluation.ts';
import type { Facts } from '../facts.ts';
import { compileGlobList, globList, names, oneOf, words } from './conditions.ts';
import { COMMON_FIELDS, COMMON_SAYS, compileCommon, defineMatcher, valuesOf } from './define.ts';

const TYPES = ['program', 'library', 'module', 'object', 'core', 'other'] as const;

const schema = z.strictObject({
  in: z.union([z.enum(['files', 'packages']), z.array(z.enum(['files', 'packages'])).min(1)]).optional(),
  path: globList.optional(),
  bits: z.union([z.literal(32), z.literal(64)]).optional(),
  machine: globList.optional(),
  type: oneOf(TYPES).schema.optional(),
  needed: globList.optional(),
  soname: globList.optional(),
  interpreter: globList.optional(),
  vermagic: words.schema.optional(),
  fate: COMMON_FIELDS.fate.optional(),
  provenance: COMMON_FIELDS.provenance.optional(),
  of: COMMON_FIELDS.of.optional(),
});
type Spec = z.infer<typeof schema>;

/** Compiled files by what they are and need. Those of one tree of folders, and those of a package, are one finding. */
export const elfMatcher = defineMatcher({
  kind: 'elf',
  title:
    'compiled programs, libraries and kernel modules: what they are built for, and which libraries they need',
  schema,
  fields: {
    in: '`files` (unowned or changed ones, read on the host), `packages` (what rpm noted of theirs), or both; both unless said',
    path: 'glob or list of globs on the file; leaves out packages',
    bits: '32 or 64; of a package: that it has such files',
    machine: 'glob: `x86`, `x86-64`, `arm`, `powerpc` …; leaves out packages',
    type: `one or a list of ${TYPES.join(', ')}; leaves out packages`,
    needed: 'glob on the soname of a library that it is linked with (`libssl.so.6`)',
    soname: 'glob on the soname that a library has itself',
    interpreter: 'glob on the loader of a program (`/lib/ld-linux.so.2`); leaves out packages',
    vermagic:
      'regular expression on the kernel that a kernel module says it was built for; leaves out packages',
    ...COMMON_SAYS,
    of: `${COMMON_SAYS['of'] ?? ''}; \`custom\` unless said`,
  },
  compile(spec) {
    const { of, test } = compileCommon(spec, 'custom');
    const needed = spec.needed === undefined ? null : names.compile(spec.needed);
    const places = [spec.in ?? ['files', 'packages']].flat();
    const tests = compileTests(spec, places);
    const found = (one: Compiled): boolean => test(one.assessed) && tests.every((each) => each(one));
    return (facts) => {
      const groups = new Map<string, [Compiled, ...Compiled[]]>();
      for (const one of compiledOf(facts, of).filter(found)) {
        const group = groups.get(one.subject.item.id);
        if (group) group.push(one);
        else groups.set(one.subject.item.id, [one]);
      }
      const matches = [...groups.values()].map((group) => matchOfGroup(group, needed));
      return answer(matches, gapsOf(facts, spec, places));
    };
  },
});

function compileTests(spec: Spec, places: readonly string[]): ((one: Compiled) => boolean)[] {
  const tests: ((one: Compiled) => boolean)[] = [
    ({ elf }) => places.includes(elf === null ? 'packages' : 'files'),
  ];
  const ofFile = (said: unknown, condition: typeof names, pick: (elf: ElfFacts) => string | null): void => {
    if (said === undefined) return;
    const test = condition.compile(said);
    tests.push(({ elf }) => elf !== null && test(pick(elf)));
  };
  if (spec.path !== undefined) {
    const globs = compileGlobList(spec.path);
    tests.push(({ elf, name }) => elf !== null && globs.test(name));
  }
  const { bits: wanted } = spec;
  if (wanted !== undefined) tests.push(({ bits }) => bits.includes(wanted));
  ofFile(spec.machine, names, (elf) => elf.machine);
  ofFile(spec.type, oneOf(TYPES), (elf) => elf.type);
  ofFile(spec.interpreter, names, (elf) => elf.interpreter);
  ofFile(spec.vermagic, words, (elf) => elf.vermagic);
  if (spec.needed !== undefined) {
    const test = names.compile(spec.needed);
    tests.push(({ needed }) => test(needed));
  }
  if (spec.soname !== undefined) {
    const test = names.compile(spec.soname);
    tests.push(({ provided }) => test(provided));
  }
  return tests;
}

const MAX_EVIDENCE = 20;

/** One finding for a tree or package, with a line for each file. */
function matchOfGroup(
  [first, ...others]: readonly [Compiled, ...Compiled[]],
  wanted: ((name: string) => boolean) | null,
): Match {
  const group = [first, ...others];
  const values = valuesOf(first.subject);
  const met = group.flatMap(({ needed }) => needed.filter((name) => wanted?.(name) ?? true));
  return {
    subject: first.subject.item.id,
    key: null,
    evidence: group.slice(0, MAX_EVIDENCE).map(evidenceOf),
    values: {
      ...values,
      what: others.length === 0 ? first.name : `${group.length} files below ${values['subject'] ?? ''}`,
      first: first.name,
      needed: few([...new Set(met)]),
      machine: first.elf?.machine ?? '',
      vermagic: first.elf?.vermagic ?? '',
      interpreter: first.elf?.interpreter ?? '',
    },
  };
}

function evidenceOf({ elf, name, line }: Compiled): Evidence {
  return { origin: elf === null ? 'rpm -qa' : name, excerpt: excerptOf(line) };
}

function gapsOf(facts: Facts, spec: Spec, places: readonly string[]): readonly Gap[] {
  const globs = spec.path === undefined ? compileGlobs(['/**']) : compileGlobList(spec.path);
  const files = places.includes('files');
  const packages = places.includes('packages');
  return [
    ...(files ? facts.gapsOfPaths(globs, 'existence') : []),
    ...(packages ? facts.gapsOfKinds(['package']) : []),
    ...facts
      .gapsOfCode()
      .filter(({ collector }) => (collector === 'packages' ? packages && !isOfFilesOnly(spec) : files)),
  ];
}

/** These conditions no package meets. */
function isOfFilesOnly({ path, machine, type, interpreter, vermagic }: Spec): boolean {
  return [path, machine, type, interpreter, vermagic].some((condition) => condition !== undefined);
}
