import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AuditError } from '../model/errors.ts';
import type { Finding, Waiver } from '../model/finding.ts';
import { RuleFileError } from './load.ts';
import { readYaml, type FileProblem } from './yaml-file.ts';

const sentence = z.string().trim().min(1);
const isoDate = z.iso.date('expected a date such as 2016-09-30');

const waiverSchema = z
  .strictObject({
    finding: z.string().min(1).optional().describe('id of the finding: rule:subject[#key]'),
    rule: z.string().min(1).optional().describe('with subject, instead of finding'),
    subject: z.string().min(1).optional().describe('item id; all findings of the rule on it'),
    reason: sentence,
    approver: sentence,
    expires: isoDate.nullable().optional().describe('last day it holds; absent = no end'),
    accepts: z
      .union([
        z
          .string()
          .regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hex digits, as the report shows it'),
        z.array(z.string().regex(/^sha256:[0-9a-f]{64}$/)).min(1),
      ])
      .describe('digest of what was accepted, as the report shows it; several with rule and subject'),
    accepted: z
      .array(z.string())
      .optional()
      .describe('the evidence lines at that time, to show what changed'),
  })
  .superRefine((entry, context) => {
    const byId = entry.finding !== undefined;
    const bySubject = entry.rule !== undefined && entry.subject !== undefined;
    if (byId === bySubject || (byId && (entry.rule ?? entry.subject) !== undefined))
      context.addIssue({ code: 'custom', message: 'expected either finding, or rule and subject' });
  });

const waiverFileSchema = z.strictObject({ waivers: z.array(waiverSchema) });

/** The JSON schema of waiver files, for editors; published as schema/waivers.schema.json. */
export function waiversJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(waiverFileSchema, { io: 'input', target: 'draft-7' }),
    title: 'dom0-audit waivers',
  };
}

/** One entry of a waiver file, with the place it stands at. */
export interface WaiverEntry {
  readonly finding: string | null;
  readonly rule: string | null;
  readonly subject: string | null;
  readonly reason: string;
  readonly approver: string;
  /** `YYYY-MM-DD`, the last day it holds; null = no end. */
  readonly expires: string | null;
  readonly accepts: readonly string[];
  readonly accepted: readonly string[] | null;
  readonly file: string;
  readonly line: number;
}

/** @throws RuleFileError with all problems of all files; AuditError `waivers-unreadable`. */
export function loadWaivers(paths: readonly string[]): WaiverEntry[] {
  return parseWaivers(
    paths.map((file) => {
      try {
        return { file, text: readFileSync(file, 'utf8') };
      } catch (cause) {
        throw new AuditError(
          'waivers-unreadable',
          `The waiver file ${file} could not be read.`,
          'Check the name and the permissions of the file.',
          { cause },
        );
      }
    }),
  );
}

/** @throws RuleFileError with all problems of all files. */
export function parseWaivers(
  texts: readonly { readonly file: string; readonly text: string }[],
): WaiverEntry[] {
  const problems: FileProblem[] = [];
  const entries = texts.flatMap(({ file, text }) => {
    const read = readYaml(file, text, waiverFileSchema);
    problems.push(...read.problems);
    return (read.value?.waivers ?? []).map((entry, index) => ({
      finding: entry.finding ?? null,
      rule: entry.rule ?? null,
      subject: entry.subject ?? null,
      reason: entry.reason,
      approver: entry.approver,
      expires: entry.expires ?? null,
      accepts: [entry.accepts].flat(),
      accepted: entry.accepted ?? null,
      file,
      line: read.position(['waivers', index]).line,
    }));
  });
  if (problems.length > 0) throw new RuleFileError(problems);
  return entries;
}

const STATUS_ORDER = ['active', 'changed', 'expired'] as const;

/**
 * The waiver that a finding has, with what became of it; the best one where several name it. An edited subject or a
 * passed date ends it: it is still shown, and no longer counts.
 *
 * @param judgedAt ISO 8601 UTC.
 */
export function waiverOf(
  finding: Pick<Finding, 'id' | 'rule' | 'subject' | 'digest' | 'evidence'>,
  entries: readonly WaiverEntry[],
  judgedAt: string,
): Waiver | null {
  const waivers = entries
    .filter((entry) => names(entry, finding))
    .map((entry) => applyTo(entry, finding, judgedAt));
  for (const status of STATUS_ORDER) {
    const found = waivers.find((waiver) => waiver.status === status);
    if (found) return found;
  }
  return null;
}

/** Whether an entry is about a finding. */
export function names(entry: WaiverEntry, finding: Pick<Finding, 'id' | 'rule' | 'subject'>): boolean {
  if (entry.finding !== null) return entry.finding === finding.id;
  return entry.rule === finding.rule && entry.subject === finding.subject;
}

function applyTo(
  entry: WaiverEntry,
  finding: Pick<Finding, 'digest' | 'evidence'>,
  judgedAt: string,
): Waiver {
  const waiver = { reason: entry.reason, approver: entry.approver, expires: entry.expires };
  if (entry.expires !== null && judgedAt.slice(0, 10) > entry.expires)
    return { ...waiver, status: 'expired' };
  if (entry.accepts.includes(finding.digest)) return { ...waiver, status: 'active' };
  return { ...waiver, status: 'changed', difference: differenceOf(entry, finding) };
}

function differenceOf(entry: WaiverEntry, finding: Pick<Finding, 'digest' | 'evidence'>): string[] {
  const now = finding.evidence.map(({ excerpt }) => excerpt);
  const before = entry.accepted ?? [];
  const lines = [
    ...before.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
  if (entry.accepted !== null && lines.length > 0) return lines;
  return [`- ${entry.accepts.join(' ')}`, `+ ${finding.digest}`];
}
