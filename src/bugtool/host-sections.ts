import type { Frame } from './frame.ts';
import { readSummary } from './inventory-xml.ts';
import { readLongListing } from './listings.ts';
import { fileText, outputOf } from './outputs.ts';
import { readSpaceRows } from './disk-space.ts';
import type { StatusReport } from './status-report.ts';

/** Host and release: what of `host identity` is not a file that is shown. */
export function addHost(report: StatusReport, frame: Frame): boolean {
  addCommandLine(report, frame);
  const root = (fileText(report, '/proc/mounts') ?? '')
    .split('\n')
    .map((line) => line.split(' '))
    .findLast(([, target]) => target === '/');
  if (root) frame.command('root', `${root[0] ?? ''} ${root[2] ?? ''}\n`);
  const uname = unameLine(report);
  if (uname !== null) frame.command('uname', `${uname}\n`);
  const date = instantOf(report);
  if (date !== null) frame.command('date', `${date}\n`);
  for (const [label, output] of [
    ['space', 'space'],
    ['inodes', 'inodes'],
  ] as const) {
    // `rootfs` comes first; of several on one place the last is in force.
    const row = readSpaceRows(outputOf(report, output) ?? '').findLast(({ target }) => target === '/');
    if (row) frame.command(label, `${row.line}\n`);
  }
  const local = localDatabase(report);
  if (local !== null) frame.command(`ha-armed ${local.path}`, `${local.isArmed}\n`);
  const hotfixes = [...report.members].flatMap(([name, { modified }]) =>
    /^var\/patch\/applied\/[^/]+$/.test(name) && modified !== null
      ? [['f', String(modified), `/${name}`]]
      : [],
  );
  // Not ended: it lists these files and no other ones.
  if (hotfixes.length > 0) frame.command('entries', frame.rows(hotfixes), null);
  const labels = deviceLinks(report)
    .filter(({ path }) => path.startsWith('/dev/disk/by-label/'))
    .map(({ path, target }) => [target, path.slice('/dev/disk/by-label/'.length)]);
  if (labels.length > 0) frame.command('labels', frame.rows(labels));
  return true;
}

/** The file in which xapi notes that HA is armed, where reports have it (from 2015 on); the installer looks into its first line only. */
function localDatabase(report: StatusReport): { readonly path: string; readonly isArmed: boolean } | null {
  for (const path of ['/var/lib/xcp/local.db', '/var/xapi/local.db']) {
    const text = fileText(report, path);
    if (text === null) continue;
    const [first = ''] = text.split('\n', 1);
    return { path, isArmed: first.includes('<row key="ha.armed" value="true"') };
  }
  return null;
}

/** What is not known of the host itself. */
export function hostNotHeld(report: StatusReport): string {
  const armed = localDatabase(report) === null ? ' whether HA is armed,' : '';
  return `whether the host is prepared for an upgrade (/var/preserve/safe2upgrade), whether it was booted by UEFI,${armed} its keyboard and language; a status report does not hold it`;
}

/** What `uname -s -n -r -v -m` says; Python adds the processor, which may be empty. */
function unameLine(report: StatusReport): string | null {
  const { uname } = readSummary(report.members);
  return uname === null ? null : (/^(.* (?:i[3-6]86|x86_64))(?: \S*)?$/s.exec(uname.trimEnd())?.[1] ?? null);
}

/** When the report was finished, ISO 8601 UTC; only tar keeps a time that does not depend on the zone of the host. */
function instantOf(report: StatusReport): string | null {
  const modified = report.members.get('inventory.xml')?.modified ?? null;
  if (modified === null || modified <= 0 || modified > 4_102_444_800) return null;
  return new Date(modified * 1000).toISOString().replace('.000Z', 'Z');
}

export function addCommandLine(report: StatusReport, frame: Frame): boolean {
  const text = fileText(report, '/proc/cmdline');
  if (text !== null) frame.command('cmdline', text);
  return true;
}

export interface DeviceLink {
  readonly path: string;
  readonly target: string;
}

/** The links of `ls -lR /dev`. */
export function deviceLinks(report: StatusReport): DeviceLink[] {
  return readLongListing(outputOf(report, 'devices') ?? '')
    .filter(({ type }) => type === 'l')
    .map(({ folder, name, target }) => ({ path: `${folder}/${name}`, target }));
}

const MENUS: readonly string[] = [
  '/boot/efi/EFI/xenserver/grub.cfg',
  '/boot/grub/grub.cfg',
  '/boot/grub2/grub.cfg',
  '/boot/extlinux.conf',
  '/boot/grub/menu.lst',
];

/** What is not known of the boot loader; null when the list of /boot shows that the report holds every menu there is. */
export function bootNotHeld(report: StatusReport): string | null {
  const listing = outputOf(report, 'bootFiles');
  const listed = readLongListing(listing ?? '').map(({ folder, name }) => `${folder}/${name}`);
  const other = MENUS.filter((path) => listed.includes(path) && !report.members.has(path.slice(1)));
  if (listed.length > 0 && other.length === 0) return null;
  return other.length > 0
    ? `what ${other.join(', ')} says; the status report names it, but does not hold it`
    : 'whether there are other boot menus; the status report has no list of /boot';
}
