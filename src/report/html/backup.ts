import type { BackupView } from '../../model/report.ts';
import { LIMITS } from './cut.ts';
import { makeVisible } from './reveal.ts';

/** The section on the backup, cut to what a page holds, with nothing in it hidden; null where there is none. */
export function backupContext(view: BackupView | null): object | null {
  if (view === null) return null;
  return makeVisible({
    ...view,
    groups: view.groups.map(({ label, meaning, entries }) => ({
      label,
      meaning,
      count: entries.length,
      entries: entries.slice(0, LIMITS.backupRows),
      more: Math.max(0, entries.length - LIMITS.backupRows),
    })),
  });
}
