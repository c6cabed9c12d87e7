import { outputName } from './names.ts';
import type { StatusReport } from './status-report.ts';

/** What xen-bugtool adds to the output of a command that it ended. */
const TIMED_OUT = '\n** timeout **\n';

/**
 * Labels under which xen-bugtool keeps the output of a command, as far as we read it. How a command ended is not kept, so an
 * empty output says nothing.
 */
export const OUTPUTS = {
  bootFiles: 'ls -lR /boot',
  devices: 'ls -lR /dev',
  space: 'df -alT',
  inodes: 'df -alTi',
  loops: 'losetup -a',
  services: 'chkconfig --list',
  packages: 'rpm -qa',
  interfaces: 'ifconfig -a',
  bridges: 'brctl show',
  modules: 'modinfo',
  settings: 'sysctl -A',
  database: 'xapi-db.xml',
  dumpedDatabase: 'xapi-db-dumped.xml',
} as const;

export type Output = keyof typeof OUTPUTS;

const NAMES: ReadonlySet<string> = new Set(Object.values(OUTPUTS).map(outputName));

/** Also the drivers of the interfaces, which have a file each. */
export function isOutput(name: string): boolean {
  return NAMES.has(name) || DRIVER.test(name);
}

const DRIVER = /^ethtool-i-([A-Za-z0-9_.:-]{1,32}?)(?:\.out)?$/;

/** Output of `ethtool -i` by interface. */
export function driverOutputs(report: StatusReport): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, { body }] of report.members) {
    const nic = DRIVER.exec(name)?.[1];
    if (nic !== undefined) found.set(nic, body.toString('utf8'));
  }
  return found;
}

/** The whole output of a command; null when it is absent or empty, or the command was ended. */
export function outputOf(report: StatusReport, output: Output): string | null {
  const member = report.members.get(outputName(OUTPUTS[output]));
  if (!member || member.body.length < member.sizeBytes) return null;
  const text = member.body.toString('utf8');
  return text.trim() === '' || text.endsWith(TIMED_OUT) ? null : text;
}

/** A file of the host as text; null when the report does not hold all of it. */
export function fileText(report: StatusReport, path: string): string | null {
  const member = report.members.get(path.slice(1));
  return member && member.body.length === member.sizeBytes ? member.body.toString('utf8') : null;
}
