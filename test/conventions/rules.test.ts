import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { collectors } from '../../src/collectors/index.ts';
import { ALL_COLLECTORS } from '../../src/rules/collectors-of.ts';
import { runExamples } from '../../src/rules/examples.ts';
import { loadRules } from '../../src/rules/load.ts';
import { matchersToMarkdown, rulesToMarkdown } from '../../src/rules/markdown.ts';
import { PREFLIGHT } from '../../src/rules/restore/preflight/index.ts';
import { rulesJsonSchema } from '../../src/rules/schema.ts';
import { waiversJsonSchema } from '../../src/rules/waivers.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const rules = loadRules(resolve(ROOT, 'rules.yaml'));
const results = runExamples(rules);

describe('the rules', () => {
  test('are there', () => {
    expect(rules.rules.length).toBeGreaterThan(0);
  });

  test.each(rules.rules.map((rule) => [rule.id, rule] as const))(
    '%s: its examples come out as they say',
    (id) => {
      const failed = results.filter(({ rule, problem }) => rule === id && problem !== null);

      expect(failed.map(({ expected, index, problem }) => `${expected}[${index}]: ${problem ?? ''}`)).toEqual(
        [],
      );
    },
  );

  test('name no fact twice in one rule, and only facts that there are', () => {
    const known = new Set(factIds());
    const named = [...rules.rules, ...rules.checklist].flatMap(({ id, covers }) => {
      expect(new Set(covers).size, id).toBe(covers.length);
      return covers;
    });

    expect(known.size).toBe(factIds().length);
    expect(
      [...named, ...rules.outOfScope.map(({ fact }) => fact)].filter((fact) => !known.has(fact)),
    ).toEqual([]);
  });

  test('cover every stop condition and every change of the platform, or say why not', () => {
    const covered = new Set([
      ...[...rules.rules, ...rules.checklist].flatMap(({ covers }) => covers),
      ...rules.outOfScope.map(({ fact }) => fact),
    ]);

    expect(factIds().filter((fact) => !covered.has(fact))).toEqual([]);
  });

  test('speak for every stop condition that can be told from an inventory, and for no other', () => {
    const spoken = rules.rules.flatMap(({ conditions }) => conditions);

    expect([...spoken].sort()).toEqual(Object.keys(PREFLIGHT).sort());
  });

  test('are there where something is out of scope because of them', () => {
    const ids = new Set(rules.rules.map(({ id }) => id));
    const named = rules.outOfScope.flatMap(({ reason }) =>
      [...reason.matchAll(/\brules? ([a-z\d-]+(?:(?:, | and )[a-z\d]+-[a-z\d-]+)*)/g)].flatMap(
        ([, list = '']) => list.split(/, | and /).filter((word) => word.includes('-')),
      ),
    );

    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });

  test('do not call something a fact that is out of scope and covered at once', () => {
    const covered = new Set([...rules.rules, ...rules.checklist].flatMap(({ covers }) => covers));

    expect(rules.outOfScope.filter(({ fact }) => covered.has(fact))).toEqual([]);
  });
});

describe('what is made from the rules', () => {
  test('docs/rules.md is up to date', async () => {
    await expect(rulesToMarkdown(rules)).toMatchFileSnapshot(resolve(ROOT, 'docs/rules.md'));
  });

  test('docs/matchers.md is up to date', async () => {
    await expect(matchersToMarkdown()).toMatchFileSnapshot(resolve(ROOT, 'docs/matchers.md'));
  });

  test('schema/rules.schema.json is up to date', async () => {
    const text = `${JSON.stringify(rulesJsonSchema(), null, 2)}\n`;

    await expect(text).toMatchFileSnapshot(resolve(ROOT, 'schema/rules.schema.json'));
  });

  test('schema/waivers.schema.json is up to date', async () => {
    const text = `${JSON.stringify(waiversJsonSchema(), null, 2)}\n`;

    await expect(text).toMatchFileSnapshot(resolve(ROOT, 'schema/waivers.schema.json'));
  });

  test('the schema takes every rule file of ours', () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(rulesJsonSchema());
    const files = [...new Set(['rules.yaml', ...rules.rules.map(({ file }) => file)])];

    for (const file of files) {
      const value: unknown = parse(readFileSync(resolve(ROOT, file), 'utf8'));
      expect(validate(value), `${file}: ${JSON.stringify(validate.errors)}`).toBe(true);
    }
  });
});

test('collectors that rules wait for are collectors that there are', () => {
  const ids = collectors.map(({ id }) => id);

  expect(ALL_COLLECTORS.filter((id) => !ids.includes(id))).toEqual([]);
});

function factIds(): string[] {
  const lists = parse(readFileSync(resolve(ROOT, 'data/fact-ids.yaml'), 'utf8')) as Record<string, string[]>;
  return Object.entries(lists).flatMap(([group, ids]) => ids.map((id) => `${group}.${id}`));
}
