import type { Finding, Outcome } from '../../model/finding.ts';
import type { UnusedWaiver } from '../../model/judged.ts';
import type { FindingCard, SubjectView, WaiverRow } from '../../model/report.ts';
import { countOf } from '../../lib/quantities.ts';
import { SEVERITY_WORDS, WAIVER_WORDS } from '../words.ts';
import { isBuiltIn } from '../../model/finding.ts';
import type { CardGroup } from './card-groups.ts';
import { describeItem } from './describe.ts';
import type { EntryGroup } from './entry-group.ts';
import { commonOf, evidenceLines, withoutPath } from './wording.ts';

/** Where each item stands, by id, and the path it is about. */
type Places = ReadonlyMap<string, { readonly group: EntryGroup; readonly path: string | null }>;

/** Cards of more findings than these leave ids and digests to the data. */
const FEW = 3;

/** The cards in the order of the groups; subjects that stand in one tree are one line. */
export function buildCards(
  groups: readonly CardGroup[],
  entries: readonly EntryGroup[],
  outcomes: readonly Outcome[],
): readonly FindingCard[] {
  const titles = new Map(outcomes.map((outcome) => [outcome.rule, outcome.title]));
  const entryOf: Places = new Map(
    entries.flatMap((group) =>
      group.items.map(
        ({ assessed: { item } }) => [item.id, { group, path: describeItem(item).path }] as const,
      ),
    ),
  );
  return groups.map((group) => buildCard(group, entryOf, titles.get(group.rule) ?? group.rule));
}

function buildCard(group: CardGroup, entryOf: Places, ruleTitle: string): FindingCard {
  const { findings } = group;
  const [first] = findings;
  const steps = commonSteps(findings, entryOf);
  const title = commonOf(findings.map((finding) => finding.title));
  const why = sharedWhy(findings, entryOf);
  const shown = { title: title ?? ruleTitle, why: why ?? '', steps: steps ?? [] };
  const entries = [...new Set(findings.flatMap((finding) => entryOf.get(finding.subject)?.group ?? []))];
  return {
    anchor: group.anchor,
    rule: group.rule,
    severity: first.severity,
    severityLabel: SEVERITY_WORDS[first.severity].label,
    ...shown,
    sources: [...new Set(findings.flatMap((finding) => finding.sources))],
    waiver: group.waiver,
    waiverNote: waiverNote(group),
    isWaived: group.isWaived,
    accepts: findings.length > FEW ? [] : findings.map(({ id, digest }) => ({ id, digest })),
    count: findings.length,
    subjects: buildSubjects(findings, entryOf, { title, why, steps }),
    kinds: [...new Set(entries.map(({ entry }) => entry.kind))],
    fates: [...new Set(entries.map(({ entry }) => entry.fate))],
  };
}

/** Steps that all findings share, each path in them taken as the same; null where they differ. */
function commonSteps(findings: readonly Finding[], entryOf: Places): readonly string[] | null {
  const [first] = findings;
  if (first === undefined) return null;
  if (findings.length === 1) return first.remediation;
  const shared = findings.map((finding) =>
    JSON.stringify(finding.remediation.map((step) => withoutPath(step, pathOf(finding, entryOf)))),
  );
  return commonOf(shared) === null
    ? null
    : first.remediation.map((step) => withoutPath(step, pathOf(first, entryOf)));
}

function sharedWhy(findings: readonly Finding[], entryOf: Places): string | null {
  const [first] = findings;
  return findings.length === 1
    ? (first?.why ?? null)
    : commonOf(findings.map((finding) => withoutPath(finding.why, pathOf(finding, entryOf))));
}

function pathOf(finding: Finding, entryOf: Places): string | null {
  return entryOf.get(finding.subject)?.path ?? null;
}

function buildSubjects(
  findings: readonly Finding[],
  entryOf: Places,
  common: { title: string | null; why: string | null; steps: readonly string[] | null },
): readonly SubjectView[] {
  const trees = new Map<EntryGroup, number>();
  const subjects: (SubjectView | EntryGroup)[] = [];
  for (const finding of findings) {
    const group = entryOf.get(finding.subject)?.group;
    if (group?.entry.tree && isBuiltIn(finding)) {
      if (!trees.has(group)) subjects.push(group);
      trees.set(group, (trees.get(group) ?? 0) + 1);
    } else {
      subjects.push({
        label: group?.entry.label ?? finding.subject,
        anchor: group?.entry.anchor ?? null,
        count: 1,
        key: keyOf(finding),
        // What a built-in finding says and saw is the item itself, and stands there.
        title: common.title === null && !isBuiltIn(finding) ? finding.title : null,
        why: common.why === null && !isBuiltIn(finding) ? finding.why : null,
        steps: common.steps === null ? finding.remediation : [],
        evidence: isBuiltIn(finding) ? [] : evidenceLines(finding.evidence),
      });
    }
  }
  return subjects.map((subject) =>
    'entry' in subject ? treeSubject(subject, trees.get(subject) ?? 0) : subject,
  );
}

function keyOf({ id, rule, subject }: Finding): string | null {
  const start = `${rule}:${subject}#`;
  return id.startsWith(start) ? id.slice(start.length) : null;
}

function treeSubject({ entry }: EntryGroup, count: number): SubjectView {
  return {
    label: entry.label,
    anchor: entry.anchor,
    count,
    key: null,
    title: null,
    why: null,
    steps: [],
    evidence: [],
  };
}

function waiverNote({ waiver }: CardGroup): string | null {
  if (waiver === null) return null;
  const until = waiver.expires === null ? 'no expiry' : `until ${waiver.expires}`;
  const changes = (waiver.difference ?? []).map((line) => ` [${line}]`).join('');
  return `${sentenceCase(WAIVER_WORDS[waiver.status])}: ${waiver.reason} (approved by ${waiver.approver}, ${until})${changes}`;
}

/** Every waiver with what it covers, those that no longer count or name nothing here too. */
export function buildWaivers(
  cards: readonly FindingCard[],
  unused: readonly UnusedWaiver[],
): readonly WaiverRow[] {
  return [...cards.flatMap(waiverRow), ...unused.map(unusedRow)];
}

function waiverRow(card: FindingCard): readonly WaiverRow[] {
  if (card.waiver === null) return [];
  return [
    {
      subjects: card.subjects.map((subject) =>
        subject.count === 1 ? subject.label : `${subject.label} (${countOf(subject.count, 'finding')})`,
      ),
      anchor: card.anchor,
      title: card.title,
      severityLabel: card.severityLabel,
      reason: card.waiver.reason,
      approver: card.waiver.approver,
      expires: card.waiver.expires ?? 'never',
      statusLabel: sentenceCase(WAIVER_WORDS[card.waiver.status]),
      isActive: card.isWaived,
    },
  ];
}

function unusedRow({ about, reason, approver, expires }: UnusedWaiver): WaiverRow {
  return {
    subjects: [about],
    anchor: null,
    title: 'No finding of this host',
    severityLabel: '–',
    reason,
    approver,
    expires: expires ?? 'never',
    statusLabel: 'Names nothing here',
    isActive: false,
  };
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
