import type { Evidence, ServiceItem } from '../../model/inventory.ts';
import { excerptOf } from '../reading.ts';
import { isExecutable, linkedPath, type Entry } from './entries.ts';
import type { RunningState } from './running.ts';

const SCRIPT_FOLDERS: readonly string[] = ['/etc/rc.d/init.d/', '/etc/init.d/'];
const LINK = /^\/etc\/(?:rc\.d\/)?rc([0-6])\.d\/S\d\d(.+)$/s;
/** Names that `rc` leaves alone (initscripts of CentOS 5, `is_ignored_file`). */
const LEFT_ALONE = /(~|\.bak|\.orig|\.rpmnew|\.rpmorig|\.rpmsave)$/;

interface Start {
  readonly name: string;
  readonly path: string;
  readonly level: number;
  readonly evidence: Evidence;
  readonly works: boolean;
}

/** Runlevels in which `/etc/rc.d/rc.local` is started, by the links that lead to it. */
export interface SysvServices {
  readonly items: readonly ServiceItem[];
  readonly rcLocalLevels: readonly number[];
}

/**
 * One service for each script of init.d, and one for each start link that leads elsewhere. Start links are what counts:
 * a script without one does not start, whatever its chkconfig header says.
 */
export function readSysv(entries: readonly Entry[], running: RunningState): SysvServices {
  const scripts = new Map<string, Entry>();
  for (const entry of entries) {
    const name = scriptName(entry.path);
    // `functions` is read by the others and starts nothing.
    if (name !== null && name !== 'functions' && entry.targetType !== 'd' && !scripts.has(name))
      scripts.set(name, entry);
  }
  const starts = entries.flatMap(startOf);
  const services = new Map<string, { path: string; starts: Start[] }>();
  for (const [name, entry] of scripts) services.set(name, { path: entry.path, starts: [] });
  const rcLocalLevels: number[] = [];
  for (const start of starts) {
    if (isRcLocal(start.path)) {
      if (start.works) rcLocalLevels.push(start.level);
      continue;
    }
    const script = scripts.get(scriptName(start.path) ?? '');
    const name = script ? (scriptName(start.path) ?? start.name) : start.name;
    const service = services.get(name) ?? { path: start.path, starts: [] };
    services.set(name, service);
    const works = start.works && (!script || (isExecutable(script) && !LEFT_ALONE.test(name)));
    service.starts.push({ ...start, works });
  }
  return {
    items: [...services].map(([name, { path, starts: own }]) => serviceOf(name, path, own, running)),
    rcLocalLevels: sortedLevels(rcLocalLevels),
  };
}

function serviceOf(name: string, path: string, starts: readonly Start[], running: RunningState): ServiceItem {
  return {
    kind: 'service',
    id: `service:${name}`,
    evidence:
      starts.length > 0
        ? starts.map((start) => start.evidence)
        : [{ origin: path, excerpt: 'no start link' }],
    name,
    manager: 'sysv',
    path,
    enabledRunlevels: sortedLevels(starts.flatMap((start) => (start.works ? [start.level] : []))),
    running: running.isRunning(name, path),
    command: null,
  };
}

function startOf(entry: Entry): Start[] {
  const match = LINK.exec(entry.path);
  if (match?.[1] === undefined || match[2] === undefined || entry.targetType === 'd') return [];
  const path = entry.type === 'l' ? linkedPath(entry) : entry.path;
  const works = isExecutable(entry);
  const excerpt =
    entry.type !== 'l'
      ? 'a file of its own, no link'
      : `leads to ${entry.link}${works ? '' : ', which is not there'}`;
  return [
    {
      name: match[2],
      path,
      level: Number(match[1]),
      evidence: { origin: entry.path, excerpt: excerptOf(excerpt) },
      works,
    },
  ];
}

function scriptName(path: string): string | null {
  const folder = SCRIPT_FOLDERS.find((start) => path.startsWith(start));
  const name = folder === undefined ? '' : path.slice(folder.length);
  return name === '' || name.includes('/') ? null : name;
}

function isRcLocal(path: string): boolean {
  return path === '/etc/rc.d/rc.local' || path === '/etc/rc.local';
}

function sortedLevels(levels: readonly number[]): number[] {
  return [...new Set(levels)].sort((a, b) => a - b);
}
