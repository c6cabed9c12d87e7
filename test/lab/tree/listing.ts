import { mustRun } from '../run-command.ts';

/** Path (bytes as latin1 text) → type, mode, owner, group, size, links, times of content and inode, link target. */
export type TreeListing = ReadonlyMap<string, string>;

/** What the host's own sshd writes when somebody logs in; not counted as a change. */
const WRITTEN_BY_LOGIN = new Set([
  '/var/log/lastlog',
  '/var/log/wtmp',
  '/var/log/btmp',
  '/var/log/secure',
  '/var/run/utmp',
  '/var/log/faillog',
]);

export function listTree(root: string): TreeListing {
  const out = mustRun('find', [root, '-xdev', '-printf', '/%P\\0%y %m %U:%G %s %n %T@ %C@ %l\\0']).toString(
    'latin1',
  );
  const fields = out.split('\0');
  const listing = new Map<string, string>();
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const path = fields[i] ?? '';
    if (!WRITTEN_BY_LOGIN.has(path)) listing.set(path, fields[i + 1] ?? '');
  }
  return listing;
}

/** `created PATH`, `deleted PATH` and `changed PATH: before → after`, sorted; empty when nothing was touched. */
export function compareListings(before: TreeListing, after: TreeListing): string[] {
  const out: string[] = [];
  for (const [path, facts] of after) {
    const old = before.get(path);
    if (old === undefined) out.push(`created ${path}`);
    else if (old !== facts) out.push(`changed ${path}: ${old} → ${facts}`);
  }
  for (const path of before.keys()) if (!after.has(path)) out.push(`deleted ${path}`);
  return out.sort();
}
