import { compareText } from '../../lib/order.ts';
import { decodePath } from '../../lib/path-bytes.ts';
import type { CronItem } from '../../model/inventory.ts';
import { digestOf, type Reading, type ShownFile } from '../reading.ts';

/** A path of the cron folders; links are followed, so type, mode and owner are the target's. */
export interface Entry {
  readonly path: string;
  readonly type: string;
  readonly mode: string;
  readonly user: string;
}

const PERIODIC = /^\/etc\/cron\.(hourly|daily|weekly|monthly)\/([^/]+)$/s;
const AT_JOB = /^\/var\/spool\/at\/([a-zA-Z=])([0-9a-f]{5})([0-9a-f]{8})$/;
/** Name endings that crond of CentOS 5 passes over in /etc/cron.d, and run-parts in its folders. */
const PACKAGE_LEFTOVER = /(~|\.rpmsave|\.rpmorig|\.rpmnew)$/;
const RUN_PARTS_LEFTOVER = /(~|,|,v|\.rpmsave|\.rpmorig|\.rpmnew|\.swp|\.cfsaved)$/;

export function readEntries(reading: Reading): Entry[] {
  const entries = reading.rows('entries', 4).map((row) => {
    const [type = '', mode = '', user = '', path = ''] = row.map((field) => decodePath(field).path);
    return { path, type, mode, user };
  });
  return entries.sort((a, b) => compareText(a.path, b.path));
}

/** Why crond passes a table of /etc/cron.d over; null = it reads it. */
export function ignoredTable(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith('.') || name.startsWith('#'))
    return 'cron passes over names that begin with a dot or a hash';
  return PACKAGE_LEFTOVER.test(name) ? 'cron passes over backup files' : null;
}

/** Scripts of the run-parts folders. */
export function readPeriodic(entries: readonly Entry[]): CronItem[] {
  return entries.flatMap((entry): CronItem[] => {
    const [, period, name] = PERIODIC.exec(entry.path) ?? [];
    if (period === undefined || name === undefined || entry.type === 'd') return [];
    const ignored = ignoredScript(name, entry);
    return [
      {
        kind: 'cron',
        id: `cron:${entry.path}#${digestOf(period, 'root', entry.path)}`,
        evidence: [{ origin: entry.path, excerpt: `${entry.type} mode ${entry.mode} owner ${entry.user}` }],
        file: entry.path,
        line: null,
        source: 'periodic',
        schedule: period,
        user: 'root',
        command: entry.path,
        ...(ignored !== null && { ignored }),
      },
    ];
  });
}

/** The rules of /usr/bin/run-parts of CentOS 5: names with a dot do run there. */
function ignoredScript(name: string, entry: Entry): string | null {
  if (entry.type === 'l') return 'the link leads nowhere';
  if (name.startsWith('.')) return 'run-parts passes over hidden files';
  if (RUN_PARTS_LEFTOVER.test(name)) return 'run-parts passes over backup files';
  return (Number.parseInt(entry.mode, 8) & 0o111) === 0 ? 'it may not be executed' : null;
}

/**
 * Jobs of at: the name holds queue, number and the minute since 1970 at which the job is due; the owner of the file is its user.
 * The job itself stands after the variables and the change of directory that at writes first; only that part is kept.
 */
export function readAtJob(file: ShownFile, entries: readonly Entry[]): CronItem | null {
  const [, , , minutes] = AT_JOB.exec(file.path) ?? [];
  if (minutes === undefined) return null;
  const due = new Date(Number.parseInt(minutes, 16) * 60_000).toISOString().replace('.000Z', 'Z');
  const uid = /^# atrun uid=(\d+)/.exec(file.lines[1]?.text ?? '')?.[1];
  const user =
    entries.find(({ path }) => path === file.path)?.user ?? (uid === undefined ? 'unknown' : `uid ${uid}`);
  const command = jobText(file);
  return {
    kind: 'cron',
    id: `cron:${file.path}#${digestOf(due, user, command)}`,
    evidence: [{ origin: file.path, excerpt: `due ${due}` }],
    file: file.path,
    line: null,
    source: 'at',
    schedule: due,
    user,
    command,
  };
}

function jobText(file: ShownFile): string {
  const lines = file.lines.map(({ text }) => text);
  const change = lines.findIndex((line) => /^cd .*\|\| \{$/.test(line));
  const end = change === -1 ? -1 : lines.indexOf('}', change);
  const job =
    end === -1 ? lines.filter((line) => !/^#|^umask |; export \w+$/.test(line)) : lines.slice(end + 1);
  const delimiter = /<< *'?([\w-]+)'?$/.exec(job[0] ?? '')?.[1];
  return job
    .filter((line, i) => !(i === 0 && line.startsWith('${SHELL:-')) && line !== delimiter)
    .join('\n')
    .trim();
}
