import { z } from 'zod';
import { multipathSchema } from './multipath-document.ts';

/**
 * report.json, the contract with other programs (docs/design.md section 6). The published JSON schema is generated
 * from here, so every field says what it means. Keys beyond the contract are additive and marked as such.
 */

const SHA256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

const evidence = z
  .strictObject({
    origin: z.string().describe('Command or path it was seen in.'),
    line: z.int().exactOptional().describe('Line number in a file; absent for anything else.'),
    excerpt: z.string().describe('The line as the host gave it, at most 200 characters.'),
  })
  .meta({ id: 'evidence' });

const gap = z
  .strictObject({
    collector: z.string(),
    origin: z.string().describe('Command or path that could not be looked at.'),
    reason: z.enum([
      'denied',
      'missing-tool',
      'timed-out',
      'too-large',
      'unparsable',
      'cut-off',
      'not-running',
      'not-collected',
      'withheld',
    ]),
    detail: z.string().describe('What is therefore not known.'),
  })
  .meta({ id: 'gap' });

const severity = z.enum(['blocker', 'high', 'medium', 'low', 'info']);
const fate = z.enum(['untouched', 'kept', 'moved', 'converted', 'unknown', 'replaced', 'lost', 'destroyed']);
const verdict = z.enum(['blocked', 'incomplete', 'action-needed', 'ready']);
const compat = z.enum(['works', 'ignored', 'unknown', 'needs-rework', 'breaks']);

const item = z
  .strictObject({
    id: z.string().describe('Unique and stable across runs: `<kind>:<subject>`.'),
    kind: z.string(),
    path: z
      .string()
      .nullable()
      .describe('Of a file, or of the file that makes it; null where there is none.'),
    pathEncoding: z
      .literal('percent')
      .exactOptional()
      .describe('Set when the bytes of the path are not UTF-8; the path is then percent-encoded.'),
    provenance: z.enum([
      'stock',
      'hotfix',
      'supplemental-pack',
      'driver-disk',
      'third-party',
      'local',
      'runtime',
      'unknown',
    ]),
    state: z
      .enum(['unchanged', 'changed', 'unowned', 'missing'])
      .nullable()
      .describe('Files only, else null.'),
    fate,
    to: z.string().nullable().describe('Path it comes back under when it is moved.'),
    changes: z.array(z.string()).describe('What is changed when it is converted.'),
    compat,
    because: z.string().describe('Cause of the fate.'),
    source: z.string().describe('Where that is known from.'),
    findings: z.array(z.string()).describe('Ids of the findings on it.'),
    provenanceBecause: z.string().describe('Additive: evidence of the provenance.'),
    compatBecause: z.string().describe('Additive: cause of the compat.'),
    uncertain: z
      .string()
      .nullable()
      .describe('Additive: what the better one of two candidate builds of the target would do.'),
    oldCopy: z
      .strictObject({
        on: z.string().describe('Backup partition, as far as it is known.'),
        path: z.string(),
      })
      .nullable()
      .describe('Additive: where the old file can be read until the next upgrade; null where nowhere.'),
    evidence: z.array(evidence).describe('Additive: where the item was seen.'),
    details: z
      .record(z.string(), z.unknown())
      .describe("Additive: the item's own facts, as in the inventory; absent keys are not known."),
  })
  .meta({ id: 'item' });

const finding = z
  .strictObject({
    id: z.string().describe('`<rule>:<subject>[#key]`.'),
    rule: z.string(),
    severity,
    subject: z.string().describe('Id of an item.'),
    title: z.string(),
    why: z.string(),
    remediation: z.array(z.string()),
    evidence: z.array(evidence),
    sources: z.array(z.string()),
    waiver: z
      .strictObject({
        reason: z.string(),
        approver: z.string(),
        expires: z.string().nullable(),
        status: z.enum(['active', 'expired', 'changed']).describe('Only an active waiver counts.'),
        difference: z
          .array(z.string())
          .exactOptional()
          .describe('Additive: evidence that is gone (`- …`) or new (`+ …`) since it was accepted.'),
      })
      .nullable(),
    digest: z.string().describe('Additive: what a waiver accepts; it changes when the evidence does.'),
  })
  .meta({ id: 'finding' });

const outcome = z
  .strictObject({
    rule: z.string(),
    outcome: z.enum(['findings', 'clear', 'not-applicable', 'undetermined']),
    gaps: z.array(gap).describe('What hid the facts that the rule needs.'),
  })
  .meta({ id: 'outcome' });

const bySeverity = z.strictObject({ blocker: count, high: count, medium: count, low: count, info: count });

const tallies = z.strictObject({
  severity: bySeverity.describe('Findings, waived ones too.'),
  fate: z
    .strictObject({
      untouched: count,
      kept: count,
      moved: count,
      converted: count,
      unknown: count,
      replaced: count,
      lost: count,
      destroyed: count,
    })
    .describe('All items, listed or not.'),
  compat: z
    .strictObject({ works: count, ignored: count, unknown: count, 'needs-rework': count, breaks: count })
    .describe('All items, listed or not.'),
  waived: bySeverity.describe('Additive: findings with an active waiver.'),
});

