import { create, type XMLElement } from 'xmlbuilder';
import { visible } from '../../lib/visible.ts';
import { isWaived, SEVERITIES, type Severity } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import type { ReportFinding, ReportHost } from '../../model/report-document.ts';

/** What a pipeline stops for: what makes a verdict `action-needed` or `blocked`. */
const FAILS: readonly Severity[] = ['blocker', 'high', 'medium'];

/**
 * junit.xml for CI systems: a suite for each host, a test case for each rule. An unwaived finding of medium or above is a
 * failure, a rule that could not look is an error, one that does not apply or whose findings are all waived is skipped;
 * lower findings are output of a case that passes.
 * Source of the elements: the schema that Jenkins publishes for its xUnit plugin (junit-10.xsd).
 */
export function renderJunit(report: Report): string {
  const root = create('testsuites', { encoding: 'UTF-8' }, undefined, { invalidCharReplacement: '\ufffd' });
  for (const host of report.document.hosts) addSuite(root, host, report.document.judgedAt);
  return `${root.end({ pretty: true })}\n`;
}

interface Case {
  readonly rule: ReportHost['rules'][number];
  readonly findings: readonly ReportFinding[];
  readonly result: 'failure' | 'error' | 'skipped' | 'passed';
}

function addSuite(root: XMLElement, host: ReportHost, judgedAt: string): void {
  const byRule = groupByRule(host.findings);
  const cases = host.rules.map((rule): Case => {
    const findings = byRule.get(rule.rule) ?? [];
    return { rule, findings, result: resultOf(rule.outcome, findings) };
  });
  const count = (result: Case['result']): number => cases.filter((one) => one.result === result).length;
  const suite = root.ele('testsuite', {
    name: visible(`dom0-audit ${host.host.hostname ?? host.host.address}`),
    timestamp: judgedAt.replace(/Z$/, ''),
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  });
  const properties = suite.ele('properties');
  const { from, to } = host.upgrade;
  for (const [name, value] of Object.entries({ from, to, verdict: host.verdict }))
    properties.ele('property', { name, value });
  for (const one of cases) addCase(suite, one);
}

function resultOf(
  outcome: ReportHost['rules'][number]['outcome'],
  findings: readonly ReportFinding[],
): Case['result'] {
  const open = findings.filter((finding) => !isWaived(finding));
  if (open.some(({ severity }) => FAILS.includes(severity))) return 'failure';
  if (outcome === 'undetermined') return 'error';
  return outcome === 'not-applicable' || (findings.length > 0 && open.length === 0) ? 'skipped' : 'passed';
}

function addCase(suite: XMLElement, { rule, findings, result }: Case): void {
  const element = suite.ele('testcase', { classname: 'dom0-audit.rules', name: visible(rule.rule) });
  if (result === 'skipped') element.ele('skipped');
  if (result === 'error')
    element
      .ele('error', { type: 'undetermined', message: 'It could not be looked at.' })
      .txt(
        rule.gaps.map(({ origin, reason, detail }) => visible(`${origin}: ${reason}: ${detail}`)).join('\n'),
      );
  if (result === 'failure') {
    const open = findings.filter((finding) => !isWaived(finding));
    const type = SEVERITIES.find((severity) => open.some((finding) => finding.severity === severity)) ?? '';
    const more = open.length > 1 ? ` (and ${open.length - 1} more)` : '';
    element
      .ele('failure', { type, message: visible(`${open[0]?.title ?? ''}${more}`) })
      .txt(open.map(textOf).join('\n\n'));
  } else if (findings.length > 0) element.ele('system-out').txt(findings.map(textOf).join('\n\n'));
}

function textOf({ severity, subject, title, why, remediation, evidence, waiver }: ReportFinding): string {
  const waived = waiver?.status === 'active' ? ` (waived by ${waiver.approver}: ${waiver.reason})` : '';
  return [
    `${severity}: ${title}${waived}`,
    `  ${subject}`,
    ...evidence.map(
      ({ origin, line, excerpt }) => `  ${origin}${line === undefined ? '' : `, line ${line}`}: ${excerpt}`,
    ),
    `  ${why}`,
    ...remediation.map((step) => `  - ${step}`),
  ]
    .map(visible)
    .join('\n');
}

function groupByRule(findings: readonly ReportFinding[]): ReadonlyMap<string, readonly ReportFinding[]> {
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.rule);
    if (group === undefined) groups.set(finding.rule, [finding]);
    else group.push(finding);
  }
  return groups;
}
