import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeRun } from '../audit/write-run.ts';
import { readJournal, writeJournal } from '../fleet/journal.ts';
import { RollUp, type RunFacts } from '../fleet/roll-up/index.ts';
import { Cancelled, runJobs, TookTooLong, type Job, type JobEnd } from '../fleet/schedule.ts';
import { AuditError } from '../model/errors.ts';
import { SEVERITIES } from '../model/finding.ts';
import type { FleetDone, FleetFailed, FleetHost, FleetIndex } from '../model/fleet.ts';
import { INDEX_FORMATS } from '../report/index.ts';
import { EXIT } from './exit.ts';
import type { Progress } from './progress.ts';
import { printable } from './words.ts';

/** What one host's job gives back; its report is written by then. */
export type HostDone = Omit<FleetDone, 'attempts' | 'seconds' | 'name'>;

export interface FleetOptions {
  /** Of the run: a folder for each host in it, the index files, and the journal. */
  readonly folder: string;
  readonly resume: boolean;
  readonly concurrency: number;
  /** Seconds for one attempt at a host. */
  readonly hostTimeout: number;
  readonly retries: number;
  /** Hosts that become known by a host that is done: the other members of its pool. */
  others(host: FleetDone): readonly Job<HostDone>[];
}

/** Seconds before the second attempt, the third and those after; sshd's MaxStartups and a host that is booting need that long. */
const DELAYS_SECONDS = [5, 30, 60] as const;

/** Errors that may be gone the next time; the others are the same every time. */
const PASSING: readonly string[] = [
  'ssh-timeout',
  'ssh-lost',
  'ssh-too-many-connections',
  'ssh-unreachable',
  'proxy-failed',
];

/**
 * Audits many hosts, some at a time, and writes the roll-up. What is done is in the journal at once, so that an interrupted run
 * goes on where it was; on Ctrl-C what is done is rolled up, and the rest is listed as not done.
 * @returns the exit code
 */
export async function runFleet(
  jobs: readonly Job<HostDone>[],
  options: FleetOptions,
  run: RunFacts,
  progress: Progress,
): Promise<number> {
  const rollUp = new RollUp();
  const seen = new Tally();
  const take = (host: FleetHost): void => {
    rollUp.add(host);
    seen.add(host);
  };
  const named = [...jobs];
  const before = options.resume
    ? await doneBefore(options.folder, (host) => {
        take(host);
        named.push(...options.others(host));
      })
    : new Set<string>();
  const known = new Set(before);
  const unknown = (more: readonly Job<HostDone>[]): Job<HostDone>[] =>
    more.filter(({ name }) => !known.has(name) && known.add(name));
  const left = unknown(named);
  if (options.resume) progress.say(`${before.size} hosts are done already; ${left.length} are left.`);
  const stop = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(130);
    progress.say('Ending: what is done is kept. Ctrl-C again ends at once.');
    stop.abort();
  };
  process.on('SIGINT', interrupt);
  try {
    for (let next = left; next.length > 0;) {
      const waiting = next;
      next = [];
      await runJobs(waiting, scheduleOf(options, stop.signal), async (end) => {
        const host = hostOf(end);
        if (end.status === 'failed' && host.status === 'failed' && host.code === 'bug') seen.bug(end.error);
        await writeJournal(options.folder, host);
        take(host);
        progress.done(host.name, lineOf(host));
        if (host.status === 'done') next.push(...unknown(options.others(host)));
      });
    }
  } finally {
    process.off('SIGINT', interrupt);
  }
  const index = rollUp.finish(run);
  const folder = await writeRun(
    options.folder,
    INDEX_FORMATS.map((format) => ({ name: format.fileName, content: format.render(index) })),
  );
  progress.end();
  showFleet(index, folder, stop.signal.aborted);
  process.stdout.write(`${folder}\n`);
  return seen.code;
}

