import { z } from 'zod';
import {
  countSchema,
  gapSchema,
  severitySchema,
  sha256Schema,
  verdictSchema,
  type DeepReadonly,
} from './report-document.ts';

/** compare.json: what differs between two audits. The published JSON schema is generated from here. */

export const fieldDifferenceSchema = z
  .strictObject({
    field: z.string().describe('Field of the inventory, such as `mode` or `deviceConfig.server`.'),
    before: z.string().nullable().describe('Of the first side; null = not there or not known.'),
    after: z.string().nullable(),
  })
  .meta({ id: 'fieldDifference' });

const toldApart = z
  .string()
  .nullable()
  .describe('Id of the rule of `rules` by which it does not count as a difference; null = it counts.');

const difference = z
  .strictObject({
    id: z.string().describe('Id of the item on the side that has it, the first one where both do.'),
    kind: z.string(),
    name: z.string().describe('What a reader knows it by.'),
    change: z.enum(['changed', 'added', 'gone']).describe('`added`: only the second side has it.'),
    fields: z.array(fieldDifferenceSchema.extend({ rule: toldApart })),
    diff: z.string().nullable().describe('Unified diff of the texts where both are at hand.'),
    rule: toldApart,
  })
  .meta({ id: 'difference' });

const side = z.strictObject({
  from: z.string().describe('The folder or file it was read from.'),
  address: z.string(),
  hostname: z.string().nullable(),
  uuid: z.string().nullable(),
  product: z.string().nullable(),
  version: z.string().nullable(),
  build: z.string().nullable(),
  collectedAt: z.string().nullable(),
  inventorySha256: sha256Schema,
  verdict: verdictSchema,
  rulesVersion: z.string().describe('Of the rules that judged it.'),
  ticket: z.string().nullable(),
});

export const findingChangeSchema = z.strictObject({
  id: z.string(),
  rule: z.string(),
  subject: z.string(),
  title: z.string(),
  change: z.enum(['new', 'gone', 'severity', 'waiver', 'evidence']),
  severityBefore: severitySchema.nullable(),
  severityAfter: severitySchema.nullable(),
  waiverBefore: z.string().nullable().describe('State of the waiver; null = none.'),
  waiverAfter: z.string().nullable(),
});

export const compareDocumentSchema = z
  .strictObject({
    schema: z.literal('dom0-audit/compare@1'),
    tool: z.strictObject({ name: z.string(), version: z.string() }),
    comparedAt: z.string().describe('ISO 8601 UTC.'),
    scope: z.enum(['one-host', 'two-hosts']),
    a: side,
    b: side,
    isDifferent: z.boolean(),
    isPartial: z
      .boolean()
      .describe('Something of one side could not be compared, because the other did not see.'),
    counts: z.strictObject({
      changed: countSchema,
      added: countSchema,
      gone: countSchema,
      toldApart: countSchema,
      uncompared: countSchema,
      same: countSchema,
    }),
    items: z.array(difference).describe('What differs, sorted by kind and id.'),
    toldApart: z.array(difference).describe('What differs only by a rule of `rules`.'),
    rules: z
      .array(z.strictObject({ id: z.string(), sentence: z.string(), items: countSchema }))
      .describe('How differences that say nothing are told apart; those that took something.'),
    findings: z.array(findingChangeSchema),
    uncompared: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.string(),
        name: z.string(),
        seenOn: z.enum(['a', 'b']),
        hiddenBy: z.array(gapSchema).describe('Gaps of the other side that may hide it; at most three.'),
      }),
    ),
    gaps: z.strictObject({ a: z.array(gapSchema), b: z.array(gapSchema) }),
    warnings: z.array(z.string()),
  })
  .meta({ title: 'dom0-audit comparison', description: 'What differs between two audits.' });

export type CompareDocument = DeepReadonly<z.infer<typeof compareDocumentSchema>>;
export type ItemDifference = CompareDocument['items'][number];
export type FieldDifference = DeepReadonly<z.infer<typeof fieldDifferenceSchema>>;
export type FindingChange = CompareDocument['findings'][number];
export type ComparedSide = CompareDocument['a'];
