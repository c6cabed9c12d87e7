import { AuditError } from '../model/errors.ts';
import { runExamples } from '../rules/examples.ts';
import { loadRules, OWN_RULES } from '../rules/load.ts';
import type { Rule, RuleSet } from '../rules/rule.ts';
import { EXIT } from './exit.ts';

/** `rules list`: a line each, or JSON. */
export function listRules(overlays: readonly string[], json: boolean): number {
  const set = loadRules(undefined, overlays);
  if (json) print(JSON.stringify(set.rules.map(outline), null, 2));
  else {
    for (const rule of set.rules) print(`${rule.severity.padEnd(8)} ${rule.id.padEnd(44)} ${rule.title}`);
    for (const { id, reason, file } of set.disabled) print(`off      ${id.padEnd(44)} ${reason} (${file})`);
  }
  return EXIT.done;
}

/** `rules show ID`. @throws AuditError `rule-unknown` */
export function showRule(id: string, overlays: readonly string[], json: boolean): number {
  const set = loadRules(undefined, overlays);
  const rule = set.rules.find((one) => one.id === id);
  if (!rule) {
    throw new AuditError('rule-unknown', `There is no rule ${id}.`, nearest(set, id));
  }
  print(json ? JSON.stringify(outline(rule), null, 2) : describe(rule));
  return EXIT.done;
}

/** `rules check FILE`: a rule file of the user over the program's own; all mistakes at once. */
export function checkRules(files: readonly string[]): number {
  const set = loadRules(undefined, files);
  print(`${set.rules.length} rules, no mistakes.`);
  return EXIT.done;
}

/** `rules test [FILE...]`: runs the examples of every rule. @returns 1 when one fails */
export function testRules(files: readonly string[]): number {
  const set = loadRules(OWN_RULES, files);
  const results = runExamples(set);
  const failed = results.filter((result) => result.problem !== null);
  for (const { rule, expected, index, problem } of failed) {
    const where = set.rules.find(({ id }) => id === rule);
    print(
      `${where?.file ?? ''}:${where?.line ?? 0}: [${rule}] examples.${expected}[${index}]: ${problem ?? ''}`,
    );
  }
  print(`${results.length - failed.length} examples passed, ${failed.length} failed.`);
  return failed.length === 0 ? EXIT.done : EXIT.findings;
}

function outline(rule: Rule): Record<string, unknown> {
  const { id, title, applies, severity, compat, fate, why, remediation, sources, covers, kinds } = rule;
  return { id, title, applies, severity, compat, fate, why, remediation, sources, covers, matchers: kinds };
}

function describe(rule: Rule): string {
  const { from, to, method } = rule.applies;
  return [
    `${rule.id}  (${rule.severity}${rule.compat === null ? '' : `, sets compat ${rule.compat}`}${rule.fate === null ? '' : `, sets fate ${rule.fate}`})`,
    rule.title,
    '',
    rule.why.trim(),
    '',
    ...rule.remediation.map((step, index) => `${index + 1}. ${step}`),
    '',
    `Holds for: from ${from ?? 'any release'}, to ${to ?? 'any release'}${method === null ? '' : `, upgraded by ${method.join(' or ')}`}`,
    `Looks at: ${rule.kinds.join(', ')}`,
    `Sources: ${rule.sources.join('; ')}`,
    `Stands in: ${rule.file}:${rule.line}`,
  ].join('\n');
}

function nearest(set: RuleSet, id: string): string {
  const words = id.split('-').filter((word) => word.length > 2);
  const near = set.rules.filter((rule) => words.some((word) => rule.id.includes(word))).slice(0, 5);
  return near.length === 0
    ? '`dom0-audit rules list` shows all of them.'
    : `Did you mean ${near.map((rule) => rule.id).join(', ')}?`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
