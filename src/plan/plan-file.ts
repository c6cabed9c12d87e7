import { z } from 'zod';
import { AuditError } from '../model/errors.ts';
import { RESTORE_PHASES, type RestorePlan } from '../model/restore-plan.ts';

const text = z.string();
const texts = z.array(text);
const count = z.number().int().nonnegative();
const fate = z.enum(['kept', 'moved', 'converted', 'replaced', 'lost', 'destroyed', 'untouched', 'unknown']);
const compat = z.enum(['works', 'ignored', 'needs-rework', 'breaks', 'unknown']);

const file = z.strictObject({
  number: count,
  path: text.startsWith('/'),
  pathEncoding: z.literal('percent').exactOptional(),
  act: z.enum(['safe', 'named', 'unjudged', 'rework', 'parent']),
  type: z.enum(['file', 'folder', 'link', 'hard']),
  mode: text.regex(/^[0-7]{1,4}$/),
  uid: count,
  gid: count,
  user: text.nullable(),
  group: text.nullable(),
  mtime: text.nullable(),
  sizeBytes: count,
  sha256: text.regex(/^[0-9a-f]{64}$/).nullable(),
  attributes: z.boolean(),
  leadsTo: text.nullable(),
  fate: fate.nullable(),
  compat: compat.nullable(),
  because: text,
});

const step = z.strictObject({
  phase: z.enum(RESTORE_PHASES),
  group: z.enum(['put-back', 'check', 'rework', 'decide', 'gone', 'dropped']),
  subjects: texts.min(1),
  // Only restore.sh and RESTORE.md are made from it, and neither asks for the kind by name.
  kind: z.custom<RestorePlan['steps'][number]['kind']>((value) => typeof value === 'string'),
  label: text,
  count,
  because: text,
  commands: texts,
  check: z.union([z.strictObject({ command: text }), z.strictObject({ sentence: text })]),
  findings: texts,
  oldCopy: z.strictObject({ on: text, path: text }).nullable(),
});

const finding = z.strictObject({
  id: text,
  severity: z.enum(['blocker', 'high', 'medium', 'low', 'info']),
  title: text,
  before: texts,
  after: texts,
  waived: z.boolean(),
});

const schema: z.ZodType<RestorePlan> = z.strictObject({
  schema: z.literal('dom0-audit/restore-plan@1'),
  tool: z.strictObject({ name: text, version: text }),
  ticket: text.nullable(),
  title: text.nullable(),
  host: z.strictObject({ address: text, hostname: text.nullable(), uuid: text.nullable() }),
  upgrade: z.strictObject({ from: text, to: text, fromName: text, toName: text, productVersion: text }),
  verdict: z.enum(['blocked', 'incomplete', 'action-needed', 'ready']),
  archive: z
    .strictObject({
      file: text,
      sizeBytes: count,
      sha256: text.regex(/^[0-9a-f]{64}$/),
      encrypted: z.boolean(),
      takenAt: text,
      missing: z.array(z.strictObject({ path: text, because: text })),
      unsteady: texts,
    })
    .nullable(),
  backupPartition: text,
  files: z.array(file),
  steps: z.array(step),
  findings: z.array(finding),
  backOut: z.array(z.strictObject({ step: text, undo: text, until: text, never: text, source: text })),
  checklist: z.array(z.strictObject({ id: text, text, source: text })),
});

/**
 * Reads the text of `restore.plan.json`.
 * @throws AuditError `plan-unreadable`
 */
export function parseRestorePlan(json: string): RestorePlan {
  try {
    return schema.parse(JSON.parse(json));
  } catch (cause) {
    throw new AuditError(
      'plan-unreadable',
      `This is no restore plan of dom0-audit: ${cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)}`,
      'Name the folder of an audit or backup that has a restore.plan.json.',
      { cause },
    );
  }
}
