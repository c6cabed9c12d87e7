import { compareText } from '../../lib/order.ts';
import { COMPATS, FATES } from '../../model/fate.ts';
import { isWaived, SEVERITIES, type Finding } from '../../model/finding.ts';
import type { Gap } from '../../model/gap.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { Judged, JudgedHost } from '../../model/judged.ts';
import type { ReportDocument, ReportFinding, ReportHost } from '../../model/report-document.ts';
import type { ListedItem } from '../../model/listed.ts';
import { documentBackup } from './backup.ts';
import { documentItem } from './items.ts';

/** Everything but the hosts. */
export function documentHead(judged: Judged): Omit<ReportDocument, 'hosts'> {
  return {
    schema: 'dom0-audit/report@1',
    tool: { name: judged.tool.name, version: judged.tool.version },
    rules: { version: judged.rules.version, sha256: judged.rules.sha256 },
    judgedAt: judged.judgedAt,
    ticket: judged.ticket,
    title: judged.title,
  };
}

/** One host as report.json has it. */
export function documentHost(
  judged: JudgedHost,
  listed: readonly ListedItem[],
  findings: readonly Finding[],
): ReportHost {
  const { host } = judged.inventory;
  const backup = documentBackup(judged.backup);
  return {
    host: {
      address: host.address,
      hostname: host.hostname,
      uuid: host.uuid,
      product: host.product,
      version: host.version,
      build: host.build,
      platformVersion: host.platformVersion,
      arch: host.arch,
      poolRole: host.poolRole,
      collectedAt: host.collectedAt,
      inventorySha256: judged.inventorySha256,
    },
    upgrade: { from: judged.upgrade.from, to: judged.upgrade.to, method: judged.upgrade.method },
    verdict: judged.verdict,
    verdictBecause: judged.verdictBecause,
    counts: countAll(judged, findings),
    items: listed.map((item) => documentItem(item, host)),
    findings: findings.map(documentFinding),
    rules: [...judged.outcomes]
      .sort((a, b) => compareText(a.rule, b.rule))
      .map(({ rule, outcome, gaps }) => ({ rule, outcome, gaps: sortGaps(gaps) })),
    gaps: sortGaps(Object.values(judged.inventory.sections).flatMap((section) => section.gaps)),
    diffs: [...judged.diffs].sort((a, b) => compareText(a.path, b.path) || compareText(a.against, b.against)),
    backOut: judged.backOut,
    checklist: judged.checklist,
    uncertainties: judged.uncertainties,
    unusedWaivers: judged.unusedWaivers ?? [],
    ...(judged.multipath === undefined ? {} : { multipath: judged.multipath }),
    ...(backup === undefined ? {} : { backup }),
    collection: documentCollection(judged.inventory),
  };
}

function documentFinding(finding: Finding): ReportFinding {
  const { id, rule, severity, subject, title, why, remediation, evidence, sources, waiver, digest } = finding;
  return { id, rule, severity, subject, title, why, remediation, evidence, sources, waiver, digest };
}

function documentCollection({ collection }: Inventory): ReportHost['collection'] {
  const { source, probeSha256, seconds, bytesReceived, complete, connection } = collection;
  const { limits, assumedUnchanged, ownedPaths, deep, statusReport } = collection;
  return {
    source,
    ...(statusReport && { statusReport }),
    probeSha256,
    seconds,
    bytesReceived,
    complete,
    connection,
    limits: limits ?? {},
    assumedUnchanged,
    ownedPaths,
    deep,
  };
}

function sortGaps(gaps: readonly Gap[]): readonly Gap[] {
  return [...gaps]
    .sort(
      (a, b) =>
        compareText(a.collector, b.collector) ||
        compareText(a.origin, b.origin) ||
        compareText(a.reason, b.reason) ||
        compareText(a.detail, b.detail),
    )
    .map(({ collector, origin, reason, detail }) => ({ collector, origin, reason, detail }));
}

function countAll({ assessment }: JudgedHost, findings: readonly Finding[]): ReportHost['counts'] {
  return {
    severity: countBy(SEVERITIES, findings, (finding) => finding.severity),
    fate: countBy(FATES, assessment.items, (item) => item.fate.name),
    compat: countBy(COMPATS, assessment.items, (item) => item.compat),
    waived: countBy(SEVERITIES, findings.filter(isWaived), (finding) => finding.severity),
  };
}

/** How many there are of each name; every name has its number. */
export function countBy<N extends string, T>(
  names: readonly N[],
  things: readonly T[],
  nameOf: (thing: T) => N,
): Record<N, number> {
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<N, number>; // every name is a key
  for (const thing of things) counts[nameOf(thing)]++;
  return counts;
}
