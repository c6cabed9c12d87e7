import { excerptOf, type PartGap, type Reading, type ShownCommand } from '../reading.ts';
import { readRecords, type XeRecord } from './records.ts';

/** What is not known when a question has no answer; in the order in which they are asked. */
const QUESTIONS = {
  pool: 'whether HA or workload balancing is on, and which storage is the default',
  host: 'which hosts the pool has, their state, edition and log destination',
  sr: 'which storage repositories there are',
  pbd: 'which storage is attached to this host',
  vm: 'which virtual machines there are and where they run',
  vbd: 'which disks and CDs the virtual machines have',
  vdi: 'what lies on local storage',
  patch: 'which hotfixes the pool has',
  evacuation: 'which virtual machines keep the host from being emptied, in the words of xapi',
  pif: 'how the interfaces of the host get their addresses',
  network: 'which keys administrators have put on the networks',
  sm: 'which storage drivers xapi knows',
} as const;

export type Question = keyof typeof QUESTIONS;

/** Records by question; null = no answer, which is not the same as none. */
export type Answers = Readonly<Record<Question, readonly XeRecord[] | null>>;

export interface Asked {
  readonly answers: Answers;
  readonly gaps: readonly PartGap[];
  /** uuid of this host by its inventory; null = not known. */
  readonly thisHost: string | null;
}

/** Reads all answers. Every question without one is a gap that says why; a host without `xe` has said so itself. */
export function readAnswers(reading: Reading, stderr: string): Asked {
  const gaps: PartGap[] = [];
  const answers: Partial<Record<Question, readonly XeRecord[] | null>> = {};
  const isAbsent = reading.gaps.some(({ reason }) => reason === 'missing-tool');
  const thisHost = reading.command('this-host')?.lines.find(({ text }) => text !== '')?.text ?? null;
  let failure: PartGap['reason'] | null = null;
  for (const question of Object.keys(QUESTIONS) as Question[]) {
    const shown = reading.command(question);
    const reason: PartGap['reason'] | null = shown
      ? failureOf(shown, stderr)
      : (failure ?? (reading.complete ? 'not-collected' : 'cut-off'));
    answers[question] = reason === null && shown ? takeRecords(question, shown, gaps) : null;
    if (reason === null || isAbsent || (question === 'evacuation' && thisHost === null)) continue;
    if (question === 'pool' || reason === 'timed-out') failure ??= reason;
    const said = shown && reason === 'not-running' ? `; xe says: ${excerptOf(stderr.trim())}` : '';
    gaps.push({ origin: originOf(question), reason, detail: `${QUESTIONS[question]}${said}` });
  }
  return { answers: answers as Answers, gaps, thisHost };
}

export function originOf(question: Question): string {
  return question === 'evacuation' ? 'xe host-get-vms-which-prevent-evacuation' : `xe ${question}-list`;
}

/** `within` ends a call with a status above 128; a release that does not know a kind of record says so. */
function failureOf({ label, status }: ShownCommand, stderr: string): PartGap['reason'] | null {
  if (status === 0) return null;
  if (status === null) return 'cut-off';
  if (status > 128) return 'timed-out';
  if (stderr.includes(`Unknown command: ${label}-list`)) return 'missing-tool';
  return /authenti|authori[sz]ation|permission/i.test(stderr) ? 'denied' : 'not-running';
}

function takeRecords(question: Question, shown: ShownCommand, gaps: PartGap[]): readonly XeRecord[] {
  const { records, odd, strayLines } = readRecords(shown.lines);
  const first = odd[0]?.line ?? strayLines[0];
  if (first) {
    const count = odd.length > 0 ? `${odd.length} records` : `${strayLines.length} lines`;
    gaps.push({
      origin: originOf(question),
      reason: 'unparsable',
      detail: `${count} from line ${first.number} on cannot be trusted, because a name or value looks like a field`,
    });
  }
  return records;
}
