import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandExample, type ExpandedExample } from '../../src/rules/examples.ts';
import type { Example } from '../../src/rules/example-schema.ts';
import { findingsOf, judge, type Judgement } from '../../src/rules/judge.ts';
import { loadRules } from '../../src/rules/load.ts';
import type { RuleSet } from '../../src/rules/rule.ts';

const rules = loadRules(resolve(import.meta.dirname, '../../rules.yaml'));
const everyExample = rules.rules.flatMap(({ examples }) => [...examples.match, ...examples.clear]);

/** Several small hosts made one: as odd a host as the examples allow. */
const host = fc
  .shuffledSubarray(everyExample, { minLength: 1, maxLength: 8 })
  .map((examples) => examples.reduce<Example>(mergeExamples, {}));

function mergeExamples(a: Example, b: Example): Example {
  const merged: Record<string, unknown> = { ...a };
  for (const [name, value] of Object.entries(b)) {
    const before = merged[name];
    if (name === 'expect' || name === 'note' || name === 'upgrade') continue;
    if (Array.isArray(before) && Array.isArray(value))
      merged[name] = [...(before as unknown[]), ...(value as unknown[])];
    else if (typeof before === 'object' && before !== null)
      merged[name] = { ...before, ...(value as object) };
    else merged[name] = value;
  }
  return merged;
}

function run(ruleSet: RuleSet, { inventory, assessment, upgrade }: ExpandedExample): Judgement {
  return judge(ruleSet, inventory, assessment, upgrade, { judgedAt: '2016-06-01T00:00:00Z' });
}

const idsOf = ({ outcomes }: Judgement) => outcomes.flatMap(findingsOf).map(({ id }) => id);
const reversed = <T>(list: readonly T[]): T[] => [...list].reverse();

/** One item a host cannot have twice. */
function withoutTwins(expanded: ExpandedExample): ExpandedExample {
  const items = new Map(expanded.assessment.items.map((assessed) => [assessed.item.id, assessed]));
  return { ...expanded, assessment: { ...expanded.assessment, items: [...items.values()] } };
}

describe('judging', () => {
  test('does not depend on the order of items, texts, stops and rules', () => {
    fc.assert(
      fc.property(host, (example) => {
        const forward = withoutTwins(expandExample(example));
        const { inventory, assessment } = forward;
        const backward: ExpandedExample = {
          ...forward,
          inventory: { ...inventory, contents: reversed(inventory.contents) },
          assessment: {
            ...assessment,
            items: reversed(assessment.items),
            stops: reversed(assessment.stops),
          },
        };
        const first = run(rules, forward);
        const second = run({ ...rules, rules: reversed(rules.rules) }, backward);

        expect(idsOf(second)).toEqual(idsOf(first));
        expect(second.outcomes.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual(
          first.outcomes.map(({ rule, outcome }) => `${rule} ${outcome}`),
        );
        expect(second.verdict).toBe(first.verdict);
      }),
      { numRuns: 25 },
    );
  });

  test('gives every rule one outcome and every item one fate', () => {
    fc.assert(
      fc.property(host, (example) => {
        const expanded = withoutTwins(expandExample(example));
        const { outcomes, assessment } = run(rules, expanded);
        const judgedRules = outcomes.map(({ rule }) => rule);

        expect(new Set(judgedRules).size).toBe(judgedRules.length);
        for (const { id } of rules.rules) expect(judgedRules).toContain(id);
        expect(assessment.items.map(({ item }) => item.id)).toEqual(
          expanded.assessment.items.map(({ item }) => item.id),
        );
      }),
      { numRuns: 25 },
    );
  });

  test('loses no finding when an unrelated item is added', () => {
    fc.assert(
      fc.property(host, (example) => {
        const before = idsOf(run(rules, withoutTwins(expandExample(example))));
        const files = { ...example.files, '/srv/unrelated': 'nothing' };
        const after = idsOf(run(rules, withoutTwins(expandExample({ ...example, files }))));

        expect(after).toEqual(expect.arrayContaining(before));
      }),
      { numRuns: 25 },
    );
  });

  test('gives every finding an id of its own', () => {
    fc.assert(
      fc.property(host, (example) => {
        const ids = idsOf(run(rules, withoutTwins(expandExample(example))));

        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 25 },
    );
  });
});
