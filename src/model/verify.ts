import { z } from 'zod';
import { fieldDifferenceSchema } from './compare.ts';
import { countSchema, fateSchema, gapSchema, sha256Schema, type DeepReadonly } from './report-document.ts';

/** verify.json: how each item of the audit came out of the upgrade. The published JSON schema is generated from here. */

/** Every item that was listed gets exactly one, best first. */
export const CLOSINGS = ['identical', 'changed', 'moved', 'dropped', 'untold', 'missing'] as const;

const closing = z
  .enum(CLOSINGS)
  .describe(
    'identical: back as it was · changed: back, and different · moved: where it was foretold · dropped: given up on purpose · ' +
      'untold: could not be told · missing: not back, or there without effect.',
  );

const proof = z
  .enum(['digest', 'text', 'metadata', 'record'])
  .describe(
    'digest: whole content by digest · text: whole content, read · metadata: size, time, mode and owner only, the weaker claim · ' +
      'record: what the running system says of it.',
  );

const consent = z
  .strictObject({
    by: z.enum(['waiver', 'dropped-file']),
    reason: z.string(),
    approver: z.string(),
  })
  .describe('Who gave it up, and why.');

const closedItem = z
  .strictObject({
    id: z.string(),
    kind: z.string(),
    name: z.string().describe('What a reader knows it by.'),
    path: z.string().nullable(),
    provenance: z
      .string()
      .nullable()
      .describe('null for storage that is watched and not listed in the audit.'),
    fate: fateSchema.nullable().describe('What the audit foretold; null where it foretold nothing.'),
    to: z.string().nullable().describe('Path under which a moved file was foretold.'),
    closing,
    foundAt: z.string().nullable().describe('Id of the item on the upgraded host that answers to it.'),
    proof: proof.nullable().describe('What the answer rests on; null where nothing was found.'),
    differences: z.array(fieldDifferenceSchema),
    diff: z.string().nullable().describe('Unified diff of the texts; secrets withheld.'),
    note: z.string().describe('A sentence for the administrator.'),
    needsLook: z.boolean().describe('Closed, but somebody should look at it.'),
    wouldTell: z.string().nullable().describe('What would tell, where it could not be told.'),
    consent: consent.nullable(),
  })
  .meta({ id: 'closedItem' });

const misprediction = z
  .strictObject({
    id: z.string(),
    kind: z.string(),
    provenance: z.string(),
    state: z.string().nullable(),
    foretold: fateSchema,
    to: z.string().nullable(),
    source: z.string().describe('Restore rule or installer line that the fate rests on.'),
    uncertain: z.string().nullable(),
    observed: z.enum(['identical', 'changed', 'moved', 'missing']),
    differences: z.array(z.string()).describe('Names of the fields that differ; no values.'),
    why: z.string().describe('Why nobody but the upgrade can have done it.'),
  })
  .meta({ id: 'misprediction' });

const upgrade = z.strictObject({ from: z.string(), to: z.string(), method: z.string() });
const tool = z.strictObject({ name: z.string(), version: z.string() });
const rules = z.strictObject({ version: z.string(), sha256: z.string() });
const tally = z.strictObject({
  back: countSchema.describe('As before, in effect.'),
  changed: countSchema,
  missing: countSchema,
  untold: countSchema,
});

const host = z.strictObject({
  address: z.string(),
  hostname: z.string().nullable(),
  uuid: z.string().nullable(),
  product: z.string().nullable(),
  version: z.string().nullable(),
  build: z.string().nullable(),
  collectedAt: z.string().nullable(),
  inventorySha256: sha256Schema,
});

export const verifyDocumentSchema = z
  .strictObject({
    schema: z.literal('dom0-audit/verify@1'),
    tool,
    verifiedAt: z.string().describe('ISO 8601 UTC.'),
    ticket: z.string().nullable(),
    title: z.string().nullable(),
    upgrade,
    beforeRestore: z.boolean().describe('Nothing was restored yet when the host was looked at.'),
    before: host.extend({
      from: z.string().describe('Folder of the audit.'),
      judgedAt: z.string(),
      rules,
      verdict: z.string(),
    }),
    after: host,
    outcome: z
      .enum(['closed', 'open', 'unclear'])
      .describe('open: an item is not back · unclear: none is missing, but some could not be told.'),
    because: z.array(z.string()),
    counts: z.strictObject({
      identical: countSchema,
      changed: countSchema,
      moved: countSchema,
      dropped: countSchema,
      untold: countSchema,
      missing: countSchema,
    }),
    services: tally,
    storage: tally.describe('Storage repositories, their connections, multipath devices and mounts.'),
    items: z.array(closedItem).describe('Each item of the audit once, and the storage; sorted by id.'),
    mispredictions: z.array(misprediction).describe('Fates that turned out otherwise.'),
    gaps: z.strictObject({ before: z.array(gapSchema), after: z.array(gapSchema) }),
    warnings: z.array(z.string()),
  })
  .meta({
    title: 'dom0-audit closing report',
    description: 'How each customisation came out of the upgrade.',
  });

/** mispredictions.json: what can be sent to the project. No contents; names of the host and of people are replaced. */
export const mispredictionsSchema = z
  .strictObject({
    schema: z.literal('dom0-audit/mispredictions@1'),
    tool,
    rules,
    upgrade,
    fromBuild: z.string().nullable(),
    toBuild: z.string().nullable(),
    beforeRestore: z.boolean(),
    itemsClosed: countSchema,
    entries: z.array(misprediction),
  })
  .meta({
    title: 'dom0-audit mispredictions',
    description: 'Fates that turned out otherwise: paths, fates and their sources only.',
  });

export type Closing = (typeof CLOSINGS)[number];
export type VerifyDocument = DeepReadonly<z.infer<typeof verifyDocumentSchema>>;
export type ClosedItem = VerifyDocument['items'][number];
export type Misprediction = VerifyDocument['mispredictions'][number];
export type MispredictionsDocument = DeepReadonly<z.infer<typeof mispredictionsSchema>>;
export type Consent = NonNullable<ClosedItem['consent']>;
