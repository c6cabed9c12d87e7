import type { ProbeSection } from '../../probe/section.ts';
import type { Reading } from '../reading.ts';
import type { Entry } from './entries.ts';

export interface RunningState {
  /** null = neither lock nor pid file tells. */
  isRunning(name: string, script: string): boolean | null;
}

const LOCKS = '/var/lock/subsys/';

/**
 * Told without running anything: a live process behind `<name>.pid`, else the lock that init scripts of CentOS 5 leave in
 * /var/lock/subsys. A script that names that folder and left no lock is stopped.
 */
export function readRunning(
  section: ProbeSection | undefined,
  reading: Reading,
  entries: readonly Entry[],
): RunningState {
  const locks = new Set(
    entries.flatMap(({ path }) => (path.startsWith(LOCKS) ? [path.slice(LOCKS.length)] : [])),
  );
  const keepsLock = new Set(reading.command('keeps-lock')?.lines.map(({ text }) => text));
  const isListed = reading.command('entries') !== undefined && reading.command('entries')?.status !== null;
  const alive = readPids(section);
  return {
    isRunning(name, script) {
      const process = alive.get(name);
      if (process === true) return true;
      if (locks.has(name)) return process ?? true;
      if (process === false || (isListed && keepsLock.has(script))) return false;
      return null;
    },
  };
}

/** Lines `<token> pid <0|1> <name>.pid`, which the fragment writes between the blocks. */
function readPids(section: ProbeSection | undefined): Map<string, boolean> {
  const found = new Map<string, boolean>();
  if (!section) return found;
  const mark = `\n${section.token} pid `;
  const text = `\n${section.stdout.toString('latin1')}`;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
    const end = text.indexOf('\n', at + 1);
    const line = text.slice(at + mark.length, end === -1 ? text.length : end);
    if (line.endsWith('.pid')) found.set(line.slice(2, -4), line.startsWith('1'));
  }
  return found;
}
