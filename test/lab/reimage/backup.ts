import * as fs from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../run-command.ts';

/** Of these only an empty folder is made. */
const EMPTY = new Set(['dev', 'proc', 'sys', 'lost+found']);

/** Copies every entry of the old root to the backup partition (host-installer upgrade.py:307-353 at f7a21a1). */
export function backUp(oldRoot: string, backup: string): void {
  for (const name of fs.readdirSync(oldRoot)) {
    if (EMPTY.has(name)) fs.mkdirSync(join(backup, name), { recursive: true, mode: 0o755 });
    else mustRun('cp', ['-a', join(oldRoot, name), `${backup}/`]);
  }
  fs.writeFileSync(join(backup, '.xen-gpt.bin'), 'lab: the partition table\n');
  fs.writeFileSync(join(backup, '.xen-backup-partition'), '');
}
