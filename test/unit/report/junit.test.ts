import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build.ts';
import { renderJunit } from '../../../src/report/junit/index.ts';
import { sampleJudged } from '../../support/judged.ts';

const report = buildReport(sampleJudged(5));
const [host] = report.document.hosts;
const xml = renderJunit(report);

describe('JUnit', () => {
  test('has a test case for every rule', () => {
    expect(host?.rules.length).toBeGreaterThan(0);
    expect(xml.match(/<testcase /g)).toHaveLength(host?.rules.length ?? 0);
  });

  test('fails for the rules with an unwaived finding of medium or above, and for no other', () => {
    const failing = new Set(
      host?.findings
        .filter(
          ({ severity, waiver }) =>
            ['blocker', 'high', 'medium'].includes(severity) && waiver?.status !== 'active',
        )
        .map(({ rule }) => rule),
    );
    expect(failing.size).toBeGreaterThan(0);
    expect(xml.match(/<failure /g)).toHaveLength(failing.size);
    for (const rule of failing) expect(xml).toMatch(new RegExp(`name="${rule}"[^>]*>\\s*<failure `));
  });

  test('says as an error what could not be looked at, and skips what does not apply', () => {
    const count = (outcome: string): number =>
      host?.rules.filter((rule) => rule.outcome === outcome).length ?? 0;
    expect(xml.match(/<error /g) ?? []).toHaveLength(count('undetermined'));
    expect((xml.match(/<skipped/g) ?? []).length).toBeGreaterThanOrEqual(count('not-applicable'));
  });

  test('holds nothing that XML cannot, whatever a host is called', () => {
    const nasty = '<x>&"\u0000\u001b[31m\ufffe\ud800]]>';
    const judged = sampleJudged(5);
    const text = renderJunit(
      buildReport({
        ...judged,
        hosts: judged.hosts.map((one) => ({
          ...one,
          inventory: { ...one.inventory, host: { ...one.inventory.host, hostname: nasty } },
        })),
      }),
    );
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff]/);
    expect(text).toContain('&lt;x>&amp;&quot;');
  });
});
