import type { BackupManifest } from '../model/backup.ts';
import type { JudgedHost } from '../model/judged.ts';
import { hasScript } from './has-script.ts';
import { renderRestoreMarkdown } from './markdown.ts';
import { planRestore, type Change } from './plan.ts';
import { renderRestoreScript } from './script.ts';

/**
 * The files of the plan for a run's folder: `RESTORE.md`, `restore.plan.json`, and, where there is a backup, `restore.sh`.
 * @param manifest of the backup in that folder, with its archive; null = there is none
 */
export function planFiles(
  judged: JudgedHost,
  manifest: BackupManifest | null,
  change: Change,
): { name: string; content: string }[] {
  const plan = planRestore(judged, manifest, change);
  return [
    { name: 'RESTORE.md', content: renderRestoreMarkdown(plan) },
    { name: 'restore.plan.json', content: `${JSON.stringify(plan, null, 1)}\n` },
    ...(hasScript(plan) ? [{ name: 'restore.sh', content: renderRestoreScript(plan) }] : []),
  ];
}
