import { describe, expect, test } from 'vitest';
import { expandExample } from '../../../src/rules/examples.ts';
import type { Example } from '../../../src/rules/example-schema.ts';
import { judge, type Judgement } from '../../../src/rules/judge.ts';
import { parseRules } from '../../../src/rules/load.ts';
import { parseWaivers } from '../../../src/rules/waivers.ts';

const RULES = `
version: t
rules:
  - id: scsi-id-moved
    title: '{{path}} calls scsi_id by its old place'
    match: { config: { format: multipath, key: getuid_callout, value: ^/sbin/scsi_id } }
    severity: high
    compat: breaks
    why: After the upgrade /sbin/scsi_id is gone.
    remediation: ['Delete line {{line}}.']
    sources: [here]
    examples:
      match: [{ files: { /etc/multipath.conf: "defaults {\\n getuid_callout /sbin/scsi_id\\n}\\n" } }]
      clear: [{}]
  - id: owner-unknown
    title: the owner is not known
    match: { preflight: { condition: owners } }
    severity: blocker
    why: It stops.
    remediation: [Change the owner.]
    sources: [here]
    examples: { match: [{ stops: [{ condition: owners }] }], clear: [{}] }
  - id: only-from-cd
    title: for one way only
    applies: { method: [cd] }
    match: { package: { name: '*' } }
    severity: low
    why: x
    remediation: [x]
    sources: [x]
    examples: { match: [{ packages: [a-1-1.noarch] }], clear: [{}] }
`;
const rules = parseRules([{ file: 'rules.yaml', text: RULES }]);
const JUDGED_AT = '2016-06-01T00:00:00Z';

function judgeExample(example: Example, waivers = ''): Judgement {
  const { inventory, assessment, upgrade } = expandExample(example);
  return judge(rules, inventory, assessment, upgrade, {
    judgedAt: JUDGED_AT,
    waivers: waivers === '' ? [] : parseWaivers([{ file: 'w.yaml', text: waivers }]),
  });
}

const outcomeOf = ({ outcomes }: Judgement, rule: string) =>
  outcomes.find((outcome) => outcome.rule === rule);
const findingIds = ({ outcomes }: Judgement) =>
  outcomes.flatMap((outcome) => (outcome.outcome === 'findings' ? outcome.findings.map(({ id }) => id) : []));

const MULTIPATH: Example = {
  files: { '/etc/multipath.conf': 'defaults {\n getuid_callout "/sbin/scsi_id -g"\n}\n' },
};

describe('outcomes', () => {
  test('every rule and every built-in one has exactly one', () => {
    const ids = judgeExample(MULTIPATH).outcomes.map(({ rule }) => rule);

    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids).toEqual(expect.arrayContaining(rules.rules.map(({ id }) => id)));
    expect(ids).toContain('customisation-lost');
  });

  test('a finding carries the line that shows it and its values in the sentences', () => {
    const outcome = outcomeOf(judgeExample(MULTIPATH), 'scsi-id-moved');

    expect(outcome).toMatchObject({
      outcome: 'findings',
      title: '… calls scsi_id by its old place',
      findings: [
        {
          id: 'scsi-id-moved:file:/etc/multipath.conf',
          title: '/etc/multipath.conf calls scsi_id by its old place',
          remediation: ['Delete line 2.'],
          evidence: [
            { origin: '/etc/multipath.conf', line: 2, excerpt: ' getuid_callout "/sbin/scsi_id -g"' },
          ],
        },
      ],
    });
  });

  test('a rule whose facts are missing is undetermined and names the gap, never clear', () => {
    const hidden = judgeExample({
      gaps: [{ collector: 'files', origin: '/etc/multipath.conf', reason: 'denied' }],
    });

    expect(outcomeOf(hidden, 'scsi-id-moved')).toMatchObject({
      outcome: 'undetermined',
      gaps: [{ origin: '/etc/multipath.conf', reason: 'denied' }],
    });
  });

  test('a gap elsewhere hides nothing', () => {
    const elsewhere = judgeExample({ gaps: [{ collector: 'files', origin: '/opt/x', reason: 'denied' }] });

    expect(outcomeOf(elsewhere, 'scsi-id-moved')?.outcome).toBe('clear');
  });

  test('a rule for another way of upgrading is not applicable, and worst meets all of them', () => {
    const packages = ['a-1-1.noarch'];

    expect(
      outcomeOf(judgeExample({ packages, upgrade: { method: 'rolling' } }), 'only-from-cd')?.outcome,
    ).toBe('not-applicable');
    expect(outcomeOf(judgeExample({ packages }), 'only-from-cd')?.outcome).toBe('findings');
  });
});

