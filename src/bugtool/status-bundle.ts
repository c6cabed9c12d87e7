import { parseHeader } from '../probe/boundary.ts';
import type { Bundle } from '../probe/bundle.ts';
import type { ProbeSection } from '../probe/section.ts';
import { Frame } from './frame.ts';
import { isOutput } from './outputs.ts';
import { SECTION_PLANS, type SectionPlan } from './sections.ts';
import type { StatusReport } from './status-report.ts';

/** A section that the collectors ask for. */
export interface AskedPart {
  readonly collector: string;
  readonly part: string;
  /** What is not known without it: "which jobs cron, anacron and at run". */
  readonly answers: string;
}

/** Bytes of one file that are read, as the probe does unless told otherwise. */
const CONTENT_LIMIT = 262_144;
const TOKEN_LENGTH = 32;
/** Files that are read for what they say, and not shown. */
const READ =
  /^(proc\/(mounts|cmdline|modules|mdstat|net\/(bonding|vlan)\/[^/]+)|var\/(lib\/xcp|xapi)\/(network\.dbcache|local\.db))$/;

/** Whether a member of a status report, by its name below the folder of the report, is of use. */
export function isUsed(name: string): boolean {
  return (
    isOutput(name) || READ.test(name) || SECTION_PLANS.some(({ files }) => files?.test(`/${name}`) === true)
  );
}

/**
 * What a status report holds, as the sections that the probe would have sent: the same parsers read both. Every part that was
 * asked for is there, with a sentence on what the report does not hold of it.
 */
export function statusBundle(report: StatusReport, asked: readonly AskedPart[]): Bundle {
  // Nobody can write a file that holds the digest of the archive that it lies in.
  const token = report.sha256.slice(0, TOKEN_LENGTH);
  const sections = asked.map((part) => makeSection(report, part, new Frame(token, CONTENT_LIMIT)));
  return {
    token,
    header: parseHeader(`content-limit ${CONTENT_LIMIT}\n`),
    sections,
    complete: report.problems.length === 0,
    sectionsSent: sections.length,
    seconds: null,
    bytesReceived: report.bytesReceived,
    noise: Buffer.alloc(0),
    problems: report.problems,
  };
}

function makeSection(
  report: StatusReport,
  { collector, part, answers }: AskedPart,
  frame: Frame,
): ProbeSection {
  const nothing = `${answers}; the status report does not hold it`;
  const plan = SECTION_PLANS.find((one) => one.collector === collector && one.part === part);
  if (!plan) return frame.section(collector, part, nothing);
  const holds = plan.add?.(report, frame) !== false;
  showFiles(report, plan, frame);
  return frame.section(collector, part, holds ? plan.notHeld(report) : nothing);
}

function showFiles(report: StatusReport, { files }: SectionPlan, frame: Frame): void {
  if (files === null) return;
  for (const [name, member] of report.members) if (files.test(`/${name}`)) frame.file(`/${name}`, member);
}
