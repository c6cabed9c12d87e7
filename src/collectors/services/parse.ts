/**
 * Services: SysV scripts with their start links, units of systemd, xinetd, inittab, and the rc files that run at boot.
 *
 * Reads /etc/inittab, /etc/xinetd.*, /etc/rc.d/rc.local, rc.serial, rc.modules (6.0 to 6.5; CentOS 5), a listing of /etc/rc.d and
 * /var/lock/subsys, and the pid files; where there is a systemctl (7.0 on) also its lists and the folders of unit files. Typical
 * input, made up:
 *
 *     /etc/rc.d/rc3.d/S55sshd \0 l \0 f \0 777 \0 ../init.d/sshd       entries
 *     s0:2345:respawn:/sbin/agetty ttyS0 115200                        /etc/inittab
 *     service check_mk { … server = /usr/bin/check_mk_agent … }        /etc/xinetd.d/check_mk
 *
 * Shape: one item for each script of init.d (started or not), each start link that leads elsewhere, each service of xinetd, each
 * inittab entry (named by its id), rc.local, rc.serial, rc.modules (command: their lines without comments), rc and rc.sysinit (by
 * path only). Runlevels come from the links, not from chkconfig, which reads the same links; those of a unit are what the targets
 * that want it stand for. Of a status report there are no links, so there chkconfig's list counts. A unit is named without `.service`, so that it bears the name of the script that it follows. No rc.local
 * and no xinetd: no items.
 * Gaps: a line of inittab or xinetd that is not understood, an xinetd include that leads elsewhere.
 * Learnt from the init scripts of CentOS 5 (rc, rc.sysinit), inittab(5), xinetd.conf(5), systemctl(1), systemd.unit(5).
 */
import type { ServiceItem } from '../../model/inventory.ts';
import type { Collected, Parts } from '../define.ts';
import {
  contentOf,
  excerptOf,
  meaningfulLines,
  readSection,
  uniquelyNamed,
  type Reading,
} from '../reading.ts';
import { readChkconfig } from './chkconfig.ts';
import { isExecutable, readEntries, type Entry } from './entries.ts';
import { readInittab } from './inittab.ts';
import { readRunning } from './running.ts';
import { readSystemd, type SystemdUnits } from './systemd.ts';
import { readSysv } from './sysv.ts';
import { readXinetd } from './xinetd.ts';

const ALL_LEVELS: readonly number[] = [0, 1, 2, 3, 4, 5, 6];
/** Runlevels in which rc-local.service of systemd is started. */
const MULTI_USER: readonly number[] = [2, 3, 4, 5];
const BOOT_PROGRAMS: readonly string[] = ['/etc/rc.d/rc', '/etc/rc.d/rc.sysinit'];

export function parseServices(parts: Parts): Collected {
  const section = parts['startup'];
  const reading = readSection(section);
  const entries = readEntries(reading, 'entries');
  const units = readSystemd(reading);
  const sysv = readSysv(entries, readRunning(section, reading, entries));
  const listed = readChkconfig(reading.command('chkconfig'));
  const services = [...units.items, ...besideUnits([...sysv.items, ...listed], units)];
  const xinetd = readXinetd(
    reading,
    services.find(({ name }) => name === 'xinetd'),
  );
  const inittab = readInittab(reading);
  return {
    items: uniquelyNamed([
      ...services,
      ...xinetd.items,
      // systemd does not read the table.
      ...inittab.items.map((item) => (units.isThere ? { ...item, enabledRunlevels: [] } : item)),
      ...rcFiles(reading, entries, units.isThere ? MULTI_USER : sysv.rcLocalLevels),
      ...bootPrograms(entries),
    ]),
    gaps: [...reading.gaps, ...xinetd.gaps, ...inittab.gaps, ...units.gaps],
    contents: reading.files.map(contentOf),
  };
}

/** A unit wins over the init script of its name; for the other scripts systemd makes units itself, and knows whether they run. */
function besideUnits(scripts: readonly ServiceItem[], units: SystemdUnits): ServiceItem[] {
  const names = new Set(units.items.map(({ name }) => name));
  return scripts
    .filter(({ name }) => !names.has(name))
    .map((item) => ({ ...item, running: units.isActive(`${item.name}.service`) ?? item.running }));
}

/** rc.local runs by its start links (with systemd: when it may be executed); rc.serial and rc.modules are run by rc.sysinit at every boot. */
function rcFiles(reading: Reading, entries: readonly Entry[], levels: readonly number[]): ServiceItem[] {
  return reading.files.flatMap((file): ServiceItem[] => {
    const name = /^\/etc\/(?:rc\.d\/)?(rc\.(?:local|serial|modules))$/.exec(file.path)?.[1];
    if (name === undefined) return [];
    const lines = meaningfulLines(file.lines);
    const entry = entries.find(({ path }) => path === file.path);
    const runs = entry === undefined || isExecutable(entry);
    const command = lines.map(({ text }) => text).join('\n');
    return [
      {
        kind: 'service',
        id: `service:${name}`,
        evidence: lines
          .slice(0, 20)
          .map(({ number, text }) => ({ origin: file.path, line: number, excerpt: excerptOf(text) })),
        name,
        manager: 'rc.local',
        path: file.path,
        enabledRunlevels: !runs ? [] : name === 'rc.local' ? levels : ALL_LEVELS,
        running: null,
        command: command === '' ? null : command,
      },
    ];
  });
}

/** The programs that run all of the above: an edit in them is an edit of the boot itself. */
function bootPrograms(entries: readonly Entry[]): ServiceItem[] {
  return entries.flatMap((entry): ServiceItem[] => {
    if (!BOOT_PROGRAMS.includes(entry.path)) return [];
    const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
    return [
      {
        kind: 'service',
        id: `service:${name}`,
        evidence: [{ origin: entry.path, excerpt: `mode ${entry.mode.toString(8)}` }],
        name,
        manager: 'rc.local',
        path: entry.path,
        enabledRunlevels: isExecutable(entry) ? ALL_LEVELS : [],
        running: null,
        command: null,
      },
    ];
  });
}
