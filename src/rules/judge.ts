import { compareText } from '../lib/order.ts';
import { COMPATS, FATES, type AssessedItem, type Assessment } from '../model/fate.ts';
import type { Finding, Outcome, Verdict } from '../model/finding.ts';
import type { Upgrade } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import { appliesTo } from './applies.ts';
import { judgeBuiltins } from './builtin.ts';
import { digestOf } from './digest.ts';
import { mergeMatches, type Match } from './evaluation.ts';
import { buildFacts, type Facts } from './facts.ts';
import { pushTo } from './facts-index.ts';
import { fewGaps, findingId } from './findings.ts';
import { fillPlaceholders, withoutPlaceholders } from './placeholders.ts';
import type { Rule, RuleSet } from './rule.ts';
import { decideVerdict } from './verdict.ts';
import { names, waiverOf, type WaiverEntry } from './waivers.ts';
import { worksThere } from './works.ts';

export interface JudgeOptions {
  /** ISO 8601 UTC; decides which waivers have run out. */
  readonly judgedAt: string;
  readonly waivers?: readonly WaiverEntry[];
}

export interface Judgement {
  /** One for each rule, and for each built-in one, in the order of their ids. */
  readonly outcomes: readonly Outcome[];
  /** With the compat and fate that rules set. */
  readonly assessment: Assessment;
  readonly verdict: Verdict;
  /** A sentence for each thing that makes the verdict. */
  readonly verdictBecause: readonly string[];
  /** Waivers that name no finding of this host. */
  readonly unusedWaivers: readonly WaiverEntry[];
}

/**
 * Gives every rule exactly one outcome and every item its compat, and from both the verdict. Pure: neither the order of
 * the items nor that of the rules changes the result.
 */
export function judge(
  ruleSet: RuleSet,
  inventory: Inventory,
  assessment: Assessment,
  upgrade: Upgrade,
  options: JudgeOptions,
): Judgement {
  const facts = buildFacts(inventory, assessment, upgrade);
  const waivers = options.waivers ?? [];
  const waive = (finding: Finding): Finding => {
    if (waivers.length === 0) return finding;
    const waiver = waiverOf(finding, waivers, options.judgedAt);
    return waiver === null ? finding : { ...finding, waiver };
  };
  const ruled = ruleSet.rules.map((rule) => judgeRule(rule, facts, waive));
  const found = ruled.flatMap(findingsOf);
  const byRules = settle(found, facts);
  const settled = new Map([...byRules, ...worksThere(byRules, found, facts)]);
  const blockers = new Set(
    ruleSet.rules.filter(({ severity }) => severity === 'blocker').map(({ id }) => id),
  );
  const speaking = ruleSet.rules.filter(({ applies }) => appliesTo(applies, upgrade));
  const covered = new Set([...speaking, ...ruleSet.disabled].flatMap(({ conditions }) => conditions));
  const builtin = judgeBuiltins(settled, facts, covered, waive);
  const outcomes = [...ruled, ...builtin].sort((a, b) => compareText(a.rule, b.rule));
  return {
    outcomes,
    assessment: withSettled(assessment, settled),
    ...decideVerdict(outcomes, blockers),
    unusedWaivers: waivers.filter(
      (entry) => !outcomes.some((outcome) => findingsOf(outcome).some((finding) => names(entry, finding))),
    ),
  };
}

/** The findings of an outcome; none for the others. */
export function findingsOf(outcome: Outcome): readonly Finding[] {
  return outcome.outcome === 'findings' ? outcome.findings : [];
}

/** Exactly one outcome for one rule. */
export function judgeRule(rule: Rule, facts: Facts, waive: (finding: Finding) => Finding): Outcome {
  const about = { rule: rule.id, title: withoutPlaceholders(rule.title) };
  if (!appliesTo(rule.applies, facts.upgrade)) return { ...about, outcome: 'not-applicable', gaps: [] };
  const { holds, matches, gaps } = rule.matcher(facts);
  if (holds === null) return { ...about, outcome: 'undetermined', gaps: fewGaps(gaps) };
  if (!holds || matches.length === 0) return { ...about, outcome: 'clear', gaps: fewGaps(gaps) };
  const findings = mergeMatches(matches)
    .map((match) => waive(makeFinding(rule, match, facts)))
    .sort((a, b) => compareText(a.id, b.id));
  return { ...about, outcome: 'findings', findings, gaps: fewGaps(gaps) };
}

function makeFinding(rule: Rule, match: Match, facts: Facts): Finding {
  const { subject, key, evidence } = match;
  const values = { ...match.values, from: facts.upgrade.from, to: facts.upgrade.to };
  return {
    id: findingId(rule.id, subject, key),
    rule: rule.id,
    severity: rule.severity,
    subject,
    title: fillPlaceholders(rule.title, values),
    why: fillPlaceholders(rule.why, values),
    remediation: rule.remediation.map((step) => fillPlaceholders(step, values)),
    evidence,
    sources: rule.sources,
    waiver: null,
    digest: digestOf({ rule: rule.id, subject, evidence }, facts),
    compat: rule.compat,
    fate: rule.fate,
  };
}

/** The items of which the rules know compat or fate better, by id; of several the worst. A rule never makes a fate better than it was found. */
function settle(findings: readonly Finding[], facts: Facts): ReadonlyMap<string, AssessedItem> {
  const bySubject = new Map<string, Finding[]>();
  for (const finding of findings)
    if (finding.compat !== null || finding.fate !== null) pushTo(bySubject, finding.subject, finding);
  const settled = new Map<string, AssessedItem>();
  for (const [subject, about] of bySubject) {
    const assessed = facts.item(subject);
    if (assessed !== null) settled.set(subject, settleItem(assessed, about));
  }
  return settled;
}

function withSettled(assessment: Assessment, settled: ReadonlyMap<string, AssessedItem>): Assessment {
  if (settled.size === 0) return assessment;
  return {
    ...assessment,
    items: assessment.items.map((assessed) => settled.get(assessed.item.id) ?? assessed),
  };
}

function settleItem(assessed: AssessedItem, findings: readonly Finding[]): AssessedItem {
  let { compat, compatBecause, fate } = assessed;
  for (const finding of findings) {
    if (finding.compat === null) continue;
    if (compat !== 'unknown' && COMPATS.indexOf(finding.compat) <= COMPATS.indexOf(compat)) continue;
    compat = finding.compat;
    compatBecause = finding.title;
  }
  for (const finding of findings) {
    if (finding.fate === null) continue;
    const isWorse = FATES.indexOf(finding.fate) > FATES.indexOf(fate.name);
    if (fate.name !== 'unknown' && !isWorse) continue;
    if (finding.fate === fate.name) continue;
    fate = {
      name: finding.fate,
      to: null,
      changes: [],
      because: finding.why,
      source: finding.sources[0] ?? finding.rule,
      uncertain: fate.uncertain,
    };
  }
  return { ...assessed, compat, compatBecause, fate };
}
