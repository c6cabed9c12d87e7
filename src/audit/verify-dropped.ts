import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { compileGlobs } from '../lib/globs.ts';
import { AuditError } from '../model/errors.ts';
import type { Item } from '../model/inventory.ts';
import { pathOfItem } from '../model/items.ts';
import type { ReportFinding, ReportItem } from '../model/report-document.ts';
import type { Consent } from '../model/verify.ts';
import { formatProblem } from '../rules/load.ts';
import { waiverOf, type WaiverEntry } from '../rules/waivers.ts';
import { readYaml } from '../rules/yaml-file.ts';

const sentence = z.string().trim().min(1);
const droppedFile = z.strictObject({
  dropped: z.array(
    z.strictObject({
      item: z
        .string()
        .min(1)
        .refine(isGlob, 'expected an item id such as service:snmpd, or a path, with * and ** as in a shell')
        .describe('id of an item, or a path that begins with /; may hold globs'),
      reason: sentence,
      approver: sentence,
    }),
  ),
});

function isGlob(text: string): boolean {
  try {
    compileGlobs([text]);
    return !text.startsWith('!');
  } catch {
    return false;
  }
}

/** One line of a file of things that are given up on purpose. */
export interface DroppedEntry {
  readonly consent: Consent;
  readonly takes: (item: Item) => boolean;
}

/** @throws AuditError `dropped-invalid` with all problems, `dropped-unreadable` */
export function loadDropped(file: string): DroppedEntry[] {
  const { value, problems } = readYaml(file, readText(file), droppedFile);
  if (value === null)
    throw new AuditError(
      'dropped-invalid',
      problems.map(formatProblem).join('\n'),
      'Mend these places; dom0-audit verify --help shows such a file.',
    );
  return value.dropped.map(({ item: wanted, reason, approver }) => {
    const globs = compileGlobs([wanted]);
    return {
      consent: { by: 'dropped-file', reason, approver },
      takes: (item) => globs.test(wanted.startsWith('/') ? (pathOfItem(item) ?? '') : item.id),
    };
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AuditError(
      'dropped-unreadable',
      `The file ${file} of things that are given up could not be read.`,
      'Check the name and the permissions of the file.',
      { cause },
    );
  }
}

/** Fates after which an item is not there; whoever accepts a finding on it accepts that. */
const GONE = new Set(['lost', 'replaced', 'destroyed']);
/** Built-in findings that speak of the fate itself. */
const ABOUT_FATE = /^customisation-(?:lost|replaced|destroyed|moved|converted|unknown)$/;

/**
 * Who gave an item up: a line of the file, else an active waiver on a finding that says that it does not come back as it was.
 * A waiver on anything else, such as a weak setting, gives nothing up.
 */
export function consentTo(
  item: Item,
  foretold: Pick<ReportItem, 'fate'> | null,
  findings: readonly ReportFinding[],
  more: {
    readonly dropped: readonly DroppedEntry[];
    readonly waivers: readonly WaiverEntry[];
    /** ISO 8601 UTC. */
    readonly at: string;
  },
): Consent | null {
  const line = more.dropped.find((entry) => entry.takes(item));
  if (line !== undefined) return line.consent;
  const speaking = findings.filter(
    ({ rule }) => ABOUT_FATE.test(rule) || (foretold !== null && GONE.has(foretold.fate)),
  );
  for (const finding of speaking) {
    const waiver = more.waivers.length === 0 ? finding.waiver : waiverOf(finding, more.waivers, more.at);
    if (waiver?.status === 'active')
      return { by: 'waiver', reason: waiver.reason, approver: waiver.approver };
  }
  return null;
}
