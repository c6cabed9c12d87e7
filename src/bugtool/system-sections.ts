import type { Frame } from './frame.ts';
import { readSpaceRows } from './disk-space.ts';
import { readSummary } from './inventory-xml.ts';
import { fileText, outputOf } from './outputs.ts';
import type { StatusReport } from './status-report.ts';
import { deviceLinks } from './host-sections.ts';

/** File systems that are mounted, loop devices, labels. */
export function addMounts(report: StatusReport, frame: Frame): boolean {
  const mounts = fileText(report, '/proc/mounts');
  if (mounts !== null) frame.command('mounts', mounts);
  const loops = (outputOf(report, 'loops') ?? '').split('\n').flatMap((line) => {
    const match = /^\/dev\/(loop\d+): \[[^\]]*\]:\d+ \((.*)\)(?:, .*)?$/.exec(line);
    return match ? [[match[1] ?? '', match[2] ?? '']] : [];
  });
  if (loops.length > 0) frame.command('loops', frame.rows(loops));
  const labels = deviceLinks(report)
    .filter(({ path }) => /^\/dev\/disk\/by-(label|uuid)\//.test(path))
    .map(({ path, target }) => [target, path]);
  if (labels.length > 0) frame.command('labels', frame.rows(labels));
  return true;
}

/** Sizes of file systems; those without blocks are made up by the kernel, and `df` leaves them out unless told otherwise. */
export function addSpace(report: StatusReport, frame: Frame): boolean {
  const rows = readSpaceRows(outputOf(report, 'space') ?? '').filter(({ total }) => total > 0);
  if (rows.length === 0) return false;
  frame.command('df', rows.map(({ line }) => `${line}\n`).join(''));
  return true;
}

/** Loaded modules, with the file and version that modinfo finds for each. */
export function addModules(report: StatusReport, frame: Frame): boolean {
  const release = readSummary(report.members).uname?.split(' ')[2];
  if (release !== undefined) frame.command('release', `${release}\n`);
  const tainted = /^kernel\.tainted = (\d+)$/m.exec(outputOf(report, 'settings') ?? '')?.[1];
  if (tainted !== undefined) frame.command('tainted', `${tainted}\n`);
  const modules = fileText(report, '/proc/modules');
  if (modules === null) return true;
  const loaded = modules.split('\n').flatMap((line): string[][] => {
    const [name = '', , , users = ''] = line.split(' ');
    if (name === '' || users === '') return [];
    return [['loaded', name, users, /\(\w+\)$/.exec(line)?.[0] ?? '']];
  });
  const known = new Set(loaded.map(([, name]) => name));
  frame.command(
    'loaded',
    frame.rows([
      ...loaded,
      ...readModinfo(outputOf(report, 'modules') ?? '').filter(([, name]) => known.has(name)),
    ]),
  );
  return true;
}

/** `filename: …` begins what modinfo says of a module; its `version: …` may follow. */
function readModinfo(text: string): string[][] {
  const rows: string[][] = [];
  let name: string | undefined;
  for (const line of text.split('\n')) {
    const [, key, value = ''] = /^(filename|version):\s+(\S.*)$/.exec(line) ?? [];
    if (key === 'filename') {
      name = /([^/]+)\.ko(?:\.gz|\.xz)?$/.exec(value)?.[1]?.replaceAll('-', '_');
      if (name !== undefined) rows.push(['path', name, value]);
    } else if (key === 'version' && name !== undefined) rows.push(['version', name, value]);
  }
  return rows;
}

const ARCH = /^(.+)\.(noarch|x86_64|i[3-6]86|athlon|ia32e|\(none\))$/;
const NONE = '(none)';

/** Packages by name, version and release: all that `rpm -qa` prints; rpm 4.4 prints no architecture. */
export function addPackages(report: StatusReport, frame: Frame): boolean {
  const lines = (outputOf(report, 'packages') ?? '').split('\n').filter((line) => line !== '');
  const records = lines.flatMap((line): string[][] => {
    const [, rest = line, arch = NONE] = ARCH.exec(line) ?? [];
    const match = /^(.+)-([^-]+)-([^-]+)$/.exec(rest);
    if (!match) return [];
    const [, name = '', version = '', release = ''] = match;
    return [['name', name, version, release, arch]];
  });
  if (records.length === 0) return false;
  const odd = lines.length - records.length;
  frame.records([...records, ['end', String(records.length), String(odd), '0']]);
  return true;
}