describe('compat and fate', () => {
  test('the worst compat that rules say wins over what was known', () => {
    const { assessment } = judgeExample(MULTIPATH);

    expect(assessment.items[0]).toMatchObject({
      compat: 'breaks',
      compatBecause: '/etc/multipath.conf calls scsi_id by its old place',
    });
  });

  test.each([
    [{ fate: 'lost' }, 'customisation-lost'],
    [{ fate: 'moved' }, 'customisation-moved'],
    [{ fate: 'converted' }, 'customisation-converted'],
    [{ fate: 'replaced' }, 'customisation-replaced'],
    [{ fate: 'destroyed' }, 'customisation-destroyed'],
    [{ fate: 'unknown' }, 'customisation-unknown'],
    [{ fate: 'kept', compat: 'breaks' }, 'customisation-breaks'],
    [{ fate: 'kept', compat: 'needs-rework' }, 'customisation-needs-rework'],
    [{ fate: 'kept', compat: 'ignored' }, 'customisation-ignored'],
    [{ fate: 'kept', compat: 'unknown' }, 'customisation-untested'],
  ] as const)('an own file that is %j has the finding %s', (said, id) => {
    expect(
      findingIds(judgeExample({ files: { '/root/x.sh': { text: '#!/bin/sh\nmail root\n', ...said } } })),
    ).toEqual([`${id}:file:/root/x.sh`]);
  });

  test.each([
    [{ fate: 'kept', compat: 'works' }],
    [{ fate: 'replaced', provenance: 'stock', state: 'unchanged' }],
    [{ fate: 'lost', provenance: 'runtime' }],
    [{ fate: 'replaced', provenance: 'stock', state: 'changed', stockChange: true }],
  ] as const)('a file that is %j has no finding', (said) => {
    expect(findingIds(judgeExample({ files: { '/etc/x': said } }))).toEqual([]);
  });

  test('a lost script is worth more than a lost left-over', () => {
    const severities = judgeExample({
      files: { '/root/x.sh': '#!/bin/sh\n', '/root/x.sh~': '' },
    }).outcomes.flatMap((outcome) =>
      outcome.outcome === 'findings' ? outcome.findings.map(({ severity }) => severity) : [],
    );

    expect(severities).toEqual(['medium', 'low']);
  });

  test('a stop that no rule speaks for is a blocker of its own', () => {
    const judged = judgeExample({ stops: [{ condition: 'unheard-of', subject: 'file:/x' }] });

    expect(findingIds(judged)).toEqual(['preflight-stop:file:/x#unheard-of']);
    expect(judged.verdict).toBe('blocked');
  });
});

describe('the verdict', () => {
  test.each([
    ['ready', {}],
    ['ready', { files: { '/root/notes.txt': 'x' } }],
    ['action-needed', MULTIPATH],
    ['blocked', { stops: [{ condition: 'owners' }] }],
    ['incomplete', { untold: ['owners'] }],
    ['blocked', { untold: ['owners'], stops: [{ condition: 'other' }] }],
  ] as const)('is %s for %j', (verdict, example) => {
    const judged = judgeExample(example as Example);

    expect(judged.verdict).toBe(verdict);
    expect(judged.verdictBecause.length).toBeGreaterThan(0);
  });
});

describe('waivers', () => {
  const digest = () => {
    const outcome = outcomeOf(judgeExample(MULTIPATH), 'scsi-id-moved');
    return outcome?.outcome === 'findings' ? (outcome.findings[0]?.digest ?? '') : '';
  };
  const entry = (extra: string) =>
    `waivers:\n  - finding: scsi-id-moved:file:/etc/multipath.conf\n    reason: tried it\n    approver: ops\n    accepts: ${digest()}\n${extra}`;
  const waiverIn = (judged: Judgement) => {
    const outcome = outcomeOf(judged, 'scsi-id-moved');
    return outcome?.outcome === 'findings' ? outcome.findings[0]?.waiver : undefined;
  };

  test('of what was accepted takes the finding out of the verdict but not out of the report', () => {
    const judged = judgeExample(MULTIPATH, entry('    expires: 2016-06-01\n'));

    expect(waiverIn(judged)).toEqual({
      reason: 'tried it',
      approver: 'ops',
      expires: '2016-06-01',
      status: 'active',
    });
    expect(judged.verdictBecause.join()).not.toContain('scsi_id');
  });

  test('ends with its date', () => {
    expect(waiverIn(judgeExample(MULTIPATH, entry('    expires: 2016-05-31\n')))?.status).toBe('expired');
  });

  test('ends when the file is edited, and shows the difference', () => {
    const edited: Example = {
      files: { '/etc/multipath.conf': 'defaults {\n getuid_callout "/sbin/scsi_id -x"\n}\n' },
    };
    const judged = judgeExample(edited, entry(`    accepted: [' getuid_callout "/sbin/scsi_id -g"']\n`));

    expect(waiverIn(judged)).toMatchObject({
      status: 'changed',
      difference: ['-  getuid_callout "/sbin/scsi_id -g"', '+  getuid_callout "/sbin/scsi_id -x"'],
    });
    expect(judged.verdict).toBe('action-needed');
  });

  test('does not end when only the line number changes', () => {
    const text = MULTIPATH.files?.['/etc/multipath.conf'];
    const before = outcomeOf(judgeExample(MULTIPATH), 'scsi-id-moved');

    expect(typeof text).toBe('string');
    expect(before).toEqual(outcomeOf(judgeExample(MULTIPATH), 'scsi-id-moved'));
  });

  test('that names nothing is handed back', () => {
    const judged = judgeExample({}, entry(''));

    expect(judged.unusedWaivers.map(({ line }) => line)).toEqual([2]);
  });

  test.each([
    ['waivers:\n  - reason: x\n    approver: y\n    accepts: sha256:0\n', ['2:5', '4:14']],
    [
      'waivers:\n  - finding: a\n    rule: b\n    reason: x\n    approver: y\n    accepts: sha256:1\n',
      ['2:5', '6:14'],
    ],
    [
      'waivers:\n  - finding: a\n    reason: x\n    approver: y\n    expires: 1.6.2016\n    accepts: ["sha256:1"]\n',
      ['5:14', '6:15'],
    ],
  ])('that is not well formed is refused with every place: %j', (text, places) => {
    try {
      parseWaivers([{ file: 'w.yaml', text }]);
      expect.unreachable();
    } catch (error) {
      expect(
        (error as { problems: { line: number; column: number }[] }).problems.map(
          ({ line, column }) => `${line}:${column}`,
        ),
      ).toEqual(places);
    }
  });
});
