import { describe, expect, test } from 'vitest';
import { parseRules, RuleFileError, type RuleText } from '../../../src/rules/load.ts';

const RULE = `
  - id: a-rule
    title: A title
    match: { package: { name: 'x*' } }
    severity: low
    why: Because.
    remediation: [Do.]
    sources: [here]
    examples: { match: [{ packages: [x-1-1.noarch] }], clear: [{}] }
`;
const rules = (extra = '') => `version: '1'\nrules:${RULE}${extra}`;

function problemsOf(texts: readonly RuleText[], overlays: readonly RuleText[] = []): string[] {
  try {
    parseRules(texts, overlays);
    return [];
  } catch (error) {
    if (!(error instanceof RuleFileError)) throw error;
    return error.problems.map(
      ({ file, line, column, rule, path, message }) =>
        `${file}:${line}:${column} ${rule ?? '-'} ${path}: ${message}`,
    );
  }
}
const problems = (text: string) => problemsOf([{ file: 'r', text }]);

describe('a rule file', () => {
  test('gives its rules in the order of their ids, with version and digest', () => {
    const set = parseRules([{ file: 'r', text: rules(RULE.replaceAll('a-rule', 'aa-rule')) }]);

    expect(set.rules.map(({ id }) => id)).toEqual(['a-rule', 'aa-rule']);
    expect(set.version).toBe('1');
    expect(set.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('hands its own `applies` to rules that have none', () => {
    const set = parseRules([{ file: 'r', text: `applies: { to: '>=7.0.0' }\n${rules()}` }]);

    expect(set.rules[0]?.applies).toEqual({ from: null, to: '>=7.0.0', method: null });
  });

  test('reports everything that is wrong at once, with line, column and rule', () => {
    const text = [
      'rules:',
      '  - id: Bad_Id',
      '    title: t',
      '    colour: red',
      "    match: { content: { path: '/etc/x', line: 'a(b' } }",
      '    severity: terrible',
      '    why: w',
      '    remediation: []',
      '    sources: [s]',
      '    examples: { match: [{ fils: {} }], clear: [{}] }',
      '  - id: b-rule',
      '    title: t',
      "    applies: { from: 'six' }",
      "    match: { file: { path: '/x', size: 1 }, package: { name: x } }",
      '    severity: low',
      '    why: w',
      '    remediation: [r]',
      '    examples: { match: [{}], clear: [{}] }',
    ].join('\n');

    expect(problems(text).map((problem) => problem.replace(/: .*$/, ''))).toEqual([
      'r:2:9 Bad_Id id',
      'r:4:5 Bad_Id ',
      'r:5:47 Bad_Id match.content.line',
      'r:6:15 Bad_Id severity',
      'r:8:5 Bad_Id remediation',
      'r:10:27 Bad_Id examples.match.0',
      'r:11:5 b-rule sources',
      'r:13:22 b-rule applies.from',
      'r:14:5 b-rule match',
      'r:14:34 b-rule match.file',
    ]);
  });

  test.each([
    ["match: { content: { path: /x, line: '(?=a)b' } }", '(?= is not part of this linear-time'],
    ["match: { content: { path: /x, line: '[z-a]' } }", 'at character 2'],
    ["match: { content: { path: /x, line: '(a' } }", 'missing closing'],
    ["match: { file: { path: '/x[a' } }", 'not a glob'],
    ['match: { not: { package: { name: x } } }', 'expected at least one matcher that finds something'],
    [
      'match: { package: { name: x }, user: { name: x } }',
      'expected exactly one matcher, found package and user',
    ],
    ['match: {}', 'expected exactly one matcher, found none'],
    ['match: { pakage: { name: x } }', 'unknown key "pakage"'],
    ["match: { package: { evr: '~1' } }", 'expected comparisons'],
    ['match: { config: { format: toml } }', 'expected one of'],
    ['match: { service: { enabled: often } }', 'expected boolean'],
    ['match: { mount: { usedPercent: {} } }', 'expected min, max or both'],
  ])('says of %j what was expected', (match, expected) => {
    const found = problems(rules().replace(/match: \{ package.*\}/, match));

    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  test('that is no YAML is told where it breaks', () => {
    expect(problems('rules:\n  - id: "a\n')[0]).toMatch(/^r:\d+:\d+ - : /);
  });

  test('with an id that is taken names the place of the other one', () => {
    expect(problems(rules(RULE))).toEqual([
      expect.stringContaining('r:12:5 a-rule id: the id "a-rule" is taken by r:3'),
    ]);
  });

  test('cannot be blown up by references to references', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 9; i++)
      bomb.push(`${'abcdefghi'[i]}: &${'abcdefghi'[i]} [${`*${'abcdefghi'[i - 1]},`.repeat(9)}]`);

    expect(problems(bomb.join('\n'))).not.toEqual([]);
  });
});

describe("a user's own file", () => {
  const own = [{ file: 'rules.yaml', text: rules() }];
  const over = (text: string) => [{ file: 'site.yaml', text }];

  test('adds rules', () => {
    const set = parseRules(own, over(`rules:${RULE.replace('a-rule', 'site-rule')}`));

    expect(set.rules.map(({ id, file }) => `${file} ${id}`)).toEqual([
      'rules.yaml a-rule',
      'site.yaml site-rule',
    ]);
  });

  test('stands in for a rule that it overrides', () => {
    const set = parseRules(
      own,
      over(`rules:${RULE.replace('id: a-rule', 'id: a-rule\n    overrides: a-rule').replace('low', 'high')}`),
    );

    expect(set.rules.map(({ id, severity }) => `${id} ${severity}`)).toEqual(['a-rule high']);
  });

  test('takes a rule out and says why', () => {
    const set = parseRules(own, over('disable:\n  - { id: a-rule, reason: we know }\n'));

    expect(set.rules).toEqual([]);
    expect(set.disabled).toEqual([{ id: 'a-rule', reason: 'we know', file: 'site.yaml', conditions: [] }]);
  });

  test('may not disable or override what is not there, nor disable without a reason', () => {
    expect(problemsOf(own, over('disable:\n  - { id: nobody, reason: x }\n'))).toEqual([
      expect.stringContaining('site.yaml:2:7 nobody id: there is no rule "nobody" to disable'),
    ]);
    expect(problemsOf(own, over('disable:\n  - { id: a-rule }\n'))).toHaveLength(1);
    expect(problemsOf(own, over(`rules:${RULE.replace('id: a-rule', 'id: b\n    overrides: c')}`))).toEqual([
      expect.stringContaining('there is no rule "c" to override'),
    ]);
  });

  test('changes the digest of the rules', () => {
    expect(parseRules(own, over('rules: []\n')).sha256).not.toBe(parseRules(own).sha256);
  });
});