/** Only what is whole counts as done: its folder must still be there. */
async function doneBefore(folder: string, take: (host: FleetDone) => void): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const host of readJournal(folder)) {
    if (host.status === 'failed' || !(await exists(join(folder, host.folder)))) continue;
    take(host);
    names.add(host.name);
  }
  return names;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function scheduleOf(
  { concurrency, hostTimeout, retries }: FleetOptions,
  signal: AbortSignal,
): Parameters<typeof runJobs>[1] {
  return {
    concurrency,
    timeoutSeconds: hostTimeout,
    retryDelaysSeconds: Array.from(
      { length: retries },
      (_, index) => DELAYS_SECONDS[index] ?? DELAYS_SECONDS[2],
    ),
    worthRetry: (error) => error instanceof AuditError && PASSING.includes(error.code),
    signal,
    sleep: async (seconds, until) => {
      await pause(seconds * 1000, undefined, { signal: until }).catch(() => undefined);
    },
    now: () => performance.now(),
  };
}

function hostOf(end: JobEnd<HostDone>): FleetHost {
  const { name, attempts, seconds } = end;
  if (end.status === 'done') return { ...end.value, name, attempts, seconds };
  return { name, attempts, seconds, status: 'failed', ...reasonOf(end.error) };
}

function reasonOf(error: unknown): Pick<FleetFailed, 'code' | 'message' | 'hint'> {
  if (error instanceof AuditError) return { code: error.code, message: error.message, hint: error.hint };
  if (error instanceof Cancelled)
    return {
      code: 'cancelled',
      message: 'The run was ended before this host was done.',
      hint: 'Go on with --resume.',
    };
  if (error instanceof TookTooLong)
    return {
      code: 'host-timeout',
      message: `It was not done within ${error.seconds} seconds.`,
      hint: 'Give it more time with --host-timeout, or look at its load; --resume tries it again.',
    };
  return {
    code: 'bug',
    message: `dom0-audit failed on this host: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'This is a bug of dom0-audit; please report it with the lines on standard error.',
  };
}

/** One line of a host that ended, as the terminal shows it. */
function lineOf(host: FleetHost): string {
  if (host.status === 'failed') return `${host.name}: not audited: ${host.message}`;
  const { severities, gaps, bundleProblems = [] } = host;
  const counts = SEVERITIES.filter((severity) => severity !== 'info' && severities[severity] > 0).map(
    (severity) => `${severities[severity]} ${severity}`,
  );
  const words = [host.verdict, ...counts, ...(gaps > 0 ? [`${gaps} not looked at`] : [])].join(', ');
  return [`${host.name}: ${words}`, ...bundleProblems].join('. ');
}

function showFleet({ hosts }: FleetIndex, folder: string, interrupted: boolean): void {
  const words = ['blocked', 'incomplete', 'action-needed', 'ready'] as const;
  const failed = hosts.filter(({ status }) => status === 'failed');
  const counts = words
    .map(
      (word) => `${hosts.filter((host) => host.status === 'done' && host.verdict === word).length} ${word}`,
    )
    .join(', ');
  const lines = [
    `${hosts.length} hosts: ${counts}${failed.length > 0 ? `, ${failed.length} not audited` : ''}`,
    ...(interrupted || failed.length > 0
      ? ['  Only what is missing or failed is done again by the same command with --resume instead of --out.']
      : []),
    `  index: ${folder}/index.html`,
  ];
  process.stderr.write(`\n${lines.map(printable).join('\n')}\n`);
}

/** The exit code over all hosts, those of an earlier run among them; the larger wins. */
class Tally {
  #code: number = EXIT.done;

  get code(): number {
    return this.#code;
  }

  add(host: FleetHost): void {
    this.#raise(host.status === 'failed' ? EXIT.notWhole : host.code);
  }

  bug(error: unknown): void {
    this.#raise(EXIT.bug);
    process.stderr.write(
      `\nThis is a bug of dom0-audit:\n${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
    );
  }

  #raise(code: number): void {
    this.#code = Math.max(this.#code, code);
  }
}
