import type { ModuleItem, SettingItem } from '../../model/inventory.ts';
import { decodePath } from '../../lib/path-bytes.ts';
import { excerptOf, settingOf, type PartGap, type Reading } from '../reading.ts';

interface Facts {
  loaded: boolean;
  usedBy: string;
  taint: string;
  version: string | null;
  readonly paths: string[];
}

/** Folders in the order in which depmod prefers them. */
const PREFERRED: readonly string[] = ['/updates/', '/extra/', '/weak-updates/'];

/** Modules that are loaded, and modules of the running kernel that did not come with it. */
export function readModules(reading: Reading): { items: ModuleItem[]; gaps: PartGap[] } {
  const modules = new Map<string, Facts>();
  const gaps: PartGap[] = [];
  const factsOf = (name: string): Facts => {
    const facts = modules.get(name) ?? { loaded: false, usedBy: '-', taint: '', version: null, paths: [] };
    modules.set(name, facts);
    return facts;
  };
  for (const [row] of reading.rows('loaded', 1)) {
    const [kind, name, value, more = ''] = row?.toString('utf8').split('\t') ?? [];
    if (name === undefined || value === undefined || name === '') {
      gaps.push({ origin: '/proc/modules', reason: 'unparsable', detail: 'a row names no module' });
      continue;
    }
    const facts = factsOf(name);
    if (kind === 'loaded') {
      facts.loaded = true;
      facts.usedBy = value;
      facts.taint = more;
    } else if (kind === 'version') facts.version = value.trim();
    else facts.paths.push(value);
  }
  for (const [field] of reading.rows('added', 1)) {
    const { path } = decodePath(field ?? Buffer.alloc(0));
    const name = /([^/]+)\.ko(?:\.gz|\.xz)?$/.exec(path)?.[1]?.replaceAll('-', '_');
    if (name !== undefined) factsOf(name).paths.push(path);
  }
  return { items: [...modules].map(([name, facts]) => moduleOf(name, facts)), gaps };
}

function moduleOf(name: string, facts: Facts): ModuleItem {
  const path = facts.paths.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
  const words = [
    facts.loaded ? 'loaded' : 'not loaded',
    facts.usedBy === '-' || facts.usedBy === '' ? '' : `used by ${facts.usedBy.replace(/,$/, '')}`,
    facts.taint,
  ];
  const excerpt = excerptOf(words.filter((word) => word !== '').join(', '));
  const evidence = [{ origin: '/proc/modules', excerpt }];
  if (path !== null) evidence.push({ origin: path, excerpt: facts.version ?? 'no version' });
  return {
    kind: 'module',
    id: `module:${name}`,
    evidence,
    name,
    loaded: facts.loaded,
    path,
    // Whoever knows the packages finds the owner by the path.
    package: null,
    version: facts.version,
  };
}

function rank(path: string): number {
  const at = PREFERRED.findIndex((folder) => path.includes(folder));
  return at === -1 ? PREFERRED.length : at;
}

/** `setting:kernel.release`, `setting:kernel.tainted` (the number; 0 = not), `setting:dkms.<name>` (its versions). */
export function readKernelFacts(reading: Reading): SettingItem[] {
  const facts = [
    ['release', '/proc/sys/kernel/osrelease'],
    ['tainted', '/proc/sys/kernel/tainted'],
  ] as const;
  const settings = facts.flatMap(([key, path]) => {
    const line = reading.command(key)?.lines[0];
    return line
      ? [settingOf('kernel', key, line.text.trim(), path, [{ origin: path, excerpt: excerptOf(line.text) }])]
      : [];
  });
  return [...settings, ...readDkms(reading)];
}

function readDkms(reading: Reading): SettingItem[] {
  const versions = new Map<string, string[]>();
  for (const [field] of reading.rows('dkms', 1)) {
    const [name = '', version = ''] = decodePath(field ?? Buffer.alloc(0))
      .path.split('/')
      .slice(-2);
    if (/^\d/.test(version)) versions.set(name, [...(versions.get(name) ?? []), version]);
  }
  return [...versions].map(([name, all]) => {
    const origin = `/var/lib/dkms/${name}`;
    return settingOf('dkms', name, all.join(' '), origin, [{ origin, excerpt: excerptOf(all.join(' ')) }]);
  });
}
