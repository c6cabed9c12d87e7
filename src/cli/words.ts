import { BUNDLE_SECTION } from '../collectors/collect.ts';
import { isWaived, SEVERITIES, type Finding } from '../model/finding.ts';
import { FATES } from '../model/fate.ts';
import type { AuditError } from '../model/errors.ts';
import type { JudgedHost } from '../model/judged.ts';

/** What failed and what to do; no stack. */
export function showError(stream: NodeJS.WritableStream, error: AuditError): void {
  stream.write(`\n${printable(error.message)}\n  ${printable(error.hint)}\n`);
}

/** What an admin wants to know before opening the report: verdict, why, counts, what was not looked at, where it lies. */
export function showSummary(stream: NodeJS.WritableStream, host: JudgedHost, folder: string): void {
  const { inventory, verdict, assessment } = host;
  const findings = host.outcomes.flatMap((outcome): readonly Finding[] =>
    outcome.outcome === 'findings' ? outcome.findings : [],
  );
  const open = findings.filter((finding) => !isWaived(finding));
  const name = inventory.host.hostname ?? inventory.host.address;
  const gaps = Object.values(inventory.sections).reduce((sum, section) => sum + section.gaps.length, 0);
  const custom = assessment.items.filter(
    (one) => !one.stockChange && !['stock', 'runtime', 'hotfix'].includes(one.provenance),
  );
  const lines = [
    `${name}: ${host.fromName} to ${host.toName}: ${verdict.toUpperCase()}`,
    ...host.verdictBecause.map((sentence) => `  ${sentence}`),
    `  findings: ${SEVERITIES.map((severity) => `${open.filter((finding) => finding.severity === severity).length} ${severity}`).join(', ')}`,
    `  customisations: ${
      FATES.map((fate) => [custom.filter((one) => one.fate.name === fate).length, fate] as const)
        .filter(([count]) => count > 0)
        .map(([count, fate]) => `${count} ${fate}`)
        .join(', ') || 'none'
    }`,
    `  not looked at: ${gaps === 0 ? 'nothing' : `${gaps} (listed in the report)`}`,
    ...(inventory.sections[BUNDLE_SECTION]?.gaps ?? []).map(({ detail }) => `  bundle: ${detail}`),
    `  report: ${folder}/report.html`,
  ];
  stream.write(`\n${lines.map(printable).join('\n')}\n`);
}

/** Control characters of a host made visible, so that no text of it acts on the terminal. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
