import type { Knowledge } from '../audit/knowledge.ts';
import { allItems } from '../model/items.ts';
import type { AssessedItem } from '../model/fate.ts';
import type { Finding, Outcome } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import type { Evidence, FileItem, Item } from '../model/inventory.ts';
import type { JudgedHost } from '../model/judged.ts';
import { looksAt } from '../rules/looks-at.ts';
import { entriesNaming } from '../rules/restore/named-by.ts';
import { analyseScript } from '../rules/scripts/analyse.ts';

/**
 * Everything that is known of one item, in lines for the terminal: where it comes from, its fate with the entry of the restore
 * list that names it or that none does, whether it works on the target, and each rule that looked at it with what came of it.
 * @param host judged with the same `knowledge`
 */
export function explainItem(assessed: AssessedItem, host: JudgedHost, knowledge: Knowledge): string[] {
  const { item, fate } = assessed;
  return [
    item.id,
    `  comes from   ${assessed.provenance}: ${assessed.provenanceBecause}`,
    ...(item.kind === 'file'
      ? [`  state        ${item.state}${item.changes.length > 0 ? `: ${item.changes.join(', ')}` : ''}`]
      : []),
    `  fate         ${fate.name}${fate.to === null ? '' : ` to ${fate.to}`}`,
    ...fate.changes.map((change) => `                 ${change}`),
    `  because      ${fate.because}`,
    `  source       ${fate.source}`,
    ...(fate.uncertain === null ? [] : [`  uncertain    ${fate.uncertain}`]),
    ...restoreList(item, host, knowledge),
    `  on ${host.toName}: ${assessed.compat}. ${assessed.compatBecause}`,
    ...rulesAbout(assessed, host, knowledge),
  ];
}

function restoreList(item: Item, host: JudgedHost, { profile }: Knowledge): string[] {
  const path = pathOf(item);
  if (path === null) return [];
  const file = allItems(host.inventory).find(
    (one): one is FileItem => one.kind === 'file' && one.path === path,
  );
  const entries = entriesNaming(profile, path, file?.pathEncoding);
  if (entries.length === 0) return [`  restore list no entry of ${host.toName} names ${path}`];
  return entries.map(
    ({ id, because, source }) => `  restore list ${id} names ${path}: ${because} (${source})`,
  );
}

/** The file that an item is, or that makes it; null = it is made by none. */
function pathOf(item: Item): string | null {
  if ('path' in item && item.path !== null) return item.path;
  if ('file' in item && item.file !== null) return item.file;
  return item.kind === 'setting' && item.from.startsWith('/') ? item.from : null;
}

function rulesAbout(assessed: AssessedItem, host: JudgedHost, { rules }: Knowledge): string[] {
  const script = isScript(assessed.item, host);
  const evidence = ownEvidence(assessed.item, host);
  const looking = new Set(rules.rules.filter((rule) => looksAt(rule, assessed, script)).map(({ id }) => id));
  const outcomes = host.outcomes
    .filter((outcome) => looking.has(outcome.rule) || findingsOn(outcome, assessed.item.id).length > 0)
    .map((outcome) => seen(outcome, assessed.item, evidence))
    .sort((a, b) => a.rank - b.rank);
  return [
    `  rules        ${outcomes.length === 0 ? 'none looked at it' : `${outcomes.length} looked at it`}`,
    ...outcomes.flatMap(({ lines }) => lines),
  ];
}

function isScript(item: Item, { inventory }: JudgedHost): boolean {
  if (item.kind !== 'file') return false;
  const content = inventory.contents.find(({ path }) => path === item.path);
  return content !== undefined && analyseScript(item.path, content.text).language !== null;
}

function findingsOn(outcome: Outcome, subject: string): readonly Finding[] {
  return outcome.outcome === 'findings'
    ? outcome.findings.filter((finding) => finding.subject === subject)
    : [];
}

/** What only this item shows: many a file is known by no more than that no package owns it. */
function ownEvidence({ id, evidence }: Item, { assessment }: JudgedHost): readonly Evidence[] {
  return evidence.filter(
    (piece) => !assessment.items.some(({ item }) => item.id !== id && item.evidence.some(isSame(piece))),
  );
}

function isSame({ origin, line: number, excerpt }: Evidence): (other: Evidence) => boolean {
  return (other) => other.origin === origin && other.line === number && other.excerpt === excerpt;
}

/** What was found in the item comes first, then what is not known, then what is well. */
function seen(
  outcome: Outcome,
  item: Item,
  evidence: readonly Evidence[],
): { readonly rank: number; readonly lines: readonly string[] } {
  const { rule } = outcome;
  switch (outcome.outcome) {
    case 'findings': {
      const own = findingsOn(outcome, item.id);
      if (own.length > 0) return { rank: 0, lines: own.flatMap(findingLines) };
      // An agent's service is told with its package.
      const other = outcome.findings.find((finding) =>
        evidence.some((piece) => finding.evidence.some(isSame(piece))),
      );
      return other === undefined
        ? { rank: 3, lines: [line('clear', rule, `here; it found ${subjectsOf(outcome.findings)}`)] }
        : { rank: 1, lines: [line(other.severity, rule, `told with ${other.subject}`)] };
    }
    case 'undetermined':
      return {
        rank: 2,
        lines: [line('undetermined', rule, outcome.gaps.slice(0, 2).map(gapText).join('; '))],
      };
    case 'clear':
      return { rank: 4, lines: [line('clear', rule, '')] };
    case 'not-applicable':
      return { rank: 5, lines: [line('not-applicable', rule, 'to these releases or this way of upgrading')] };
  }
}

function findingLines({ severity, title, rule, waiver, evidence }: Finding): string[] {
  const accepted = waiver?.status === 'active' ? ` (accepted by ${waiver.approver})` : '';
  return [
    line(severity, rule, `${title}${accepted}`),
    ...evidence.map(
      ({ origin, line: number, excerpt }) =>
        `                   ${origin}${number === undefined ? '' : `:${number}`}: ${excerpt}`,
    ),
  ];
}

const MOST_SUBJECTS = 2;

function subjectsOf(findings: readonly Finding[]): string {
  const subjects = [...new Set(findings.map(({ subject }) => subject))];
  const more = subjects.length - MOST_SUBJECTS;
  return `${subjects.slice(0, MOST_SUBJECTS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function gapText({ origin, reason, detail }: Gap): string {
  return `${origin} ${reason}${detail === '' ? '' : `: ${detail}`}`;
}

function line(word: string, rule: string, text: string): string {
  return `    ${word.padEnd(14)} ${rule}${text === '' ? '' : `: ${text}`}`;
}
