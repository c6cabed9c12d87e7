import { z } from 'zod';
import type { Stop } from '../../model/fate.ts';
import { answer, type Match } from '../evaluation.ts';
import type { Facts } from '../facts.ts';
import { defineMatcher, valuesOf } from './define.ts';

const schema = z.strictObject({
  condition: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
});

/** The conditions that such a matcher names. */
export function preflightConditions(spec: unknown): string[] {
  return [schema.parse(spec).condition].flat();
}

/** A point at which the installer of the target refuses, stops half-way or destroys data, as `assess` found it. */
export const preflightMatcher = defineMatcher({
  kind: 'preflight',
  title: 'a stop condition of the installer, found when the upgrade was played through',
  schema,
  fields: { condition: 'id of a stop condition of the release profile, or a list; needed' },
  compile(spec) {
    const conditions = [spec.condition].flat();
    return (facts) =>
      answer(
        conditions.flatMap((condition) => facts.stops(condition).map((stop) => matchOfStop(stop, facts))),
        conditions.flatMap((condition) => facts.missingOf(condition)),
      );
  },
});

function matchOfStop(stop: Stop, facts: Facts): Match {
  const item = facts.item(stop.subject);
  const name = stop.subject.slice(stop.subject.indexOf(':') + 1);
  const path = item?.item.kind === 'setting' ? item.item.from : name;
  return {
    subject: stop.subject,
    key: stop.key,
    evidence: stop.evidence,
    values: {
      ...(item === null ? {} : valuesOf(item)),
      subject: name,
      path,
      sentence: stop.sentence,
      key: stop.key ?? '',
      build: stop.onlyBuild ?? '',
    },
  };
}
