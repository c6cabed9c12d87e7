import type { AssessedItem, FateName, Stop } from '../model/fate.ts';
import type { Finding, Outcome, Severity } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import type { ItemKind } from '../model/inventory.ts';
import { compareText } from '../lib/order.ts';
import { itemName, kindWords } from '../model/item-words.ts';
import { plainSeverity } from './builtin-words.ts';
import { digestOf, digestOfItem } from './digest.ts';
import type { Facts } from './facts.ts';
import { pushTo } from './facts-index.ts';
import { fewGaps, findingId } from './findings.ts';
import { fillPlaceholders, showValue } from './placeholders.ts';

/** What a headline is made of. */
interface Words {
  readonly kind: string;
  readonly name: string;
  readonly to: string;
  readonly changes: string;
}

/** A finding that needs no entry in rules.yaml: what is nobody's stock and does not come back as it was. */
interface Builtin {
  readonly id: string;
  readonly title: string;
  readonly headline: (words: Words) => string;
  readonly remediation: readonly string[];
  /** The fate it is about, or of kept items the compat. */
  readonly word: string;
  severity(assessed: AssessedItem): Severity;
}

const FROM_BACKUP =
  'After the upgrade: put it back from the backup of this audit, or from the backup partition (`BACKUP_PARTITION` in /etc/xensource-inventory, mounted read-only), which only holds it until the next upgrade.';

function fateBuiltin(
  fate: FateName,
  title: string,
  headline: (words: Words) => string,
  severity: (assessed: AssessedItem) => Severity,
  remediation: readonly string[],
): Builtin {
  return {
    id: `customisation-${fate}`,
    title,
    headline,
    remediation,
    word: `fate ${fate}`,
    severity,
  };
}

/** A kept item whose compat is not `works`. (Where its fate is another, the finding about the fate speaks.) */
function compatBuiltin(
  id: string,
  compat: AssessedItem['compat'],
  title: string,
  headline: (words: Words) => string,
  severity: Severity,
  remediation: readonly string[],
): Builtin {
  return {
    id,
    title,
    headline,
    remediation,
    word: `compat ${compat}`,
    severity: () => severity,
  };
}

const BUILTINS: readonly Builtin[] = [
  fateBuiltin(
    'destroyed',
    'A customisation is destroyed and is on no backup partition',
    ({ kind, name }) => `${kind} ${name} is destroyed, and no copy is left on the backup partition`,
    () => 'high',
    [
      'Before the upgrade: copy it off the host; afterwards there is nothing left to copy.',
      'After the upgrade: make it anew from that copy.',
    ],
  ),
  fateBuiltin(
    'lost',
    'A customisation is lost',
    ({ kind, name }) => `${kind} ${name} is lost`,
    plainSeverity,
    ['Before the upgrade: decide whether it is still needed, and keep a copy off the host.', FROM_BACKUP],
  ),
  fateBuiltin(
    'replaced',
    'A customised item is replaced by what the target brings',
    ({ kind, name }) => `${kind} ${name} is replaced by the target's own`,
    (assessed) =>
      assessed.item.kind === 'file' && assessed.item.state === 'missing' ? 'low' : plainSeverity(assessed),
    [
      'Before the upgrade: write down what was changed, and why.',
      "After the upgrade: make the same change in the target's own version; do not put the old file over it.",
    ],
  ),
  fateBuiltin(
    'moved',
    'A customised item comes back under another name',
    ({ kind, name, to }) => `${kind} ${name} comes back as ${to} and is no longer in effect`,
    plainSeverity,
    ["After the upgrade: take what is needed from {{to}} into the target's own file."],
  ),
  fateBuiltin(
    'converted',
    'A customised item comes back changed',
    ({ kind, name, changes }) => `${kind} ${name} comes back changed (${changes})`,
    () => 'low',
    ['After the upgrade: compare it with the copy in the backup of this audit and put right what matters.'],
  ),
  fateBuiltin(
    'unknown',
    'What becomes of a customisation is not known',
    ({ kind, name }) => `${kind} ${name}: what becomes of it is not known`,
    plainSeverity,
    ['Before the upgrade: treat it as lost and keep a copy off the host.', FROM_BACKUP],
  ),
  compatBuiltin(
    'customisation-breaks',
    'breaks',
    'A customisation comes back and breaks on the target',
    ({ kind, name }) => `${kind} ${name} comes back and breaks on the target`,
    'high',
    ['Before the upgrade: take it away or adapt it; the reason is given above.'],
  ),
  compatBuiltin(
    'customisation-needs-rework',
    'needs-rework',
    'A customisation comes back and must be adapted to the target',
    ({ kind, name }) => `${kind} ${name} comes back and must be adapted to the target`,
    'medium',
    ['After the upgrade: adapt it; the reason is given above.'],
  ),
  compatBuiltin(
    'customisation-ignored',
    'ignored',
    'A customisation comes back and nothing reads it any more',
    ({ kind, name }) => `${kind} ${name} comes back, and nothing on the target reads it`,
    'low',
    ['After the upgrade: find the place where the target keeps this setting, and remove the old one.'],
  ),
  compatBuiltin(
    'customisation-untested',
    'unknown',
    'A customisation comes back; whether it works on the target is not known',
    ({ kind, name }) => `${kind} ${name} comes back; whether it works on the target is not known`,
    'info',
    ['After the upgrade: try it out.'],
  ),
];

