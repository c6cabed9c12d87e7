import type { FaceName } from '../face/face.ts';

/** An init script of the stock host. `levels` are those of its chkconfig line; it is switched on in them when `on`. */
export interface LabService {
  readonly name: string;
  readonly package: string;
  readonly levels: string;
  readonly start: number;
  readonly stop: number;
  readonly on: boolean;
  readonly only?: FaceName;
  /** The package owns /etc/init.d/NAME instead of /etc/rc.d/init.d/NAME. */
  readonly throughLink?: true;
}

/** name, package, levels, start, stop, on; then `65` or `62` for one face, `link` for a path through /etc/init.d. */
const TABLE = `
acpid acpid 2345 26 74 on 62
anacron anacron 2345 95 05 off
atd at 345 95 05 on
crond vixie-cron 2345 90 60 on
cpuspeed cpuspeed 12345 06 99 off
firstboot firstboot-scripts 2345 58 05 on
fcoe fcoe-utils 345 20 80 off 65
forkexecd forkexecd 2345 10 90 on
genptoken xapi-core 2345 20 80 on
haldaemon hal 345 26 02 on 62
ip6tables iptables-ipv6 2345 08 92 off
iptables iptables 2345 08 92 on
ipmi OpenIPMI 2345 13 87 off
irqbalance irqbalance 2345 13 87 on
iscsi iscsi-initiator-utils 345 13 89 off
iscsid iscsi-initiator-utils 345 07 89 on
kdump kexec-tools 2345 20 80 off
lldpad lldpad 2345 18 82 off 65
lwsmd likewise-open 2345 36 84 off 62
lwsmd pbis-open 2345 36 84 off 65
management-interface xapi-core 2345 21 79 on
mcelog mcelog 2345 20 80 on
mdmonitor mdadm 2345 15 85 off
message-switch message-switch 2345 11 89 on 65
messagebus dbus 2345 22 85 on
microcode_ctl microcode_ctl 2345 06 99 on
mpathroot sm 2345 05 95 on
multipathd device-mapper-multipath 345 13 87 on
netfs initscripts 345 25 75 on
network initscripts 2345 10 90 on
nfs nfs-utils 345 60 20 off
nfslock nfs-utils 345 14 86 on
ntpd ntp 345 58 74 on
openvswitch openvswitch 2345 09 91 on - link
perfmon xapi-core 2345 99 01 on
portmap portmap 345 13 87 on
rawdevices initscripts 345 56 44 off
rsyslog rsyslog 2345 12 88 on 65
sm-multipath sm 2345 14 86 on 65
snapwatchd sm 2345 61 02 on
snmpd net-snmp 345 50 50 off
squeezed xapi-squeezed 2345 22 78 on 62
squeezed squeezed 2345 22 78 on 65
sshd openssh-server 2345 55 25 on
syslog sysklogd 2345 12 88 on 62
sysstat sysstat 12345 01 01 on
tune-vcpus dom0-init-scripts 2345 98 02 on
unplug-vcpus dom0-init-scripts 2345 97 03 on
v6d xapi-v6d 2345 21 79 on
xapi xapi-core 2345 23 77 on
xapi-domains xapi-core 2345 97 00 on
xcp-networkd xapi-networkd 2345 20 80 on 62
xcp-networkd xcp-networkd 2345 20 80 on 65
xcp-rrdd xapi-rrdd 2345 22 78 on 62
xcp-rrdd xcp-rrdd 2345 22 78 on 65
xenconsoled xen-tools 2345 10 90 on
xenopsd xapi-xenopsd 2345 22 78 on 62
xenopsd-xc xenopsd-xc 2345 22 78 on 65
xenservices xapi-core 2345 19 81 on
xenstored xen-tools 2345 09 91 on
`;

export function listServices(face: FaceName): LabService[] {
  const short = face.replace('.', '');
  return TABLE.trim()
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , , , , , only]) => only === undefined || only === '-' || only === short)
    .map(([name = '', owner = '', levels = '', start = '', stop = '', on = '', only, how]) => ({
      name,
      package: owner,
      levels,
      start: Number(start),
      stop: Number(stop),
      on: on === 'on',
      ...(only === '65' ? { only: '6.5' as const } : only === '62' ? { only: '6.2' as const } : {}),
      ...(how === 'link' ? { throughLink: true as const } : {}),
    }));
}

const two = (number: number): string => String(number).padStart(2, '0');

/** Text of an init script with the head that chkconfig reads. */
export function initScript(service: Pick<LabService, 'name' | 'levels' | 'start' | 'stop'>): string {
  return `#!/bin/bash
#
# ${service.name}	Lab text in place of the init script
#
# chkconfig: ${service.levels} ${two(service.start)} ${two(service.stop)}
# description: ${service.name}

. /etc/init.d/functions

case "$1" in
  start) touch /var/lock/subsys/${service.name} ;;
  stop) rm -f /var/lock/subsys/${service.name} ;;
  status) [ -e /var/lock/subsys/${service.name} ] ;;
esac
`;
}

/** The links that chkconfig makes: S in the service's levels when it is on, K everywhere else. */
export function runlevelLinks(service: LabService): { path: string; target: string }[] {
  return [0, 1, 2, 3, 4, 5, 6].map((level) => {
    const started = service.on && service.levels.includes(String(level));
    const name = started ? `S${two(service.start)}${service.name}` : `K${two(service.stop)}${service.name}`;
    return { path: `/etc/rc.d/rc${level}.d/${name}`, target: `../init.d/${service.name}` };
  });
}
