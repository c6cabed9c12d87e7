/**
 * Services: SysV scripts with their start links, xinetd, inittab, and the rc files that run at boot.
 *
 * Reads /etc/inittab, /etc/xinetd.*, /etc/rc.d/rc.local, rc.serial, rc.modules (6.0 to 6.5; CentOS 5), a listing of /etc/rc.d and
 * /var/lock/subsys, and the pid files. Typical input, made up:
 *
 *     /etc/rc.d/rc3.d/S55sshd \0 l \0 f \0 777 \0 ../init.d/sshd       entries
 *     s0:2345:respawn:/sbin/agetty ttyS0 115200                        /etc/inittab
 *     service check_mk { … server = /usr/bin/check_mk_agent … }        /etc/xinetd.d/check_mk
 *
 * Shape: one item for each script of init.d (started or not), each start link that leads elsewhere, each service of xinetd, each
 * inittab entry (named by its id), rc.local, rc.serial, rc.modules (command: their lines without comments), rc and rc.sysinit (by
 * path only). Runlevels come from the links, not from chkconfig, which reads the same links. No rc.local and no xinetd: no items.
 * Gaps: a line of inittab or xinetd that is not understood, an xinetd include that leads elsewhere.
 * Learnt from the init scripts of CentOS 5 (rc, rc.sysinit), inittab(5), xinetd.conf(5).
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
import { isExecutable, readEntries, type Entry } from './entries.ts';
import { readInittab } from './inittab.ts';
import { readRunning } from './running.ts';
import { readSysv } from './sysv.ts';
import { readXinetd } from './xinetd.ts';

const ALL_LEVELS: readonly number[] = [0, 1, 2, 3, 4, 5, 6];
const BOOT_PROGRAMS: readonly string[] = ['/etc/rc.d/rc', '/etc/rc.d/rc.sysinit'];

export function parseServices(parts: Parts): Collected {
  const section = parts['startup'];
  const reading = readSection(section);
  const entries = readEntries(reading);
  const sysv = readSysv(entries, readRunning(section, reading, entries));
  const xinetd = readXinetd(
    reading,
    sysv.items.find(({ name }) => name === 'xinetd'),
  );
  const inittab = readInittab(reading);
  return {
    items: uniquelyNamed([
      ...sysv.items,
      ...xinetd.items,
      ...inittab.items,
      ...rcFiles(reading, entries, sysv.rcLocalLevels),
      ...bootPrograms(entries),
    ]),
    gaps: [...reading.gaps, ...xinetd.gaps, ...inittab.gaps],
    contents: reading.files.map(contentOf),
  };
}

/** rc.local runs by its start links; rc.serial and rc.modules are run by rc.sysinit at every boot. */
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
