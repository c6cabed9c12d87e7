import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditError } from '../model/errors.ts';
import { parseRestorePlan } from '../plan/plan-file.ts';
import { previewRestore, type RestorePreview } from '../plan/preview.ts';
import { now } from './clock.ts';
import { EXIT } from './exit.ts';
import { lookAgain, type LookOptions } from './verify-look.ts';
import { printable } from './words.ts';

/** What restore.sh would do, as a reader of the preview sees it. */
const WORDS = {
  refuse: 'REFUSE',
  stage: 'stage',
  replace: 'replace',
  put: 'put',
  same: 'same',
} as const;
const WORST_FIRST = Object.keys(WORDS) as readonly (keyof typeof WORDS)[]; // the keys of the record above

/**
 * `verify HOST --plan DIR`: shows beforehand what a restore would do. Nothing is written, here or there.
 * @returns 1 when restore.sh would refuse the host, or one of the paths
 * @throws AuditError `plan-unreadable`
 */
export async function previewPlan(
  host: string | undefined,
  folder: string,
  options: LookOptions,
): Promise<number> {
  const plan = parseRestorePlan(await readPlan(join(folder, 'restore.plan.json')));
  const { inventory } = await lookAgain(host, null, now(), options);
  const preview = previewRestore(plan, inventory);
  process.stdout.write(previewText(preview));
  const isRefused = preview.refusals.length > 0 || preview.rows.some(({ action }) => action === 'refuse');
  return isRefused ? EXIT.findings : EXIT.done;
}

/** A line for each path, what is refused first; nothing in it acts on the terminal. */
export function previewText({ refusals, rows }: RestorePreview): string {
  const lines = [
    ...refusals.map((sentence) => `restore.sh would refuse this host: ${sentence}`),
    ...WORST_FIRST.flatMap((action) =>
      rows
        .filter((row) => row.action === action)
        .map(({ number, path, because }) => `${WORDS[action].padEnd(8)} ${number}  ${path}  ${because}`),
    ),
    WORST_FIRST.map((action) => `${rows.filter((row) => row.action === action).length} ${action}`).join(', '),
  ];
  return lines.map((line) => `${printable(line.replaceAll('\n', '\\n'))}\n`).join('');
}

async function readPlan(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new AuditError(
      'plan-unreadable',
      `The restore plan ${path} could not be read.`,
      'Name the folder of an audit that was made with --backup, or of a backup.',
      { cause },
    );
  }
}