const BY_WORD = new Map(BUILTINS.map((builtin) => [builtin.word, builtin]));

/** Kept items of these kinds are records, not things that run: there is nothing to try out. */
const NOTHING_TO_TRY: ReadonlySet<ItemKind> = new Set<ItemKind>([
  'setting',
  'sr',
  'pbd',
  'vm',
  'nic',
  'disk',
  'partition',
  'vg',
  'md',
  'user',
  'group',
]);
const UNTESTED = BY_WORD.get('compat unknown');

function wordOf({ fate, compat }: AssessedItem): string {
  return fate.name === 'kept' || fate.name === 'untouched' ? `compat ${compat}` : `fate ${fate.name}`;
}

const PREFLIGHT_STOP = 'preflight-stop';

/**
 * One outcome for each built-in finding.
 * @param settled the items of which a rule has said more than was assessed, by id.
 * @param covered stop conditions that a rule speaks for; the others are not silent either.
 */
export function judgeBuiltins(
  settled: ReadonlyMap<string, AssessedItem>,
  facts: Facts,
  covered: ReadonlySet<string>,
  waive: (finding: Finding) => Finding,
): Outcome[] {
  const found = new Map<Builtin, Finding[]>();
  for (const known of facts.custom) {
    const assessed = settled.size === 0 ? known : (settled.get(known.item.id) ?? known);
    const builtin = BY_WORD.get(wordOf(assessed));
    // Nothing is known of it that would make it a customisation: the gaps say so.
    if (known.provenance === 'unknown' && assessed.fate.name === 'unknown') continue;
    if (!builtin || (builtin === UNTESTED && NOTHING_TO_TRY.has(assessed.item.kind))) continue;
    pushTo(found, builtin, waive(makeFinding(builtin, assessed, facts)));
  }
  const gaps = fewGaps(hiddenItems(facts));
  const outcomes = BUILTINS.map((builtin) => outcomeOf(builtin, found.get(builtin) ?? [], gaps));
  const stops = facts.assessment.stops
    .filter(({ condition }) => !covered.has(condition))
    .map((stop) => waive(stopFinding(stop, facts)))
    .sort((a, b) => compareText(a.id, b.id));
  return [...outcomes, outcomeOf({ id: PREFLIGHT_STOP, title: 'The upgrade stops' }, stops, [])];
}

/** Gaps of the parts that say which items there are; a text that was not read hides no item. */
function hiddenItems(facts: Facts): Gap[] {
  return Object.entries(facts.inventory.sections)
    .filter(([, section]) => section.status === 'unavailable')
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, section]) => section.gaps);
}

function outcomeOf(
  { id, title }: Pick<Builtin, 'id' | 'title'>,
  findings: readonly Finding[],
  gaps: readonly Gap[],
): Outcome {
  if (findings.length > 0)
    return {
      rule: id,
      title,
      outcome: 'findings',
      findings,
      gaps,
    };
  return gaps.length > 0
    ? { rule: id, title, outcome: 'undetermined', gaps }
    : { rule: id, title, outcome: 'clear', gaps: [] };
}

function makeFinding(builtin: Builtin, assessed: AssessedItem, facts: Facts): Finding {
  const { item, fate } = assessed;
  const values = {
    kind: kindWords(item),
    name: showValue(itemName(item)),
    to: showValue(fate.to ?? ''),
    changes: fate.changes.join(', ') || 'in another form',
  };
  const isAboutFate = fate.name !== 'kept' && fate.name !== 'untouched';
  const because = isAboutFate ? fate.because : assessed.compatBecause;
  return {
    id: findingId(builtin.id, item.id, null),
    rule: builtin.id,
    severity: builtin.severity(assessed),
    subject: item.id,
    title: builtin.headline(values),
    why: because === '' ? fate.because : because,
    remediation: builtin.remediation.some((step) => step.includes('{{'))
      ? builtin.remediation.map((step) => fillPlaceholders(step, values))
      : builtin.remediation,
    evidence: item.evidence,
    sources: [fate.source],
    waiver: null,
    digest: digestOfItem(builtin.id, item, facts),
    compat: null,
    fate: null,
  };
}

function stopFinding(stop: Stop, facts: Facts): Finding {
  return {
    id: findingId(
      PREFLIGHT_STOP,
      stop.subject,
      stop.key === null ? stop.condition : `${stop.condition}.${stop.key}`,
    ),
    rule: PREFLIGHT_STOP,
    severity: 'blocker',
    subject: stop.subject,
    title: stop.sentence,
    why: stop.sentence,
    remediation: ['Before the upgrade: remove the cause; docs/design.md names the step of the installer.'],
    evidence: stop.evidence,
    sources: [`preflight condition ${stop.condition}`],
    waiver: null,
    digest: digestOf({ rule: PREFLIGHT_STOP, subject: stop.subject, evidence: stop.evidence }, facts),
    compat: null,
    fate: null,
  };
}
