import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATA } from '../../../src/audit/knowledge.ts';
import { prepareKnowledge } from '../../../src/audit/prepare-knowledge.ts';
import { formsIn, newForms, type Forms } from '../../../src/rules/forms.ts';
import { loadRules, RuleFileError } from '../../../src/rules/load.ts';
import { loadProvenance } from '../../../src/rules/provenance/index.ts';
import { loadRelease } from '../../../src/rules/releases/load.ts';
import type { RuleSet } from '../../../src/rules/rule.ts';
import { ruleFileSchema } from '../../../src/rules/schema.ts';
import { readOwnYaml, readYaml } from '../../../src/rules/yaml-file.ts';
import { RELEASES } from '../../../src/versions/releases.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const SSH = 'data/rules/ssh.yaml';
let folder = '';
let built: Forms = newForms();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dom0-audit-forms-'));
  writeFileSync(join(folder, 'knowledge.json'), prepareKnowledge());
  built = formsIn(pathToFileURL(join(folder, 'knowledge.json')));
  cpSync(join(ROOT, 'rules.yaml'), join(folder, 'rules.yaml'));
  mkdirSync(join(folder, 'data'));
  for (const group of ['rules', 'releases', 'stock'])
    cpSync(join(ROOT, 'data', group), join(folder, 'data', group), { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Forms that may only be asked: whatever they do not know is a failure. */
function onlyKnown(forms: Forms): Forms {
  return {
    find: (text) => forms.find(text) ?? expect.fail(`not known: ${text.slice(0, 80)}`),
    keep: () => expect.fail('something was read anew'),
  };
}

/** Matchers are functions; everything else of a rule set is data. */
function dataOf(set: RuleSet): unknown {
  return { ...set, rules: set.rules.map(({ matcher, ...rule }) => ({ ...rule, matcher: typeof matcher })) };
}

function problemsOf(load: () => RuleSet): unknown {
  try {
    load();
  } catch (error) {
    if (error instanceof RuleFileError) return error.problems;
    throw error;
  }
  return expect.fail('no problem was found');
}

describe('what the build has read ahead', () => {
  test('gives the same rules as reading the files, without reading any', () => {
    expect(dataOf(loadRules(undefined, [], onlyKnown(built)))).toStrictEqual(
      dataOf(loadRules(undefined, [], newForms())),
    );
  });

  test.each(RELEASES.flatMap(({ profile }) => profile ?? []))(
    'gives the same profile of %s as reading the files',
    (profile) => {
      expect(loadRelease(DATA, profile, onlyKnown(built))).toStrictEqual(
        loadRelease(DATA, profile, newForms()),
      );
    },
  );

  test('gives what a dom0 makes itself as the files do', () => {
    const read = newForms();
    loadProvenance(DATA, read);
    loadProvenance(DATA, onlyKnown(built));

    expect(Object.values(read.made).length).toBeGreaterThan(3);
    // As JSON nothing of it is lost.
    expect(JSON.parse(JSON.stringify(read.made))).toStrictEqual(read.made);
  });

  test('is not used for a file that was changed since', () => {
    const entry = join(folder, 'rules.yaml');
    const [first] = loadRules(entry, [], onlyKnown(built)).rules.filter(({ file }) => file === SSH);
    const text = readFileSync(join(folder, SSH), 'utf8');
    writeFileSync(join(folder, SSH), `# edited\n${text.replace(/title: .*/g, 'title: Another title')}`);
    const set = loadRules(entry, [], built);
    const read = loadRules(entry, [], newForms());
    writeFileSync(join(folder, SSH), text);

    const edited = set.rules.filter(({ file }) => file === SSH);
    expect(new Set(edited.map(({ title }) => title))).toEqual(new Set(['Another title']));
    expect(edited.find(({ id }) => id === first?.id)?.line).toBe((first?.line ?? 0) + 1);
    expect(dataOf(set)).toStrictEqual(dataOf(read));
  });

  test('leaves the places of mistakes as they are', () => {
    const overlay = join(folder, 'site.yaml');
    const text = readFileSync(join(ROOT, SSH), 'utf8');
    writeFileSync(overlay, `${text}\ndisable: [{ id: no-such-rule, reason: r }]\n`);

    const problems = problemsOf(() => loadRules(undefined, [overlay], built));

    expect(problems).toEqual(problemsOf(() => loadRules(undefined, [overlay], newForms())));
    expect(problems).toContainEqual(expect.objectContaining({ rule: 'no-such-rule' }));
  });

  test.each([[['rules', 0]], [['rules', 1, 'severity']], [['rules', 10_000]], [['outOfScope']], [[]]])(
    'knows the place of %j in the text',
    (path) => {
      const text = readFileSync(join(ROOT, SSH), 'utf8');

      const known = readOwnYaml(SSH, text, ruleFileSchema, onlyKnown(built));

      expect(known.position(path)).toEqual(readYaml(SSH, text, ruleFileSchema).position(path));
    },
  );

  test.each([
    ['is not there', null],
    ['is cut off', '{"ab": {"va'],
  ])('is as good as nothing when it %s', (_, content) => {
    const file = join(folder, 'other.json');
    if (content !== null) writeFileSync(file, content);

    expect(formsIn(pathToFileURL(file)).find('text')).toBeUndefined();
  });
});

test('a rule file with mistakes is not kept', () => {
  const forms = newForms();

  readOwnYaml('r', 'rules: [{ id: x }]', ruleFileSchema, forms);

  expect(forms.made).toEqual({});
});
