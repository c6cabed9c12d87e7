import type { Frame } from './frame.ts';
import { fileText, outputOf } from './outputs.ts';
import type { StatusReport } from './status-report.ts';
import { readDatabase, type Database } from './xapi-database.ts';
import { XE_KINDS } from './xapi-kinds.ts';
import { xeText } from './xe-text.ts';

/**
 * The pool database as the answers of `xe` that the collector reads. Which virtual machines would keep the host from being emptied
 * is a question to a running xapi, and has no answer here.
 */
export function addDatabase(report: StatusReport, frame: Frame): boolean {
  const database = databaseOf(report);
  if (database === null) return false;
  const uuid = /^INSTALLATION_UUID='?([0-9a-f-]+)'?$/m.exec(
    fileText(report, '/etc/xensource-inventory') ?? '',
  )?.[1];
  if (uuid !== undefined) frame.command('this-host', `${uuid}\n`);
  for (const { question, records } of XE_KINDS) frame.command(question, xeText(records(database)));
  return true;
}

/**
 * `xe pool-dump-database` asks the master, so it is right on every host. The file beside it is that of this host, which on a member
 * may be as old as the day on which it was master itself: it counts on a master only.
 */
function databaseOf(report: StatusReport): Database | null {
  const dumped = readDatabase(outputOf(report, 'dumpedDatabase') ?? '');
  if (dumped !== null) return dumped;
  const isMaster = (fileText(report, '/etc/xensource/pool.conf') ?? '').trim() === 'master';
  return isMaster ? readDatabase(outputOf(report, 'database') ?? '') : null;
}
