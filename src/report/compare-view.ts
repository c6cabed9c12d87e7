import { compareText } from '../lib/order.ts';
import { countOf, formatCount, formatInstant } from '../lib/quantities.ts';
import type { ComparedSide, CompareDocument, ItemDifference } from '../model/compare.ts';
import type { GapGroup } from '../model/report.ts';
import { groupGaps } from './build/gaps.ts';
import { findingRow, tellingFindings, type FindingRow } from './compare-finding-rows.ts';
import { fieldRow, fieldWord, linedKinds, type LinedKind, type LinePart } from './lined-entries.ts';
import { GAP_WORDS, VERDICT_WORDS } from './words.ts';

/** compare.json made ready for people; text of a host is still raw. */
export interface CompareView {
  readonly document: CompareDocument;
  /** `xs1` for one host, `xs1 and xs2` for two. */
  readonly name: string;
  readonly subtitle: string;
  readonly answer: {
    readonly label: string;
    readonly sentence: string;
    readonly verdict: string;
    readonly sign: string;
  };
  readonly because: readonly string[];
  readonly tiles: readonly { readonly label: string; readonly count: number; readonly edge: string }[];
  /** A row of the table of the two sides. */
  readonly sides: readonly { readonly label: string; readonly a: string; readonly b: string }[];
  /** Worst first. */
  readonly findings: readonly FindingRow[];
  /** Findings that only say again that something was added, gone or changed. */
  readonly quietFindings: number;
  /** Changed, added and gone, as far as there are any. */
  readonly sections: readonly CompareSection[];
  /** A rule each, with what it took. */
  readonly apart: readonly {
    readonly sentence: string;
    readonly count: number;
    readonly kinds: readonly LinedKind[];
  }[];
  readonly uncompared: readonly LinedKind[];
  readonly gapsA: readonly GapGroup[];
  readonly gapsB: readonly GapGroup[];
}

interface CompareSection {
  readonly anchor: string;
  readonly label: string;
  readonly meaning: string;
  readonly count: number;
  readonly kinds: readonly LinedKind[];
}

const WHOLE = 'compare.json';
const CHANGE_WORDS = {
  changed: {
    label: 'Changed',
    badge: 'sev-medium',
    edge: 'edge-medium',
    meaning: 'On both sides, and different.',
  },
  added: { label: 'Added', badge: 'sev-high', edge: 'edge-high', meaning: 'Only on the second side.' },
  gone: { label: 'Gone', badge: 'sev-high', edge: 'edge-high', meaning: 'Only on the first side.' },
} as const;
export function buildCompareView(document: CompareDocument): CompareView {
  const { a, b, scope, counts, items } = document;
  const [one, other] = [nameOf(a), nameOf(b)];
  return {
    document,
    name: scope === 'one-host' && one === other ? one : `${one} and ${other}`,
    subtitle: scope === 'one-host' ? 'Two audits of one host' : 'Two hosts',
    answer: answerOf(document),
    because: becauseOf(document),
    tiles: [
      ...(['changed', 'added', 'gone'] as const).map((change) => ({
        label: CHANGE_WORDS[change].label,
        count: counts[change],
        edge: CHANGE_WORDS[change].edge,
      })),
      { label: 'Findings', count: tellingFindings(document).length, edge: 'edge-blocker' },
      { label: 'Not compared', count: counts.uncompared, edge: 'edge-low' },
      { label: 'Told apart', count: counts.toldApart, edge: 'edge-info' },
      { label: 'The same', count: counts.same, edge: 'edge-good' },
    ],
    sides: sidesOf(a, b),
    findings: tellingFindings(document).map(findingRow),
    quietFindings: document.findings.length - tellingFindings(document).length,
    sections: (['changed', 'added', 'gone'] as const).flatMap((change) => {
      const list = items.filter((item) => item.change === change);
      const { label, meaning } = CHANGE_WORDS[change];
      if (list.length === 0) return [];
      const kinds = linedKinds(
        list.map((item) => linePart(item, document)),
        WHOLE,
        false,
      );
      return { anchor: change, label, meaning, count: list.length, kinds };
    }),
    apart: document.rules.flatMap(({ id, sentence }) => {
      const taken = document.toldApart.filter(({ rule }) => rule === id);
      if (taken.length === 0) return [];
      const kinds = linedKinds(
        taken.map((item) => linePart(item, document)),
        WHOLE,
        true,
      );
      return { sentence, count: taken.length, kinds };
    }),
    uncompared: linedKinds(document.uncompared.map(uncomparedPart), WHOLE, true),
    gapsA: groupGaps(document.gaps.a),
    gapsB: groupGaps(document.gaps.b),
  };
}

