import { z } from 'zod';
import { compareEvr } from '../../versions/rpm.ts';
import type { Condition } from './conditions.ts';

/** Version of a package as rpm orders it. */
export interface EvrValue {
  readonly epoch: number | null;
  readonly version: string;
  readonly release: string;
}

const COMPARISON = /^(<=|>=|<|>|=)(?:(\d+):)?([^\s:-]+)(?:-([^\s:-]+))?$/;
const TESTS: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '=': (order) => order === 0,
  '>=': (order) => order >= 0,
  '>': (order) => order > 0,
};

const schema = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const wrong = text.split(/\s+/).find((part) => !COMPARISON.test(part));
    if (wrong !== undefined)
      context.addIssue({
        code: 'custom',
        message: `expected comparisons such as ">=1.2-3 <2", not "${wrong}"`,
      });
  })
  .meta({ description: 'comparisons with [epoch:]version[-release], all of which must hold: ">=1.2-3 <2"' });

/** `>=1.2-3 <2`: a bound without a release is compared by epoch and version alone, as rpm compares dependencies. */
export const evrRange: Condition<EvrValue> = {
  schema,
  says: 'comparisons with [epoch:]version[-release] by the order of rpm, such as `">=1.2-3 <2"`',
  compile(spec) {
    const tests = schema
      .parse(spec)
      .split(/\s+/)
      .map((part) => {
        const [, operator = '', epoch, version = '', release] = COMPARISON.exec(part) ?? [];
        const bound = { epoch: epoch === undefined ? null : Number(epoch), version, release: release ?? '' };
        const test = TESTS[operator] ?? (() => false);
        return (value: EvrValue) => test(compareEvr(value, bound));
      });
    return (value) => tests.every((test) => test(value));
  },
};
