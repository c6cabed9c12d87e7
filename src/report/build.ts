import type { Judged, JudgedHost } from '../model/judged.ts';
import type { ReportDocument } from '../model/report-document.ts';
import type { HostView, Report } from '../model/report.ts';
import { viewBackup } from './build/backup.ts';
import { buildActions } from './build/actions.ts';
import { groupFindings } from './build/card-groups.ts';
import { buildCards, buildWaivers } from './build/cards.ts';
import { viewDiffs } from './build/diffs.ts';
import { documentHead, documentHost } from './build/document.ts';
import { sortFindings } from '../model/finding.ts';
import { buildEntries } from './build/entries.ts';
import { groupGaps, listUndetermined } from './build/gaps.ts';
import { listItems } from '../model/listed.ts';
import { methodFacts, methodWarnings } from './build/method.ts';
import { viewMultipath } from './build/multipath.ts';
import { listPackages } from './build/packages.ts';
import { buildMatrix, buildSections } from './build/sections.ts';
import { buildVerdict, headFacts, tallyCompats, tallyFates, tallySeverities } from './build/summary.ts';

/**
 * Counts, groups, sorts and words everything that the formats lay out. The order of items, outcomes and gaps in what it
 * is given makes no difference, and nothing of the machine it runs on comes in: same input, same report.
 */
export function buildReport(judged: Judged): Report {
  const head = documentHead(judged);
  const views = judged.hosts.map((host) => buildView(head, host));
  return { document: { ...head, hosts: views.map((view) => view.host) }, views };
}

function buildView(head: Omit<ReportDocument, 'hosts'>, judged: JudgedHost): HostView {
  const { outcomes, inventory } = judged;
  const findings = sortFindings(outcomes);
  const listed = listItems(judged.assessment.items, findings);
  const host = documentHost(judged, listed, findings);
  const groups = groupFindings(findings);
  const entries = buildEntries(listed, groups, inventory.host);
  const cards = buildCards(groups, entries, outcomes);
  const isBlocker = (card: (typeof cards)[number]): boolean => card.severity === 'blocker' && !card.isWaived;
  return {
    host,
    name: host.host.hostname ?? host.host.address,
    path: `${judged.fromName} → ${judged.toName}`,
    facts: headFacts(host),
    verdict: buildVerdict(judged),
    severities: tallySeverities(host, cards),
    fates: tallyFates(host, entries),
    compats: tallyCompats(listed),
    totals: {
      items: judged.assessment.items.length,
      listed: listed.length,
      entries: entries.length,
      findings: findings.length,
      waived: Object.values(host.counts.waived).reduce((sum, count) => sum + count, 0),
      gaps: host.gaps.length,
      packages: listPackages(entries).length,
    },
    matrix: buildMatrix(entries),
    before: buildActions(cards, 'before'),
    after: buildActions(cards, 'after'),
    blockers: cards.filter(isBlocker),
    findings: cards.filter((card) => !isBlocker(card)),
    sections: buildSections(entries, inventory.host),
    packages: listPackages(entries),
    multipath: viewMultipath(host.multipath),
    backup: viewBackup(host.backup),
    diffs: viewDiffs(host.diffs),
    backOut: host.backOut,
    checklist: host.checklist,
    gaps: groupGaps(host.gaps),
    undetermined: listUndetermined(outcomes),
    uncertainties: host.uncertainties,
    waivers: buildWaivers(cards, host.unusedWaivers),
    method: methodFacts(head, host, inventory, outcomes),
    warnings: methodWarnings(host),
  };
}
