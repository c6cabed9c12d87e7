import type { Scope } from '../compare/apart-rules.ts';
import { compareFindings } from '../compare/compare-findings.ts';
import { compareInventories, scopeOf } from '../compare/compare-inventories.ts';
import type { ComparedSide, CompareDocument } from '../model/compare.ts';
import { TOOL } from './tool.ts';
import { hiddenByGaps } from './verify-gaps.ts';
import type { ReportedAudit } from './verify-settings.ts';

/**
 * What differs between two audits of one host, or of two. Pure.
 * @param comparedAt ISO 8601 UTC
 * @param asked one host or two; null = as the hosts say themselves
 */
export function compareAudits(
  a: ReportedAudit,
  b: ReportedAudit,
  comparedAt: string,
  asked: Scope | null,
): CompareDocument {
  const scope = asked ?? scopeOf(a.inventory, b.inventory);
  const comparison = compareInventories(
    { inventory: a.inventory, hiddenBy: hiddenByGaps(a.inventory) },
    { inventory: b.inventory, hiddenBy: hiddenByGaps(b.inventory) },
    scope,
  );
  const findings = compareFindings(a.report.host.findings, b.report.host.findings, scope === 'one-host');
  const { counts } = comparison;
  return {
    schema: 'dom0-audit/compare@1',
    tool: TOOL,
    comparedAt,
    a: sideOf(a),
    b: sideOf(b),
    isDifferent:
      counts.changed + counts.added + counts.gone + findings.length > 0 ||
      a.report.host.verdict !== b.report.host.verdict,
    isPartial: counts.uncompared > 0,
    ...comparison,
    findings,
    gaps: { a: a.report.host.gaps, b: b.report.host.gaps },
    warnings: warningsOf(a, b),
  };
}

function sideOf({ from, inventory, inventorySha256, report }: ReportedAudit): ComparedSide {
  const { address, hostname, uuid, product, version, build, collectedAt } = inventory.host;
  return {
    from,
    address,
    hostname,
    uuid,
    product,
    version,
    build,
    collectedAt,
    inventorySha256,
    verdict: report.host.verdict,
    rulesVersion: report.document.rules.version,
    ticket: report.document.ticket,
  };
}

/** Differences of the findings that come from how they were judged, not from the host. */
function warningsOf(
  { report: a, ...first }: ReportedAudit,
  { report: b, ...second }: ReportedAudit,
): string[] {
  const [one, other] = [a.host.upgrade, b.host.upgrade];
  return [
    a.document.rules.sha256 === b.document.rules.sha256
      ? null
      : `The two were judged by different rules (${a.document.rules.version} and ${b.document.rules.version}): findings may differ for that alone. Judge both again (audit --inventory) to be sure.`,
    one.from === other.from && one.to === other.to && one.method === other.method
      ? null
      : `The two were judged for different upgrades (${one.from} to ${one.to}, ${one.method}; ${other.from} to ${other.to}, ${other.method}).`,
    first.inventory.collection.deep === second.inventory.collection.deep
      ? null
      : 'Only one of the two was made with --deep: a changed file with the size and time of its package is seen on that side alone.',
  ].filter((sentence) => sentence !== null);
}
