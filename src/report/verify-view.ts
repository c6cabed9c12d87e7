import { formatCount, formatInstant } from '../lib/quantities.ts';
import type { Fact, GapGroup } from '../model/report.ts';
import { CLOSINGS, type ClosedItem, type Closing, type VerifyDocument } from '../model/verify.ts';
import { groupGaps } from './build/gaps.ts';
import { fieldRow, linedKinds, type LinedKind, type LinePart } from './lined-entries.ts';
import { CLOSING_WORDS, OUTCOME_WORDS, PROOF_WORDS } from './verify-words.ts';
import { FATE_WORDS, METHOD_WORDS, PROVENANCE_WORDS } from './words.ts';

/** verify.json made ready for people; text of a host is still raw. */
export interface VerifyView {
  readonly document: VerifyDocument;
  readonly name: string;
  readonly path: string;
  readonly outcome: (typeof OUTCOME_WORDS)[keyof typeof OUTCOME_WORDS];
  /** Worst first, all six. */
  readonly tiles: readonly {
    readonly closing: Closing;
    readonly label: string;
    readonly meaning: string;
    readonly edge: string;
    readonly count: number;
  }[];
  readonly tallies: readonly { readonly label: string; readonly sentence: string }[];
  readonly facts: readonly Fact[];
  /** Those that have something to show, worst first. */
  readonly sections: readonly VerifySection[];
  readonly gapsBefore: readonly GapGroup[];
  readonly gapsAfter: readonly GapGroup[];
}

export interface VerifySection {
  readonly anchor: string;
  readonly label: string;
  readonly meaning: string;
  readonly count: number;
  readonly kinds: readonly LinedKind[];
}

const WORST_FIRST = [...CLOSINGS].reverse();
const WHOLE = 'verify.json';

export function buildVerifyView(document: VerifyDocument): VerifyView {
  const { before, after, upgrade, counts, services, storage, gaps } = document;
  return {
    document,
    name: after.hostname ?? before.hostname ?? after.address,
    path: `${upgrade.from} → ${upgrade.to}${after.version === null || after.version === upgrade.to ? '' : ` (the host says ${after.version})`}`,
    outcome: OUTCOME_WORDS[document.outcome],
    tiles: WORST_FIRST.map((closing) => ({ closing, count: counts[closing], ...CLOSING_WORDS[closing] })),
    tallies: [
      { label: 'Services', sentence: tallySentence(services) },
      { label: 'Storage and mounts', sentence: tallySentence(storage) },
    ],
    facts: factsOf(document),
    sections: WORST_FIRST.flatMap((closing) => sectionsOf(closing, document.items)),
    gapsBefore: groupGaps(gaps.before),
    gapsAfter: groupGaps(gaps.after),
  };
}

function tallySentence({ back, changed, missing, untold }: VerifyDocument['services']): string {
  const all = back + changed + missing + untold;
  if (all === 0) return 'none were listed';
  return [
    `${formatCount(back)} of ${formatCount(all)} back as before`,
    ...(changed > 0 ? [`${formatCount(changed)} changed`] : []),
    ...(missing > 0 ? [`${formatCount(missing)} not back`] : []),
    ...(untold > 0 ? [`${formatCount(untold)} could not be told`] : []),
  ].join(', ');
}

function factsOf({ before, after, upgrade, verifiedAt, beforeRestore }: VerifyDocument): readonly Fact[] {
  const release = ({ product, version, build }: VerifyDocument['after']): string =>
    [product, version, build].filter((word) => word !== null).join(' ') || 'not known';
  const facts: readonly (readonly [string, string | null])[] = [
    ['Address', after.address],
    ['Host UUID', after.uuid],
    ['Before', release(before)],
    ['Now', release(after)],
    ['Upgrade method', METHOD_WORDS[upgrade.method as keyof typeof METHOD_WORDS]],
    ['Audit', before.from],
    [
      'Audited',
      `${before.collectedAt === null ? 'not known' : formatInstant(before.collectedAt)} (host clock)`,
    ],
    [
      'Looked at again',
      after.collectedAt === null ? null : `${formatInstant(after.collectedAt)} (host clock)`,
    ],
    ['Verified', formatInstant(verifiedAt)],
    ['Restored before this look', beforeRestore ? 'no, nothing yet' : 'yes, or not known'],
  ];
  return facts.map(([label, value]) => ({ label, value: value ?? 'not known' }));
}

/** What is back and changed in two parts: what somebody should look at stands first. */
function sectionsOf(closing: Closing, items: readonly ClosedItem[]): readonly VerifySection[] {
  const closed = items.filter((item) => item.closing === closing);
  const { label, meaning } = CLOSING_WORDS[closing];
  const part = (
    anchor: string,
    title: string,
    said: string,
    list: readonly ClosedItem[],
  ): readonly VerifySection[] =>
    list.length === 0
      ? []
      : [
          {
            anchor,
            label: title,
            meaning: said,
            count: list.length,
            kinds: linedKinds(list.map(linePart), WHOLE, closing === 'identical'),
          },
        ];
  if (closing !== 'changed') return part(closing, label, meaning, closed);
  return [
    ...part(
      'look',
      'Back, changed, and to be looked at',
      'There, and different from what was foretold or from what is right for this release.',
      closed.filter(({ needsLook }) => needsLook),
    ),
    ...part(
      closing,
      label,
      meaning,
      closed.filter(({ needsLook }) => !needsLook),
    ),
  ];
}

function linePart(item: ClosedItem): LinePart {
  const { label, badge } = CLOSING_WORDS[item.closing];
  return {
    id: item.id,
    kind: item.kind,
    label: item.name,
    path: item.kind === 'file' ? item.path : null,
    note: item.note,
    badge: label,
    badgeClass: badge,
    more: moreOf(item),
    fields: item.differences.map((one) => fieldRow(one)),
    diff: item.diff,
  };
}

function moreOf({
  fate,
  to,
  provenance,
  foundAt,
  id,
  proof,
  wouldTell,
  consent,
}: ClosedItem): readonly Fact[] {
  const provenanceLabel = PROVENANCE_WORDS[provenance as keyof typeof PROVENANCE_WORDS];
  const facts: readonly (readonly [string, string | null])[] = [
    [
      'Foretold',
      fate === null
        ? 'Not listed in the audit; watched as storage.'
        : `${FATE_WORDS[fate].label}${to === null ? '' : ` to ${to}`}`,
    ],
    ['Where it is from', provenance === null ? null : provenanceLabel],
    ['Found as', foundAt === null || foundAt === id ? null : foundAt],
    ['Rests on', proof === null ? null : PROOF_WORDS[proof]],
    ['What would tell', wouldTell],
    ['Given up by', consent === null ? null : `${consent.approver}: ${consent.reason}`],
  ];
  return facts.flatMap(([label, value]) => (value === null ? [] : { label, value }));
}
