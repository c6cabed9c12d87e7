import type { ServiceItem } from '../../model/inventory.ts';
import { evidenceOf, type ShownCommand } from '../reading.ts';

const LEVEL = /^([0-6]):(on|off)$/;

/**
 * Services of `chkconfig --list`: `sshd  0:off 1:off 2:on …`, for hosts of which there is no list of start links. It names init scripts
 * only, and only those that have a line for it; the services of xinetd, which follow, are left out, since nothing tells their programs.
 */
export function readChkconfig(shown: ShownCommand | undefined): ServiceItem[] {
  return (shown?.lines ?? []).flatMap((line): ServiceItem[] => {
    const [name = '', ...words] = line.text.trim().split(/\s+/);
    const levels = words.map((word) => LEVEL.exec(word));
    if (name === '' || levels.length === 0 || levels.includes(null)) return [];
    return [
      {
        kind: 'service',
        id: `service:${name}`,
        evidence: [evidenceOf('chkconfig --list', line)],
        name,
        manager: 'sysv',
        path: `/etc/rc.d/init.d/${name}`,
        enabledRunlevels: levels.flatMap((level) => (level?.[2] === 'on' ? [Number(level[1])] : [])),
        running: null,
        command: null,
      },
    ];
  });
}
