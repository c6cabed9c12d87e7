import semver from 'semver';
import { z } from 'zod';
import { COMPATS, FATES } from '../model/fate.ts';
import { SEVERITIES } from '../model/finding.ts';
import { exampleSchema } from './example-schema.ts';
import { findsSubjects, matchSchema } from './matchers/index.ts';

const sentence = z.string().trim().min(1);
const ruleId = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'expected a kebab-case name such as multipath-conf-renamed');
const factId = z.string().min(1);
const releases = z.string().refine((range) => semver.validRange(range) !== null, {
  error: (issue) => `expected a range of releases such as ">=6.0.0 <7.0.0-0", not "${String(issue.input)}"`,
});
const methods = ['worst', 'rolling', 'cd', 'unattended'] as const;

const appliesSchema = z
  .strictObject({
    from: releases.optional(),
    to: releases.optional(),
    method: z.array(z.enum(methods)).min(1).optional(),
  })
  .meta({
    description: 'upgrades that it holds for: ranges over source and target release, and ways of upgrading',
  });

const ruleSchema = z
  .strictObject({
    id: ruleId,
    overrides: ruleId.optional().describe('id of the rule that this one stands in for'),
    title: sentence.max(160).describe('one line: what the reader will see'),
    applies: appliesSchema.optional(),
    match: matchSchema,
    severity: z.enum(SEVERITIES as readonly [(typeof SEVERITIES)[number]]),
    compat: z.enum(COMPATS as readonly [(typeof COMPATS)[number]]).optional(),
    fate: z.enum(FATES as readonly [(typeof FATES)[number]]).optional(),
    why: sentence.describe('to an administrator: after the upgrade …'),
    remediation: z.array(sentence).min(1).describe('steps; commands in `code`'),
    sources: z
      .array(sentence)
      .min(1)
      .describe('documents, or file:line@commit with the release it holds for'),
    covers: z.array(factId).optional().describe('ids of the facts it came from'),
    examples: z.strictObject({
      match: z.array(exampleSchema).min(1),
      clear: z.array(exampleSchema).min(1),
    }),
  })
  .superRefine((rule, context) => {
    if (!findsSubjects(rule.match))
      context.addIssue({
        code: 'custom',
        path: ['match'],
        message: 'expected at least one matcher that finds something; `not` alone has no subject',
      });
  });

const checklistSchema = z.strictObject({
  id: ruleId,
  applies: appliesSchema.optional(),
  text: sentence.describe('what a person has to check, and why'),
  source: sentence,
  covers: z.array(factId).optional(),
});

const disableSchema = z.strictObject({ id: ruleId, reason: sentence });

/** One rule file: rules.yaml itself, a file that it includes, or a user's own. */
export const ruleFileSchema = z.strictObject({
  version: z.string().optional().describe('version of the rules; in the entry file'),
  include: z
    .strictObject({
      rules: z.array(z.string().min(1)).optional(),
      releases: z.array(z.string().min(1)).optional(),
      stock: z.array(z.string().min(1)).optional(),
    })
    .optional()
    .describe('globs of further files, relative to this one'),
  applies: appliesSchema
    .optional()
    .describe('for every rule and entry of this file that has none of its own'),
  rules: z.array(ruleSchema).optional(),
  checklist: z.array(checklistSchema).optional(),
  disable: z.array(disableSchema).optional(),
  outOfScope: z
    .array(z.strictObject({ facts: z.array(factId).min(1), reason: sentence }))
    .optional()
    .describe('facts that need no rule, and why'),
});

export type RuleFile = z.infer<typeof ruleFileSchema>;
export type RuleSpec = z.infer<typeof ruleSchema>;
export type AppliesSpec = z.infer<typeof appliesSchema>;

/** The JSON schema of rule files, for editors; published as schema/rules.schema.json. */
export function rulesJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(ruleFileSchema, {
      io: 'input',
      target: 'draft-7',
      unrepresentable: 'any',
      reused: 'ref',
    }),
    title: 'dom0-audit rules',
  };
}
