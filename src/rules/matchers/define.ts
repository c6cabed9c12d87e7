import { z } from 'zod';
import type { FATES } from '../../model/fate.ts';
import { type AssessedItem } from '../../model/fate.ts';
import type { Gap } from '../../model/gap.ts';
import type { ItemKind } from '../../model/inventory.ts';
import { collectorsOf } from '../collectors-of.ts';
import { answer, type Match, type Matcher } from '../evaluation.ts';
import type { Facts, ItemOfKind, Of } from '../facts.ts';
import { oneOf, type Condition } from './conditions.ts';

/** One kind of matcher: the word under `match:`, what may stand there, and what it asks. */
export interface MatcherKind {
  readonly kind: string;
  /** What it finds, for docs/writing-rules.md. */
  readonly title: string;
  readonly schema: z.ZodType;
  /** Field → what is written there; for the documentation. */
  readonly fields: Readonly<Record<string, string>>;
  /** @throws when the spec does not meet `schema`; the loader has checked it before. */
  compile(spec: unknown): Matcher;
}

/** Types a matcher's label: `compile` is given what `schema` has read. */
export function defineMatcher<S>(matcher: {
  readonly kind: string;
  readonly title: string;
  readonly schema: z.ZodType<S>;
  readonly fields: Readonly<Record<string, string>>;
  compile(spec: S): Matcher;
}): MatcherKind {
  return { ...matcher, compile: (spec) => matcher.compile(matcher.schema.parse(spec)) };
}

/** A field of an item matcher: how its condition is written, and what of the item it is asked of. */
export interface Field<K extends ItemKind> {
  readonly schema: z.ZodType;
  readonly says: string;
  readonly compile: (spec: unknown) => (assessed: AssessedItem<ItemOfKind<K>>) => boolean;
}

export type FieldMaker<K extends ItemKind> = <V>(
  condition: Condition<V>,
  valueOf: (item: ItemOfKind<K>) => V,
  says?: string,
) => Field<K>;

/** `is(condition, valueOf)`: a field of one kind of item. */
export function fieldMaker<K extends ItemKind>(): FieldMaker<K> {
  return (condition, valueOf, says = condition.says) => ({
    schema: condition.schema,
    says,
    compile(spec) {
      const test = condition.compile(spec);
      return ({ item }) => test(valueOf(item));
    },
  });
}

const PROVENANCES = [
  'stock',
  'hotfix',
  'supplemental-pack',
  'driver-disk',
  'third-party',
  'local',
  'runtime',
  'unknown',
] as const;
const FATE_WORDS = [
  'untouched',
  'kept',
  'moved',
  'converted',
  'unknown',
  'replaced',
  'lost',
  'destroyed',
] as const satisfies typeof FATES;
const ofSchema = z.enum(['custom', 'any']);

const fateCondition = oneOf(FATE_WORDS);
const provenanceCondition = oneOf(PROVENANCES);

/** Fields that every item has besides its own. */
export const COMMON_FIELDS = {
  fate: fateCondition.schema,
  provenance: provenanceCondition.schema,
  of: ofSchema,
} as const;
export const COMMON_SAYS: Readonly<Record<string, string>> = {
  fate: fateCondition.says,
  provenance: provenanceCondition.says,
  of: '`custom`: only what is not as the product ships or makes it; `any`: everything that was collected',
};

/** The test that the common fields make, and where to look. */
export function compileCommon(
  spec: Readonly<Record<string, unknown>>,
  usually: Of,
): { readonly of: Of; readonly test: (assessed: AssessedItem) => boolean } {
  const tests: ((assessed: AssessedItem) => boolean)[] = [];
  if (spec['fate'] !== undefined) {
    const test = fateCondition.compile(spec['fate']);
    tests.push((assessed) => test(assessed.fate.name));
  }
  if (spec['provenance'] !== undefined) {
    const test = provenanceCondition.compile(spec['provenance']);
    tests.push((assessed) => test(assessed.provenance));
  }
  return {
    of: ofSchema.optional().parse(spec['of']) ?? usually,
    test: (assessed) => tests.every((test) => test(assessed)),
  };
}

/** A matcher that asks the fields of one kind of item. Conditions of several fields must all be met. */
export function defineItemMatcher<const K extends ItemKind>(label: {
  readonly kind: K;
  readonly title: string;
  /** Where it looks unless the rule says `of:`. */
  readonly usually: Of;
  readonly fields: (is: FieldMaker<K>) => Readonly<Record<string, Field<K>>>;
  /** Collectors whose gaps may hide what is asked for, where that depends on the question; else those of the kind. */
  readonly collectors?: (spec: Readonly<Record<string, unknown>>) => readonly string[];
  /** What may hide the items, where that takes more than the names of the collectors. */
  readonly gaps?: (spec: Readonly<Record<string, unknown>>) => (facts: Facts) => readonly Gap[];
}): MatcherKind {
  const fields = label.fields(fieldMaker<K>());
  const own = Object.fromEntries(
    Object.entries(fields).map(([name, { schema }]) => [name, schema.optional()]),
  );
  const common = Object.fromEntries(
    Object.entries(COMMON_FIELDS).map(([name, schema]) => [name, schema.optional()]),
  );
  const schema: z.ZodType<Record<string, unknown>> = z.strictObject({ ...own, ...common });
  return defineMatcher({
    kind: label.kind,
    title: label.title,
    schema,
    fields: {
      ...Object.fromEntries(Object.entries(fields).map(([name, { says }]) => [name, says])),
      ...COMMON_SAYS,
      of: `${COMMON_SAYS['of'] ?? ''}; \`${label.usually}\` unless said`,
    },
    compile(spec) {
      const { of, test } = compileCommon(spec, label.usually);
      const tests = Object.entries(fields).flatMap(([name, { compile }]) =>
        spec[name] === undefined ? [] : [compile(spec[name])],
      );
      const collectors = label.collectors?.(spec) ?? collectorsOf(label.kind);
      const gapsOf = label.gaps?.(spec) ?? ((facts: Facts) => facts.gapsOfCollectors(collectors));
      return (facts) => {
        const found = facts
          .items(label.kind, of)
          .filter((assessed) => test(assessed) && tests.every((each) => each(assessed)));
        return answer(found.map(matchOf), gapsOf(facts));
      };
    },
  });
}

/** An item as a match: its evidence, and its plain fields as values for placeholders. */
export function matchOf(assessed: AssessedItem): Match {
  return {
    subject: assessed.item.id,
    key: null,
    evidence: assessed.item.evidence,
    values: valuesOf(assessed),
  };
}

export function valuesOf(assessed: AssessedItem): Record<string, string> {
  const values: Record<string, string> = {
    subject: nameOf(assessed),
    fate: assessed.fate.name,
    provenance: assessed.provenance,
  };
  if (assessed.item.kind === 'setting') values['path'] = assessed.item.from;
  for (const [name, value] of Object.entries(assessed.item)) {
    if (name === 'id' || name === 'kind') continue;
    if (typeof value === 'string') values[name] = value;
    else if (typeof value === 'number' || typeof value === 'boolean') values[name] = String(value);
    else if (isTexts(value) && value.length > 0) values[name] = value.join('; ');
  }
  return values;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** The id without its kind: what a person calls the item. */
function nameOf({ item }: AssessedItem): string {
  return item.id.slice(item.id.indexOf(':') + 1);
}
