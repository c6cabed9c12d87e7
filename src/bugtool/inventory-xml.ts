import { createHash } from 'node:crypto';
import { printableName } from './names.ts';
import type { Member } from './status-report.ts';
import { readTags } from './xml-tags.ts';

/** The last file of a report: who made it, and what it holds with the MD5 of each. */
export const INVENTORY = 'inventory.xml';

export interface ReportSummary {
  /** As the host's `date` prints it, in its own time zone: `Wed Jun  1 10:15:00 2016`. */
  readonly date: string | null;
  readonly hostname: string | null;
  /** `system node release version machine processor` */
  readonly uname: string | null;
}

const UNKNOWN: ReportSummary = { date: null, hostname: null, uname: null };

export function readSummary(members: ReadonlyMap<string, Member>): ReportSummary {
  for (const { name, attributes } of readTags(textOf(members))) {
    if (name !== 'system-summary') continue;
    const text = (key: string): string | null => attributes.get(key) ?? null;
    return { date: text('date'), hostname: text('hostname'), uname: text('uname') };
  }
  return UNKNOWN;
}

/** What does not fit the inventory of the report, a sentence each. A report that was cut off has no inventory. */
export function checkInventory(folder: string, members: ReadonlyMap<string, Member>): string[] {
  if (!members.has(INVENTORY))
    return ['It ends before its inventory, which is written last, so files may be missing from it.'];
  const sums = new Map<string, string>();
  for (const { name, attributes } of readTags(textOf(members))) {
    if (name === 'inventory-entry')
      sums.set(attributes.get('filename') ?? '', attributes.get('md5sum') ?? '');
  }
  const altered = [...members].filter(([name, member]) => {
    const sum = sums.get(`${folder}/${name}`);
    return name !== INVENTORY && sum !== undefined && sum !== '' && isWhole(member) && sum !== md5Of(member);
  });
  return altered.map(
    ([name]) =>
      `${printableName(name)} is not as the report's own inventory says: it was altered, or the host changed it meanwhile.`,
  );
}

function isWhole({ body, sizeBytes }: Member): boolean {
  return body.length === sizeBytes;
}

/** Not for safety: xen-bugtool writes no other digest. */
function md5Of({ body }: Member): string {
  return createHash('md5').update(body).digest('hex');
}

function textOf(members: ReadonlyMap<string, Member>): string {
  return members.get(INVENTORY)?.body.toString('utf8') ?? '';
}
