import { expect, test } from 'vitest';
import {
  Cancelled,
  runJobs,
  TookTooLong,
  type Attempt,
  type Job,
  type JobEnd,
} from '../../../src/fleet/schedule.ts';

interface Settings {
  readonly concurrency?: number;
  readonly timeoutSeconds?: number;
  readonly retries?: readonly number[];
  readonly signal?: AbortSignal;
}

async function runAll(
  jobs: readonly Job<string>[],
  settings: Settings = {},
): Promise<{ readonly ends: Map<string, JobEnd<string>>; readonly slept: number[] }> {
  const ends = new Map<string, JobEnd<string>>();
  const slept: number[] = [];
  await runJobs(
    jobs,
    {
      concurrency: settings.concurrency ?? 4,
      timeoutSeconds: settings.timeoutSeconds ?? 60,
      retryDelaysSeconds: settings.retries ?? [],
      worthRetry: (error) => error instanceof Error && error.message === 'busy',
      signal: settings.signal ?? new AbortController().signal,
      sleep: (seconds) => {
        slept.push(seconds);
        return Promise.resolve();
      },
      now: () => 0,
    },
    (end) => {
      ends.set(end.name, end);
      return Promise.resolve();
    },
  );
  return { ends, slept };
}

const whole = (value: string): Attempt<string> => ({ value, worthRetry: false });
const cut = (value: string): Attempt<string> => ({ value, worthRetry: true });
const job = (name: string, ...attempts: readonly (Attempt<string> | Error)[]): Job<string> => ({
  name,
  run: (_, attempt) => {
    const next = attempts[attempt - 1] ?? new Error('one attempt too many');
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  },
});
/** Never ends by itself. */
const dead = (name: string): Job<string> => ({ name, run: () => new Promise(() => undefined) });

test('every job ends once, whatever the others do', async () => {
  const { ends } = await runAll([job('a', whole('A')), job('b', new Error('no')), job('c', whole('C'))]);
  expect([...ends.values()].map(({ name, status }) => [name, status])).toEqual([
    ['a', 'done'],
    ['b', 'failed'],
    ['c', 'done'],
  ]);
});

test('no more jobs run at a time than are allowed, and the next waits until the end of one was taken in', async () => {
  let running = 0;
  let most = 0;
  const jobs = Array.from({ length: 20 }, (_, index): Job<string> => ({
    name: `host-${index}`,
    run: async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return whole('');
    },
  }));
  const { ends } = await runAll(jobs, { concurrency: 3 });
  expect({ most, ended: ends.size }).toEqual({ most: 3, ended: 20 });
});

test('an error that may pass is tried again after its pause; another one is not', async () => {
  const { ends, slept } = await runAll(
    [
      job('busy', new Error('busy'), new Error('busy'), whole('in the end')),
      job('refused', new Error('refused')),
    ],
    { retries: [1, 5], concurrency: 1 },
  );
  expect(ends.get('busy')).toMatchObject({ status: 'done', value: 'in the end', attempts: 3 });
  expect(ends.get('refused')).toMatchObject({ status: 'failed', attempts: 1 });
  expect(slept).toEqual([1, 5]);
});

test('an attempt that was cut is made again, and what it brought is kept when the next brings nothing', async () => {
  const { ends } = await runAll(
    [job('better', cut('half'), whole('all')), job('worse', cut('half'), new Error('busy'))],
    {
      retries: [1],
    },
  );
  expect(ends.get('better')).toMatchObject({ value: 'all', attempts: 2 });
  expect(ends.get('worse')).toMatchObject({ status: 'done', value: 'half', attempts: 2 });
});

test('a job that never ends holds nobody, and is told that nobody waits', async () => {
  let told: AbortSignal | null = null;
  const hanging: Job<string> = {
    name: 'hanging',
    run: (signal) => {
      told = signal;
      return new Promise(() => undefined);
    },
  };
  const { ends } = await runAll([hanging, job('quick', whole('here'))], {
    timeoutSeconds: 0.05,
    concurrency: 1,
  });
  expect(ends.get('quick')).toMatchObject({ status: 'done' });
  expect(ends.get('hanging')).toMatchObject({ status: 'failed', attempts: 1 });
  expect((told as AbortSignal | null)?.reason).toBeInstanceOf(TookTooLong);
});

test('ending the run gives up what runs, begins nothing more, and keeps what is done', async () => {
  const stop = new AbortController();
  const last: Job<string> = {
    name: 'done',
    run: () => {
      setImmediate(() => {
        stop.abort();
      });
      return Promise.resolve(whole('kept'));
    },
  };
  const { ends } = await runAll([last, dead('running'), dead('waiting')], {
    signal: stop.signal,
    concurrency: 2,
  });
  expect(ends.get('done')).toMatchObject({ status: 'done', value: 'kept' });
  for (const name of ['running', 'waiting']) {
    const end = ends.get(name);
    expect(end?.status === 'failed' && end.error).toBeInstanceOf(Cancelled);
  }
});