function nameOf({ hostname, address }: ComparedSide): string {
  return hostname ?? address;
}

function answerOf({ isDifferent, isPartial, scope }: CompareDocument): CompareView['answer'] {
  if (isDifferent)
    return {
      label: 'Different',
      sentence:
        scope === 'one-host'
          ? 'The host is not as it was when the first audit was made.'
          : 'The two hosts differ in more than what is their own.',
      verdict: 'action-needed',
      sign: '▲',
    };
  return isPartial
    ? {
        label: 'No difference seen',
        sentence: 'But not everything could be compared.',
        verdict: 'incomplete',
        sign: '?',
      }
    : { label: 'No difference', sentence: 'Both sides say the same.', verdict: 'ready', sign: '✓' };
}

function becauseOf({ a, b, counts, findings }: CompareDocument): readonly string[] {
  const fresh = findings.filter(({ change }) => change === 'new');
  const blockers = fresh.filter(({ severityAfter }) => severityAfter === 'blocker').length;
  const sentences: readonly (readonly [boolean, string])[] = [
    [
      a.verdict !== b.verdict,
      `Verdict: ${VERDICT_WORDS[a.verdict].label} before, ${VERDICT_WORDS[b.verdict].label} now.`,
    ],
    [a.verdict === b.verdict, `Verdict on both sides: ${VERDICT_WORDS[a.verdict].label}.`],
    [
      fresh.length > 0,
      `${countOf(fresh.length, 'finding')} that the first side does not have${blockers > 0 ? `, ${formatCount(blockers)} of them blocking` : ''}.`,
    ],
    [
      counts.uncompared > 0,
      `${countOf(counts.uncompared, 'item')} could not be compared: one side did not see them.`,
    ],
  ];
  return sentences.flatMap(([holds, sentence]) => (holds ? sentence : []));
}

function sidesOf(a: ComparedSide, b: ComparedSide): CompareView['sides'] {
  const rows: readonly (readonly [string, (side: ComparedSide) => string | null])[] = [
    ['Read from', ({ from }) => from],
    ['Host', nameOf],
    ['Host UUID', ({ uuid }) => uuid],
    [
      'Product',
      ({ product, version, build }) => [product, version, build].filter((word) => word !== null).join(' '),
    ],
    ['Looked at', ({ collectedAt }) => (collectedAt === null ? null : formatInstant(collectedAt))],
    ['Verdict', ({ verdict }) => VERDICT_WORDS[verdict].label],
    ['Judged by rules', ({ rulesVersion }) => rulesVersion],
    ['Ticket', ({ ticket }) => ticket ?? 'none'],
  ];
  return rows.map(([label, read]) => ({ label, a: read(a) ?? 'not known', b: read(b) ?? 'not known' }));
}

function linePart(item: ItemDifference, { rules }: CompareDocument): LinePart {
  const { label, badge } = CHANGE_WORDS[item.change];
  const counting = item.fields.filter(({ rule }) => rule === null).map(({ field }) => field);
  return {
    id: `${item.change} ${item.id}`,
    kind: item.kind,
    label: item.name,
    path: item.kind === 'file' ? item.name : null,
    note: noteOf(item, counting),
    badge: label,
    badgeClass: badge,
    more: [],
    fields: [...item.fields]
      .sort((a, b) => Number(a.rule !== null) - Number(b.rule !== null) || compareText(a.field, b.field))
      .map((one) => fieldRow(one, rules.find(({ id }) => id === one.rule)?.sentence ?? '')),
    diff: item.diff,
  };
}

function noteOf({ change, rule, fields }: ItemDifference, counting: readonly string[]): string {
  if (change !== 'changed') return CHANGE_WORDS[change].meaning;
  const all = rule === null ? counting : fields.map(({ field }) => field);
  // Of another content, size and time say nothing more.
  const telling = all.includes('content')
    ? all.filter((field) => field !== 'sizeBytes' && field !== 'mtime')
    : all;
  return `Differs in ${telling.map(fieldWord).join(', ')}.`;
}

function uncomparedPart({
  id,
  kind,
  name,
  seenOn,
  hiddenBy,
}: CompareDocument['uncompared'][number]): LinePart {
  const [gap] = hiddenBy;
  return {
    id: `uncompared ${id}`,
    kind,
    label: name,
    path: kind === 'file' ? name : null,
    note: `Seen on the ${seenOn === 'a' ? 'first' : 'second'} side only; the other one may have it, too${gap === undefined ? '' : `: ${gap.origin} (${GAP_WORDS[gap.reason]})`}.`,
    badge: 'Not compared',
    badgeClass: 'sev-low',
    more: [],
    fields: [],
    diff: null,
  };
}
