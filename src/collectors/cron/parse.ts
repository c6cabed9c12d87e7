/**
 * Jobs of cron, anacron and at.
 *
 * Reads /etc/crontab, /etc/cron.d/*, /var/spool/cron/*, /etc/anacrontab, /var/spool/at/* and a listing of the run-parts folders
 * (6.0 to 7.0; rules of vixie-cron and crontabs of CentOS 5). Typical lines, made up:
 *
 *     MAILTO=ops@example.com
 *     01 * * * * root run-parts /etc/cron.hourly                       /etc/crontab
 *     @reboot /root/fix-nics.sh                                        /var/spool/cron/root
 *
 * Shape: one item for each entry, script and job; the command is what the shell gets (`\%` undone, text after a bare `%` is
 * `input`), variables set before the entry go with it. Ids are made from schedule, user and command, so a moved line keeps its
 * id. Times of at jobs are UTC. Empty: no jobs. Of an at job only the job is kept: the variables before it are a dump of
 * somebody's session. Gaps: a line that cron could not read either, an at job with an unknown name.
 * Learnt from crontab(5), anacrontab(5), the run-parts script and the at sources.
 */
import type { CronItem } from '../../model/inventory.ts';
import type { Collected, Parts } from '../define.ts';
import { contentOf, readSection, uniquelyNamed, type PartGap, type ShownFile } from '../reading.ts';
import { readAnacrontab, readCrontab, type Table } from './crontab.ts';
import { ignoredTable, readAtJob, readEntries, readPeriodic, type Entry } from './folders.ts';

const AT_SPOOL = '/var/spool/at/';
const USER_SPOOL = '/var/spool/cron/';

export function parseCron(parts: Parts): Collected {
  const reading = readSection(parts['tables']);
  const entries = readEntries(reading);
  const items: CronItem[] = [];
  const gaps: PartGap[] = [...reading.gaps];
  for (const file of reading.files) {
    const table = readFile(file, entries);
    items.push(...table.items);
    gaps.push(...table.gaps);
  }
  items.push(...readPeriodic(entries));
  return {
    items: uniquelyNamed(items),
    gaps,
    contents: reading.files.filter(({ path }) => !path.startsWith(AT_SPOOL)).map(contentOf),
  };
}

function readFile(file: ShownFile, entries: readonly Entry[]): Table {
  const { path } = file;
  if (path === '/etc/crontab') return readCrontab(file, { source: 'crontab', user: null, ignored: null });
  if (path === '/etc/anacrontab') return readAnacrontab(file);
  if (path.startsWith('/etc/cron.d/'))
    return readCrontab(file, { source: 'cron.d', user: null, ignored: ignoredTable(path) });
  if (path.startsWith(USER_SPOOL))
    return readCrontab(file, { source: 'user', user: path.slice(USER_SPOOL.length), ignored: null });
  if (!path.startsWith(AT_SPOOL)) return { items: [], gaps: [] };
  const job = readAtJob(file, entries);
  return job
    ? { items: [job], gaps: [] }
    : {
        items: [],
        gaps: [{ origin: path, reason: 'unparsable', detail: 'when this at job is due is not known' }],
      };
}
