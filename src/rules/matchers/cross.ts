import { z } from 'zod';
import type { Gap } from '../../model/gap.ts';
import type { ItemKind } from '../../model/inventory.ts';
import { answer, type Match } from '../evaluation.ts';
import type { Facts } from '../facts.ts';
import { RELATIONS } from '../relations/index.ts';
import type { Relation } from '../relations/relation.ts';
import { names } from './conditions.ts';
import { gapsOfCron } from './cron-gaps.ts';
import { defineMatcher } from './define.ts';

const relationNames = RELATIONS.map(({ name }) => name);

const known = new WeakMap<Facts, Map<string, readonly Match[]>>();

/** Several rules ask for the same relation of the same host. */
function findOnce(relation: Relation, facts: Facts): readonly Match[] {
  const ofHost = known.get(facts) ?? new Map<string, readonly Match[]>();
  known.set(facts, ofHost);
  const found = ofHost.get(relation.name) ?? relation.find(facts);
  ofHost.set(relation.name, found);
  return found;
}

/** Findings between two items: what goes, and what needs it. */
export const crossMatcher = defineMatcher({
  kind: 'cross',
  title: 'one item that needs another which does not come back',
  schema: z.strictObject({
    relation: z.enum(relationNames),
    subject: names.schema.optional(),
    key: names.schema.optional(),
  }),
  fields: {
    relation: RELATIONS.map(({ name, title }) => `\`${name}\`: ${title}`).join('; ') + '; needed',
    subject: 'glob on the id of the item that needs the other (`cron:*`, `file:/etc/**`)',
    key: 'glob on the name of the other one',
  },
  compile(spec) {
    const relation = RELATIONS.find(({ name }) => name === spec.relation);
    const isSubject = spec.subject === undefined ? () => true : names.compile(spec.subject);
    const isKey = spec.key === undefined ? () => true : names.compile(spec.key);
    return (facts) => {
      const found = (relation === undefined ? [] : findOnce(relation, facts)).filter(
        (match) => isSubject(match.subject) && isKey(match.key ?? ''),
      );
      const gaps = gapsOf(facts, relation?.kinds ?? []);
      return answer(found, relation?.readsCode === true ? [...gaps, ...facts.gapsOfCode()] : gaps);
    };
  },
});

/** A line of a crontab that cron cannot read is run by nobody, so that it needs nothing either. */
function gapsOf(facts: Facts, kinds: readonly ItemKind[]): readonly Gap[] {
  return [
    ...facts.gapsOfKinds(kinds.filter((kind) => kind !== 'cron')),
    ...(kinds.includes('cron') ? gapsOfCron(facts, () => false) : []),
  ];
}
