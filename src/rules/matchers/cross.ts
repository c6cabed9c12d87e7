import { z } from 'zod';
import { answer, type Match } from '../evaluation.ts';
import type { Facts } from '../facts.ts';
import { RELATIONS } from '../relations/index.ts';
import type { Relation } from '../relations/relation.ts';
import { names } from './conditions.ts';
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
      return answer(found, facts.gapsOfKinds(relation?.kinds ?? []));
    };
  },
});
