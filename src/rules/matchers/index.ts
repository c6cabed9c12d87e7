import { z } from 'zod';
import type { Matcher } from '../evaluation.ts';
import { bootArgMatcher } from './boot-arg.ts';
import { certificateMatcher } from './certificate.ts';
import { allOf, anyOf, notOf, oneFindingOf, sameOf } from './combine.ts';
import { configMatcher } from './config.ts';
import { contentMatcher } from './content.ts';
import { cronMatcher } from './cron.ts';
import { crossMatcher } from './cross.ts';
import type { MatcherKind } from './define.ts';
import { diskMatcher } from './disk.ts';
import { drbdMatcher } from './drbd.ts';
import { driverDiskMatcher } from './driver-disk.ts';
import { elfMatcher } from './elf.ts';
import { fileMatcher } from './file.ts';
import { firewallMatcher } from './firewall.ts';
import { groupMatcher } from './group.ts';
import { hotfixMatcher } from './hotfix.ts';
import { inventoryKeyMatcher } from './inventory-key.ts';
import { mdMatcher } from './md.ts';
import { moduleMatcher } from './module.ts';
import { mountMatcher } from './mount.ts';
import { nicMatcher } from './nic.ts';
import { packMatcher } from './pack.ts';
import { packageMatcher } from './package.ts';
import { partitionMatcher } from './partition.ts';
import { pbdMatcher } from './pbd.ts';
import { pluginMatcher } from './plugin.ts';
import { preflightConditions, preflightMatcher } from './preflight.ts';
import { repoMatcher } from './repo.ts';
import { routeMatcher } from './route.ts';
import { scriptMatcher } from './script.ts';
import { serviceMatcher } from './service.ts';
import { settingMatcher } from './setting.ts';
import { srMatcher } from './sr.ts';
import { swapMatcher } from './swap.ts';
import { userMatcher } from './user.ts';
import { vgMatcher } from './vg.ts';
import { vmMatcher } from './vm.ts';

/** THE list: the words that may stand under `match:` besides all, same, any, one and not. */
export const MATCHERS: readonly MatcherKind[] = [
  fileMatcher,
  contentMatcher,
  configMatcher,
  scriptMatcher,
  elfMatcher,
  crossMatcher,
  preflightMatcher,
  inventoryKeyMatcher,
  packageMatcher,
  serviceMatcher,
  cronMatcher,
  userMatcher,
  groupMatcher,
  moduleMatcher,
  bootArgMatcher,
  mountMatcher,
  swapMatcher,
  diskMatcher,
  partitionMatcher,
  vgMatcher,
  mdMatcher,
  drbdMatcher,
  srMatcher,
  pbdMatcher,
  vmMatcher,
  nicMatcher,
  routeMatcher,
  firewallMatcher,
  repoMatcher,
  hotfixMatcher,
  packMatcher,
  driverDiskMatcher,
  certificateMatcher,
  pluginMatcher,
  settingMatcher,
];

const KINDS = new Map(MATCHERS.map((matcher) => [matcher.kind, matcher]));
/** Words that take a list of matchers. */
const LISTS: readonly string[] = ['all', 'same', 'any', 'one'];
const WORDS = [...LISTS, 'not', ...KINDS.keys()];

/** What may stand under `match:`: exactly one word, with what belongs to it. */
export type MatchSpec = Readonly<Record<string, unknown>>;

export const matchSchema: z.ZodType<MatchSpec> = z
  .lazy(() =>
    z
      .strictObject({
        all: z.array(matchSchema).min(1).optional(),
        same: z.array(matchSchema).min(2).optional(),
        any: z.array(matchSchema).min(1).optional(),
        one: z.array(matchSchema).min(1).optional(),
        not: matchSchema.optional(),
        ...Object.fromEntries(MATCHERS.map(({ kind, schema }) => [kind, schema.optional()])),
      })
      .superRefine((spec, context) => {
        const said = WORDS.filter((word) => spec[word as keyof typeof spec] !== undefined);
        if (said.length !== 1)
          context.addIssue({
            code: 'custom',
            message: `expected exactly one matcher, found ${said.length === 0 ? 'none' : said.join(' and ')}`,
          });
      }),
  )
  .meta({ id: 'match' });

/** True when the matcher names what it found; a bare `not` only says that something is absent. */
export function findsSubjects(spec: MatchSpec): boolean {
  if (spec['not'] !== undefined) return false;
  const choice = spec['any'] ?? spec['one'];
  if (choice !== undefined) return operandsOf(choice).every(findsSubjects);
  const operands = spec['all'] ?? spec['same'];
  return operands === undefined || operandsOf(operands).some(findsSubjects);
}

/** Every kind that is asked for in it, also deep inside. */
export function kindsIn(spec: MatchSpec): string[] {
  return Object.entries(spec).flatMap(([word, inner]) => {
    if (word === 'not') return kindsIn(inner as MatchSpec);
    if (LISTS.includes(word)) return operandsOf(inner).flatMap(kindsIn);
    return [word];
  });
}

/** Stop conditions that its `preflight` matchers name. */
export function conditionsIn(spec: MatchSpec): string[] {
  return Object.entries(spec).flatMap(([word, inner]) => {
    if (LISTS.includes(word)) return operandsOf(inner).flatMap(conditionsIn);
    return word === 'preflight' ? preflightConditions(inner) : [];
  });
}

/** @throws when the spec does not meet `matchSchema`; the loader has checked it before. */
export function compileMatch(spec: MatchSpec): Matcher {
  const [word, inner] = Object.entries(spec)[0] ?? ['', undefined];
  switch (word) {
    case 'all':
      return allOf(operandsOf(inner).map(compileMatch));
    case 'same':
      return sameOf(operandsOf(inner).map(compileMatch));
    case 'any':
      return anyOf(operandsOf(inner).map(compileMatch));
    case 'one':
      return oneFindingOf(operandsOf(inner).map(compileMatch));
    case 'not':
      return notOf(compileMatch(inner as MatchSpec));
    default: {
      const kind = KINDS.get(word);
      if (!kind) throw new Error(`no matcher is called ${word}`);
      return kind.compile(inner);
    }
  }
}

/** The schema has checked that it is a list of matchers. */
function operandsOf(inner: unknown): readonly MatchSpec[] {
  return inner as readonly MatchSpec[];
}
