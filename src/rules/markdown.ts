import type { Rule, RuleSet } from './rule.ts';
import { SEVERITIES } from '../model/finding.ts';
import { withoutPlaceholders } from './placeholders.ts';
import { COMMON_SAYS } from './matchers/define.ts';
import { MATCHERS } from './matchers/index.ts';

/** The rules as a page for people: docs/rules.md. The same rules give the same text. */
export function rulesToMarkdown(ruleSet: RuleSet): string {
  const counts = SEVERITIES.map(
    (severity) => `${ruleSet.rules.filter((rule) => rule.severity === severity).length} ${severity}`,
  );
  const files = [...new Set(ruleSet.rules.map(({ file }) => file))].sort();
  return [
    '# Rules',
    '',
    'Made from rules.yaml and the files it includes; do not edit. How to write one: [writing-rules.md](writing-rules.md).',
    '',
    `Version ${ruleSet.version}: ${ruleSet.rules.length} rules (${counts.join(', ')}), ${ruleSet.checklist.length} entries of the checklist.`,
    '',
    ...files.flatMap((file) => [
      `## ${themeOf(file)}`,
      '',
      ...ruleSet.rules.filter((rule) => rule.file === file).flatMap(ruleToMarkdown),
    ]),
    ...checklistToMarkdown(ruleSet),
  ].join('\n');
}

function themeOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/, '');
  return name.slice(0, 1).toUpperCase() + name.slice(1).replaceAll('-', ' ');
}

function ruleToMarkdown(rule: Rule): string[] {
  const sets = [
    rule.fate === null ? '' : `fate ${rule.fate}`,
    rule.compat === null ? '' : `compat ${rule.compat}`,
  ];
  return [
    `### ${rule.id}`,
    '',
    `**${inline(withoutPlaceholders(rule.title))}** — ${[rule.severity, ...sets.filter(Boolean)].join(', ')}; ${appliesInWords(rule)}`,
    '',
    inline(withoutPlaceholders(rule.why)).replace(/\s*…$/, ''),
    '',
    ...rule.remediation.map((step, index) => `${index + 1}. ${inline(withoutPlaceholders(step))}`),
    '',
    `Looks at: ${rule.kinds.join(', ')}. Sources: ${rule.sources.map(inline).join('; ')}.` +
      (rule.covers.length > 0 ? ` Facts: ${rule.covers.join(', ')}.` : ''),
    '',
  ];
}

function appliesInWords({ applies }: Pick<Rule, 'applies'>): string {
  const parts = [
    applies.from === null ? '' : `from ${applies.from}`,
    applies.to === null ? '' : `to ${applies.to}`,
    applies.method === null ? '' : `by ${applies.method.join(' or ')}`,
  ].filter(Boolean);
  return parts.length === 0 ? 'every upgrade' : parts.join(', ');
}

function checklistToMarkdown({ checklist }: RuleSet): string[] {
  if (checklist.length === 0) return [];
  return [
    '## What cannot be seen from dom0',
    '',
    ...checklist.map(({ id, text, source }) => `- **${id}**: ${inline(text)} (${inline(source)})`),
    '',
  ];
}

/** Folds line breaks; rules are ours, so that Markdown in them is meant. Angle brackets outside code are text. */
function inline(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;')))
    .join('');
}

const COMMON = ['fate', 'provenance'];

/** Every matcher with every field: docs/matchers.md. */
export function matchersToMarkdown(): string {
  return [
    '# Matchers',
    '',
    'Made from src/rules/matchers/; do not edit. How they are used: [writing-rules.md](writing-rules.md).',
    '',
    'Besides these: `all`, `same`, `any`, `one` (lists of matchers) and `not` (a matcher, inside an `all`).',
    '',
    'Matchers of items also take, where nothing else is said:',
    '',
    ...COMMON.map((name) => `- \`${name}\`: ${COMMON_SAYS[name] ?? ''}`),
    '',
    ...MATCHERS.flatMap(({ kind, title, fields }) => [
      `## ${kind}`,
      '',
      `Finds ${title}.`,
      '',
      ...Object.entries(fields)
        .filter(([name, says]) => COMMON_SAYS[name] !== says || name === 'of')
        .map(([name, says]) => `- \`${name}\`: ${says}`),
      '',
    ]),
  ].join('\n');
}
