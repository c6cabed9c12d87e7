import { compareText } from '../../lib/order.ts';
import { decodePath } from '../../lib/path-bytes.ts';
import type { Reading } from '../reading.ts';

/** A path below /etc/rc.d, /etc/init.d, /var/lock/subsys or a folder of unit files. */
export interface Entry {
  readonly path: string;
  /** Of the path itself and of what it leads to: `f`, `d`, `l` …; `N` leads nowhere, `L` leads in a circle. */
  readonly type: string;
  readonly targetType: string;
  readonly mode: number;
  readonly link: string;
}

const WIDTH = 4;
/** Stands between path and link target; no path that find prints has two slashes in a row. */
const DIVIDER = '\t//\t';

/** @param label of the command that listed them. */
export function readEntries(reading: Reading, label: 'entries' | 'unit-paths'): Entry[] {
  const entries = reading.rows(label, WIDTH).map(([type, targetType, mode, names = Buffer.alloc(0)]) => {
    const at = names.indexOf(DIVIDER);
    return {
      path: decodePath(at === -1 ? names : names.subarray(0, at)).path,
      type: type?.toString('latin1') ?? '',
      targetType: targetType?.toString('latin1') ?? '',
      mode: Number.parseInt(mode?.toString('latin1') ?? '', 8) || 0,
      link: at === -1 ? '' : decodePath(names.subarray(at + DIVIDER.length)).path,
    };
  });
  // find gives them in the order of the folder, which differs from host to host.
  return entries.sort((a, b) => compareText(a.path, b.path));
}

/** Init and rc run only what they may execute; the mode of a link says nothing, so it counts as executable. */
export function isExecutable(entry: Entry): boolean {
  return entry.type === 'l'
    ? entry.targetType !== 'N' && entry.targetType !== 'L'
    : (entry.mode & 0o111) !== 0;
}

/** The path that a link names, made absolute by text alone. */
export function linkedPath(entry: Entry): string {
  const start = entry.link.startsWith('/') ? [] : entry.path.split('/').slice(0, -1);
  const out: string[] = [];
  for (const step of [...start, ...entry.link.split('/')]) {
    if (step === '..') out.pop();
    else if (step !== '' && step !== '.') out.push(step);
  }
  return `/${out.join('/')}`;
}
