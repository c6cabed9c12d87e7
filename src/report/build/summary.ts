import { COMPATS } from '../../model/fate.ts';
import { SEVERITIES } from '../../model/finding.ts';
import type { JudgedHost } from '../../model/judged.ts';
import type { ReportHost } from '../../model/report-document.ts';
import type {
  CompatTally,
  Fact,
  FateTally,
  FindingCard,
  SeverityTally,
  VerdictView,
} from '../../model/report.ts';
import { formatInstant } from '../../lib/quantities.ts';
import {
  COMPAT_WORDS,
  FATE_WORDS,
  METHOD_WORDS,
  POOL_ROLE_WORDS,
  SEVERITY_WORDS,
  VERDICT_WORDS,
} from '../words.ts';
import { countBy } from './document.ts';
import type { EntryGroup } from './entry-group.ts';
import type { ListedItem } from '../../model/listed.ts';
import { FATES_WORST_FIRST } from './sections.ts';

export function buildVerdict(judged: JudgedHost): VerdictView {
  const { label, meaning } = VERDICT_WORDS[judged.verdict];
  return { word: judged.verdict, label, sentence: meaning, because: judged.verdictBecause };
}

export function tallySeverities(
  { counts }: ReportHost,
  cards: readonly FindingCard[],
): readonly SeverityTally[] {
  const open = countBy(
    SEVERITIES,
    cards.filter((card) => !card.isWaived),
    (card) => card.severity,
  );
  return SEVERITIES.map((name) => ({
    name,
    ...SEVERITY_WORDS[name],
    open: counts.severity[name] - counts.waived[name],
    waived: counts.waived[name],
    cards: open[name],
  }));
}

export function tallyFates({ counts }: ReportHost, groups: readonly EntryGroup[]): readonly FateTally[] {
  const entries = countBy(FATES_WORST_FIRST, groups, ({ entry }) => entry.fate);
  const listed = countBy(
    FATES_WORST_FIRST,
    groups.flatMap((group) => group.items),
    ({ assessed }) => assessed.fate.name,
  );
  const most = Math.max(1, ...Object.values(entries));
  return FATES_WORST_FIRST.map((name) => ({
    name,
    ...FATE_WORDS[name],
    entries: entries[name],
    listed: listed[name],
    items: counts.fate[name],
    // A bar that is there must be seen.
    percent: entries[name] === 0 ? 0 : Math.max(1, Math.round((entries[name] / most) * 1000) / 10),
  }));
}

export function tallyCompats(listed: readonly ListedItem[]): readonly CompatTally[] {
  const counts = countBy(COMPATS, listed, ({ assessed }) => assessed.compat);
  return [...COMPATS].reverse().map((name) => ({ name, ...COMPAT_WORDS[name], listed: counts[name] }));
}

/** Who and what, for the head of the report. */
export function headFacts({ host, upgrade, collection }: ReportHost): readonly Fact[] {
  const facts: readonly (readonly [string, string | null])[] = [
    ['Address', host.address],
    ['Host UUID', host.uuid],
    ['Product', [host.product, host.version].filter((word) => word !== null).join(' ') || null],
    ['Build', host.build],
    ['Platform', host.platformVersion],
    ['Architecture', host.arch],
    ['Role', POOL_ROLE_WORDS[host.poolRole]],
    ['Upgrade method', METHOD_WORDS[upgrade.method]],
    ...(collection.statusReport
      ? [['Made from', `a status report of ${collection.statusReport.madeAt ?? 'an unknown date'}`] as const]
      : []),
    ['Looked at', host.collectedAt === null ? null : `${formatInstant(host.collectedAt)} (host clock)`],
  ];
  return facts.map(([label, value]) => ({ label, value: value ?? 'not known' }));
}