const collection = z.strictObject({
  source: z.enum(['ssh', 'bundle', 'bugtool']),
  statusReport: z
    .strictObject({
      folder: z.string(),
      madeAt: z.string().nullable().describe("In the host's own time zone, as its `date` prints it."),
      format: z.enum(['tar', 'tar.bz2', 'zip']),
      sha256: SHA256,
    })
    .optional()
    .describe('Additive: the XenServer status report that it was made from.'),
  probeSha256: z.string().nullable(),
  seconds: z.number().nullable().describe("By the host's clock."),
  bytesReceived: z.number(),
  complete: z.boolean(),
  connection: z.record(z.string(), z.string()),
  limits: z.record(z.string(), z.number()),
  assumedUnchanged: z.number().nullable().describe('Paths taken as unchanged without a digest.'),
  ownedPaths: z.number().nullable(),
  deep: z.boolean(),
});

const backup = z
  .strictObject({
    file: z.string().describe('Name of the archive in the folder of the run.'),
    sizeBytes: count,
    sha256: SHA256,
    encryptedTo: z.array(z.string()).describe('Public keys; empty = not encrypted.'),
    takenAt: z.string().describe('ISO 8601 UTC.'),
    taken: count.describe('Paths in the archive, byte for byte.'),
    facts: count.describe('Answers of commands in the archive.'),
    limits: z.strictObject({
      fileBytes: count,
      totalBytes: count,
      exclude: z.array(z.string()),
      include: z.array(z.string()),
    }),
    notWhole: z
      .array(
        z.strictObject({
          path: z.string().describe('A path, or the command of a fact.'),
          pathEncoding: z.literal('percent').exactOptional(),
          status: z.enum(['changed-while-read', 'left-out', 'failed']),
          because: z.string(),
        }),
      )
      .describe('Whatever was chosen and is not in the archive, or not of one moment. Sorted by path.'),
  })
  .meta({ id: 'backup' });

const host = z
  .strictObject({
    host: z.strictObject({
      address: z.string(),
      hostname: z.string().nullable(),
      uuid: z.string().nullable(),
      product: z.string().nullable(),
      version: z.string().nullable(),
      build: z.string().nullable(),
      platformVersion: z.string().nullable(),
      arch: z.string().nullable(),
      poolRole: z.enum(['master', 'member', 'standalone', 'unknown']),
      collectedAt: z.string().nullable(),
      inventorySha256: SHA256,
    }),
    upgrade: z.strictObject({
      from: z.string(),
      to: z.string(),
      method: z.enum(['worst', 'rolling', 'cd', 'unattended']),
    }),
    verdict,
    verdictBecause: z.array(z.string()).describe('Additive: what makes the verdict.'),
    counts: tallies,
    items: z
      .array(item)
      .describe('Not stock and not runtime, or changed or missing, or with a finding. Sorted by id.'),
    findings: z.array(finding).describe('Worst first, then by rule and subject.'),
    rules: z.array(outcome),
    gaps: z.array(gap),
    diffs: z
      .array(
        z.strictObject({
          subject: z.string(),
          path: z.string(),
          against: z.enum(['baseline', 'target']),
          unified: z.string(),
        }),
      )
      .describe('Additive: changed configuration against a pristine text.'),
    backOut: z
      .array(
        z.strictObject({
          step: z.string(),
          undo: z.string(),
          until: z.string(),
          never: z.string(),
          source: z.string(),
        }),
      )
      .describe('Additive: what can be undone at which step, and what never comes back.'),
    checklist: z
      .array(z.strictObject({ id: z.string(), text: z.string(), source: z.string() }))
      .describe('Additive: what dom0 cannot show and a person has to check.'),
    uncertainties: z.array(z.string()).describe('Additive: what is not certain of the target.'),
    unusedWaivers: z
      .array(
        z.strictObject({
          about: z.string(),
          reason: z.string(),
          approver: z.string(),
          expires: z.string().nullable(),
        }),
      )
      .describe('Additive: entries of the waiver file that name no finding of this host.'),
    multipath: multipathSchema(gap, fate)
      .exactOptional()
      .describe('Additive: what becomes of the multipath settings; absent when multipath.conf is stock.'),
    backup: backup
      .exactOptional()
      .describe('Additive: the backup that was taken in the same run; absent when none was.'),
    collection: collection.describe('Additive: how it was done.'),
  })
  .meta({ id: 'host' });

/** Words that the other documents share with report.json. */
export {
  count as countSchema,
  fate as fateSchema,
  gap as gapSchema,
  SHA256 as sha256Schema,
  severity as severitySchema,
  verdict as verdictSchema,
};

export const reportDocumentSchema = z
  .strictObject({
    schema: z.literal('dom0-audit/report@1'),
    tool: z.strictObject({ name: z.string(), version: z.string() }),
    rules: z.strictObject({ version: z.string(), sha256: z.string() }),
    judgedAt: z.string().describe('ISO 8601 UTC.'),
    ticket: z.string().nullable(),
    title: z.string().nullable().describe('Additive: title of the change.'),
    hosts: z.array(host),
  })
  .meta({
    title: 'dom0-audit report',
    description: 'What an upgrade does to everything that was changed on a dom0.',
  });

/** The same shape, read-only all through. */
export type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

export type ReportDocument = DeepReadonly<z.infer<typeof reportDocumentSchema>>;
export type ReportHost = ReportDocument['hosts'][number];
export type ReportItem = ReportHost['items'][number];
export type ReportFinding = ReportHost['findings'][number];
