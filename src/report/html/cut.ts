import type {
  DiffView,
  Entry,
  FindingCard,
  GapGroup,
  HostView,
  Tree,
  WaiverRow,
} from '../../model/report.ts';

/**
 * How much one page holds, so that a browser stays quick and the file can be mailed. What is left out is counted on the
 * page and stands whole in report.json and the CSV files.
 */
export const LIMITS = {
  entries: 2000,
  membersPerTree: 10_000,
  members: 20_000,
  subjects: 60,
  origins: 60,
  diffLines: 400,
  multipathRows: 200,
  backupRows: 200,
  openEntries: 30,
} as const;

/** What is left for the page as a whole. */
export interface Room {
  entries: number;
  members: number;
}

/** Takes entries while there is room, the worst fates first, as they stand. */
export function cutSections(sections: HostView['sections'], room: Room) {
  return sections.map((section) => ({
    ...section,
    kinds: section.kinds.map((kind) => {
      const causes = kind.causes
        .map((cause) => ({
          ...cause,
          entries: take(cause.entries, room).map((entry) => cutEntry(entry, room)),
        }))
        .filter((cause) => cause.entries.length > 0);
      const shown = causes.reduce((sum, cause) => sum + cause.entries.length, 0);
      const isQuiet = section.fate === 'kept' || section.fate === 'untouched';
      return {
        ...kind,
        causes,
        more: kind.entries - shown,
        isOpen: !isQuiet && kind.entries <= LIMITS.openEntries,
      };
    }),
  }));
}

function take(entries: readonly Entry[], room: Room): readonly Entry[] {
  const taken = entries.slice(0, room.entries);
  room.entries -= taken.length;
  return taken;
}

function cutEntry(entry: Entry, room: Room) {
  return {
    ...entry,
    severityTokens: [...new Set(entry.findings.map((finding) => finding.severity))].join(' '),
    tree: entry.tree === null ? null : cutTree(entry.tree, room),
  };
}

function cutTree(tree: Tree, room: Room) {
  const members = tree.members.slice(0, Math.min(LIMITS.membersPerTree, room.members));
  room.members -= members.length;
  return { ...tree, parts: tree.parts.slice(0, 12), members, more: tree.members.length - members.length };
}

export function cutCard(card: FindingCard, listed: ReadonlySet<string>) {
  const subjects = card.subjects.slice(0, LIMITS.subjects).map((subject) => ({
    ...subject,
    anchor: subject.anchor !== null && listed.has(subject.anchor) ? subject.anchor : null,
    isMany: subject.count > 1,
  }));
  return {
    ...card,
    subjects,
    subjectCount: card.subjects.length,
    more: card.subjects.length - subjects.length,
    isSingle: card.count === 1,
    isShort: card.subjects.length <= 5,
    isFolded: card.subjects.length < card.count,
    kindTokens: card.kinds.join(' '),
    fateTokens: card.fates.join(' '),
  };
}

export function cutDiff(diff: DiffView) {
  const lines = diff.lines.slice(0, LIMITS.diffLines);
  return { ...diff, lines, more: diff.lines.length - lines.length };
}

export function cutGaps(group: GapGroup) {
  return {
    ...group,
    gaps: group.gaps.map((gap) => {
      const origins = gap.origins.slice(0, LIMITS.origins);
      return {
        ...gap,
        origins,
        originCount: gap.origins.length,
        isLong: gap.origins.length > 5,
        more: gap.origins.length - origins.length,
      };
    }),
  };
}

export function cutWaiver(row: WaiverRow) {
  return { ...row, subjects: row.subjects.slice(0, 5), more: Math.max(0, row.subjects.length - 5) };
}

export function fullRoom(): Room {
  return { entries: LIMITS.entries, members: LIMITS.members };
}

/** Anchors of the entries that found room. */
export function shownEntries(sections: ReturnType<typeof cutSections>): ReadonlySet<string> {
  return new Set(
    sections.flatMap((section) =>
      section.kinds.flatMap((kind) =>
        kind.causes.flatMap((cause) => cause.entries.map((entry) => entry.anchor)),
      ),
    ),
  );
}

/** Lines of what happens to each thing that found no room. */
export function countLeftOut(sections: ReturnType<typeof cutSections>): number {
  return sections
    .flatMap((section) => section.kinds)
    .reduce((sum, kind) => sum + kind.more + leftOutOf(kind.causes.flatMap((cause) => cause.entries)), 0);
}

function leftOutOf(entries: readonly ReturnType<typeof cutEntry>[]): number {
  return entries.reduce((sum, entry) => sum + (entry.tree?.more ?? 0), 0);
}
