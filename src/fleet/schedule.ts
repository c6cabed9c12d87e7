import pLimit from 'p-limit';

/** One host's work. */
export interface Job<T> {
  readonly name: string;
  /**
   * @param signal says that nobody waits any more (time-out, or the run is being ended); the work closes what it holds
   * @param attempt from 1
   */
  run(signal: AbortSignal, attempt: number): Promise<Attempt<T>>;
}

/** What one attempt brought. */
export interface Attempt<T> {
  readonly value: T;
  /** Something is missing that another attempt may bring: the connection was cut. */
  readonly worthRetry: boolean;
}

export interface Schedule {
  /** Jobs at a time. */
  readonly concurrency: number;
  /** Seconds for one attempt; a job that takes longer holds nobody. */
  readonly timeoutSeconds: number;
  /** Pauses before another attempt; as many attempts more as there are pauses. */
  readonly retryDelaysSeconds: readonly number[];
  /** Whether an error may be gone the next time. */
  worthRetry(error: unknown): boolean;
  /** Ends the run: what runs is given up, what waits is not begun. */
  readonly signal: AbortSignal;
  /** Resolves after the seconds, or at once when the signal says so. */
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds; any clock that only goes forward. */
  now(): number;
}

/** How one job ended. */
export type JobEnd<T> = { readonly name: string; readonly attempts: number; readonly seconds: number } & (
  { readonly status: 'done'; readonly value: T } | { readonly status: 'failed'; readonly error: unknown }
);

/** The attempt took longer than it may. */
export class TookTooLong extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super(`not done within ${seconds} seconds`);
    this.name = 'TookTooLong';
    this.seconds = seconds;
  }
}

/** The run was ended before the job was done. */
export class Cancelled extends Error {
  constructor() {
    super('the run was ended');
    this.name = 'Cancelled';
  }
}

/**
 * Runs every job, so many at a time; none holds up the others. `onEnd` is told of each as it ends and may take its time:
 * the next job begins after it, so nothing piles up. Never rejects for what a job does.
 */
export async function runJobs<T>(
  jobs: readonly Job<T>[],
  schedule: Schedule,
  onEnd: (end: JobEnd<T>) => Promise<void>,
): Promise<void> {
  const limit = pLimit(schedule.concurrency);
  await limit.map(jobs, async (job) => onEnd(await runJob(job, schedule)));
}

async function runJob<T>(job: Job<T>, schedule: Schedule): Promise<JobEnd<T>> {
  const pauses = [...schedule.retryDelaysSeconds];
  let kept: { readonly value: T } | null = null;
  for (let attempt = 1; ; attempt++) {
    const started = schedule.now();
    const end = (): { name: string; attempts: number; seconds: number } => ({
      name: job.name,
      attempts: attempt,
      seconds: Math.round((schedule.now() - started) / 100) / 10,
    });
    const result = await tryOnce(job, attempt, schedule);
    if ('value' in result) kept = result;
    const pause = result.worthRetry && !schedule.signal.aborted ? pauses.shift() : undefined;
    if (pause === undefined) {
      // What an earlier attempt brought is worth more than the error of a later one.
      if (kept !== null) return { ...end(), status: 'done', value: kept.value };
      return { ...end(), status: 'failed', error: 'error' in result ? result.error : new Cancelled() };
    }
    await schedule.sleep(pause, schedule.signal);
  }
}

type Tried<T> = Attempt<T> | { readonly error: unknown; readonly worthRetry: boolean };

async function tryOnce<T>(job: Job<T>, attempt: number, schedule: Schedule): Promise<Tried<T>> {
  if (schedule.signal.aborted) return { error: new Cancelled(), worthRetry: false };
  const over = new AbortController();
  const end = (): void => {
    over.abort(new Cancelled());
  };
  schedule.signal.addEventListener('abort', end, { once: true });
  const timer = setTimeout(() => {
    over.abort(new TookTooLong(schedule.timeoutSeconds));
  }, schedule.timeoutSeconds * 1000);
  try {
    return await Promise.race([job.run(over.signal, attempt), rejectOn(over.signal)]);
  } catch (error) {
    return { error, worthRetry: !(error instanceof TookTooLong) && schedule.worthRetry(error) };
  } finally {
    clearTimeout(timer);
    schedule.signal.removeEventListener('abort', end);
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason instanceof Error ? signal.reason : new Cancelled());
      },
      { once: true },
    );
  });
}
