import { expect, test } from 'vitest';
import { exitCode } from '../../../src/cli/exit.ts';
import { formatBytes } from '../../../src/cli/progress.ts';
import { printable } from '../../../src/cli/words.ts';
import type { Severity, Verdict } from '../../../src/model/finding.ts';
import type { JudgedHost } from '../../../src/model/judged.ts';
import { sampleJudged } from '../../support/judged.ts';

function host(verdict: Verdict, severity: Severity | null, waived = false, gaps = 0): JudgedHost {
  const [sample] = sampleJudged(1).hosts;
  if (sample === undefined) throw new Error('no sample');
  const finding = sample.outcomes.flatMap((outcome) =>
    outcome.outcome === 'findings' ? outcome.findings : [],
  )[0];
  if (finding === undefined) throw new Error('no finding in the sample');
  const waiver = waived ? ({ reason: 'r', approver: 'a', expires: null, status: 'active' } as const) : null;
  const gap = { collector: 'made', origin: 'x', reason: 'denied', detail: 'd' } as const;
  return {
    ...sample,
    verdict,
    inventory: {
      ...sample.inventory,
      sections: { made: { status: 'partial', items: [], gaps: Array.from({ length: gaps }, () => gap) } },
    },
    outcomes:
      severity === null
        ? []
        : [
            {
              rule: 'r',
              title: 't',
              outcome: 'findings',
              gaps: [],
              findings: [{ ...finding, severity, waiver }],
            },
          ],
  };
}

test.each([
  ['nothing found', [host('ready', null)], 'blocker', false, 0],
  ['a blocker', [host('blocked', 'blocker')], 'blocker', false, 1],
  ['a waived blocker', [host('ready', 'blocker', true)], 'blocker', false, 0],
  ['a medium finding below the threshold', [host('action-needed', 'medium')], 'high', false, 0],
  ['a medium finding at the threshold', [host('action-needed', 'medium')], 'medium', false, 1],
  ['a blocker rule that could not look', [host('incomplete', null)], 'blocker', false, 2],
  ['a gap that does not matter', [host('ready', null, false, 1)], 'blocker', false, 0],
  ['any gap, with --strict', [host('ready', null, false, 1)], 'blocker', true, 2],
  ['2 wins over 1', [host('blocked', 'blocker'), host('incomplete', null)], 'blocker', false, 2],
] as const)('%s', (_, hosts, failOn, strict, code) => {
  expect(exitCode(hosts, failOn, strict)).toBe(code);
});

test('a bundle that is not whole is a job that is not done whole', () => {
  const ready = host('ready', null);
  const { inventory } = ready;
  const cut = { ...inventory, collection: { ...inventory.collection, complete: false } };

  expect(exitCode([{ ...ready, inventory: cut }], 'blocker', false)).toBe(2);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1_234_567, '1.2 MB'],
])('%d bytes are shown as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('text of a host cannot act on the terminal', () => {
  expect(printable('a\u001b[31mb\u202ec\r')).toBe('a\\x1b[31mb\\x202ec\\x0d');
});
