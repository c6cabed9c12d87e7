import { decodePath } from '../../lib/path-bytes.ts';
import type { Evidence, ServiceItem } from '../../model/inventory.ts';
import { excerptOf, type PartGap, type Reading } from '../reading.ts';
import { linkedPath, readEntries, type Entry } from './entries.ts';

/** Units of a host with systemd; nothing on one without. */
export interface SystemdUnits {
  readonly isThere: boolean;
  readonly items: readonly ServiceItem[];
  readonly gaps: readonly PartGap[];
  /** Whether a unit is active; null = it is not loaded, or nobody told. */
  isActive(unit: string): boolean | null;
}

/** Kinds that run something by themselves. */
const KINDS = /\.(?:service|socket|timer|path)$/;
/** Where a unit file counts, the first place first (systemd.unit(5)). */
const FOLDERS = ['/etc/systemd/system', '/run/systemd/system', '/usr/lib/systemd/system'] as const;
const WANT = /^\/(?:etc|run|usr\/lib)\/systemd\/system\/([^/]+)\.(?:wants|requires)\/([^/]+)$/s;
const MASK = '/dev/null';
const BOOT_LEVELS: readonly number[] = [2, 3, 4, 5];
/** Runlevels that a target stands for (runlevel(8) of systemd); every other target is passed on the way to 2 to 5. */
const LEVELS: Readonly<Record<string, readonly number[]>> = {
  'poweroff.target': [0],
  'halt.target': [0],
  'shutdown.target': [0, 6],
  'rescue.target': [1],
  'graphical.target': [5],
  'reboot.target': [6],
};
const EVIDENCE_LIMIT = 20;

/**
 * Services, sockets, timers and paths by `systemctl list-unit-files`, each with the file that counts, the links that start it and
 * what `systemctl list-units` says of it. Other kinds (mounts, targets) are read where they are made, or hold nothing of their own.
 */
export function readSystemd(reading: Reading): SystemdUnits {
  const listed = reading.command('unit-files');
  const active = readActive(reading);
  const isActive = (unit: string): boolean | null => active.get(unit) ?? null;
  if (listed === undefined) return { isThere: false, items: [], gaps: [], isActive };
  const entries = readEntries(reading, 'unit-paths');
  const starts = readStarts(reading);
  const items = listed.lines.flatMap(({ text }): ServiceItem[] => {
    const [unit = '', word = ''] = text.trim().split(/\s+/);
    const place = KINDS.test(unit) ? placeOf(unit, entries) : null;
    return place === null ? [] : [itemOf({ unit, word, place }, entries, starts, isActive)];
  });
  return { isThere: true, items, gaps: gapsOf(reading, items.length), isActive };
}

/** The file that counts; null for a second name of another unit, and where no file is. */
function placeOf(unit: string, entries: readonly Entry[]): Entry | null {
  for (const folder of FOLDERS) {
    const entry = entries.find(({ path }) => path === `${folder}/${unit}`);
    if (!entry) continue;
    const name = entry.link.slice(entry.link.lastIndexOf('/') + 1);
    return entry.type === 'l' && entry.link !== MASK && name !== unit ? null : entry;
  }
  return null;
}

interface FoundUnit {
  readonly unit: string;
  readonly word: string;
  readonly place: Entry;
}

function itemOf(
  { unit, word, place }: FoundUnit,
  entries: readonly Entry[],
  starts: ReadonlyMap<string, string>,
  isActive: (unit: string) => boolean | null,
): ServiceItem {
  const wants = entries.filter(({ path }) => wanted(path)?.some((name) => name === unit) === true);
  const name = unit.replace(/\.service$/, '');
  const isMasked = place.link === MASK;
  return {
    kind: 'service',
    id: `service:${name}`,
    evidence: [
      { origin: place.path, excerpt: `unit file ${word}` },
      ...wants.map((entry): Evidence => ({
        origin: entry.path,
        excerpt: excerptOf(`leads to ${linkedPath(entry)}`),
      })),
    ].slice(0, EVIDENCE_LIMIT),
    name,
    manager: 'systemd',
    path: place.path,
    enabledRunlevels: isMasked ? [] : levelsOf(wants),
    running: isActive(unit) ?? (unit.includes('@.') ? null : false),
    command: starts.get(place.path) ?? null,
    unitState: word,
  };
}

/** The unit that a link of a `.wants` folder starts, and the template of which it is an instance. */
function wanted(path: string): readonly string[] | null {
  const unit = WANT.exec(path)?.[2];
  return unit === undefined ? null : [unit, unit.replace(/@[^.]+\./, '@.')];
}

function levelsOf(wants: readonly Entry[]): readonly number[] {
  const levels = wants.flatMap(({ path }) => LEVELS[WANT.exec(path)?.[1] ?? ''] ?? BOOT_LEVELS);
  return [...new Set(levels)].sort((a, b) => a - b);
}

/** `UNIT LOAD ACTIVE SUB …`; a unit in trouble has a mark before it. */
function readActive(reading: Reading): Map<string, boolean> {
  const active = new Map<string, boolean>();
  for (const { text } of reading.command('units')?.lines ?? []) {
    const words = text.trim().split(/\s+/);
    const [unit = '', , state = ''] = words[0]?.includes('.') === true ? words : words.slice(1);
    active.set(unit, state === 'active' || state === 'reloading' || state === 'activating');
  }
  return active;
}

/** `PATH:ExecStart=COMMAND` of grep; the first command of a unit stands for it. */
function readStarts(reading: Reading): Map<string, string> {
  const starts = new Map<string, string>();
  for (const { text } of reading.command('unit-starts')?.lines ?? []) {
    const [, path = '', command = ''] = /^(\/[^:]*):ExecStart\s*=\s*(.+)$/.exec(text) ?? [];
    const key = decodePath(Buffer.from(path)).path;
    if (path !== '' && !starts.has(key)) starts.set(key, command.trim());
  }
  return starts;
}

function gapsOf(reading: Reading, found: number): PartGap[] {
  const gaps: PartGap[] = [];
  if (found === 0 && reading.complete)
    gaps.push({
      origin: 'systemctl list-unit-files',
      reason: 'not-collected',
      detail: 'systemctl named no unit, so which services start at boot is not known',
    });
  if (reading.complete && (reading.command('units')?.lines.length ?? 0) === 0)
    gaps.push({
      origin: 'systemctl list-units',
      reason: 'not-running',
      detail: 'systemd did not answer, so which units are active is not known',
    });
  return gaps;
}
