import { initScript, runlevelLinks, type LabService } from '../catalogue/services.ts';
import { file, link, program, type Entry } from '../tree/entry.ts';

/** A unit of the stock host. */
export interface LabUnit {
  /** With its ending. */
  readonly name: string;
  readonly package: string;
  /** Target that wants it when it is enabled; null = it cannot be enabled (static). */
  readonly wantedBy: string | null;
  readonly enabled: boolean;
  /** Program of a service. */
  readonly exec: string;
  /** As `systemctl list-units` shows it on a running host; null = not loaded. */
  readonly state: 'running' | 'exited' | 'listening' | 'mounted' | 'dead' | 'active' | 'waiting' | null;
}

/**
 * name, package, target (`-` = static), enabled, state, program. Names as public sources give them for 7.0 (storage manager and xapi
 * specs, the preset of 7.4); which of them are enabled and what they run is made up where the preset does not say.
 */
const TABLE = `
basic.target systemd - - active -
multi-user.target systemd - - active -
graphical.target systemd - - dead -
rescue.target systemd - - - -
sockets.target systemd - - active -
timers.target systemd - - active -
paths.target systemd - - active -
getty.target systemd - - active -
remote-fs.target systemd multi-user.target on active -
getty@.service systemd getty.target on - -/sbin/agetty --noclear %I
systemd-journald.service systemd - - running /usr/lib/systemd/systemd-journald
systemd-udevd.service systemd - - running /usr/lib/systemd/systemd-udevd
systemd-logind.service systemd - - running /usr/lib/systemd/systemd-logind
systemd-tmpfiles-clean.timer systemd - - waiting -
systemd-tmpfiles-clean.service systemd - - dead /usr/bin/systemd-tmpfiles --clean
rc-local.service initscripts - - - /etc/rc.d/rc.local start
dbus.service dbus - - running /bin/dbus-daemon --system
dbus.socket dbus - - running -
crond.service cronie multi-user.target on running /usr/sbin/crond -n $CRONDARGS
sshd.service openssh-server multi-user.target on running /usr/sbin/sshd -D $OPTIONS
sshd.socket openssh-server sockets.target off - -
sshd-keygen.service openssh-server - - dead /usr/sbin/sshd-keygen
rsyslog.service rsyslog multi-user.target on running /usr/sbin/rsyslogd -n $SYSLOGD_OPTIONS
atd.service at multi-user.target on running /usr/sbin/atd -f $OPTS
ntpd.service ntp multi-user.target off dead /usr/sbin/ntpd -u ntp:ntp $OPTIONS
iptables.service iptables-services basic.target on exited /usr/libexec/iptables/iptables.init start
ip6tables.service iptables-services basic.target off - /usr/libexec/iptables/ip6tables.init start
irqbalance.service irqbalance multi-user.target on running /usr/sbin/irqbalance --foreground
mcelog.service mcelog multi-user.target on running /usr/sbin/mcelog --daemon
kdump.service kexec-tools multi-user.target off - /usr/bin/kdumpctl start
lldpad.service lldpad multi-user.target on running /usr/sbin/lldpad -t
fcoe.service fcoe-utils multi-user.target on running /usr/sbin/fcoemon --foreground
multipathd.service device-mapper-multipath sysinit.target on running /sbin/multipathd
iscsid.service iscsi-initiator-utils multi-user.target off - /sbin/iscsid
iscsid.socket iscsi-initiator-utils sockets.target on listening -
iscsi.service iscsi-initiator-utils multi-user.target off - /sbin/iscsiadm -m node --loginall=automatic
lvm2-lvmetad.service lvm2 - - - /usr/sbin/lvmetad -f
lvm2-lvmetad.socket lvm2 sysinit.target off - -
mdmonitor.service mdadm multi-user.target off - /sbin/mdadm --monitor --scan
smartd.service smartmontools multi-user.target on running /usr/sbin/smartd -n
snmpd.service net-snmp multi-user.target off - /usr/sbin/snmpd $OPTIONS -f
sysstat.service sysstat multi-user.target on exited /usr/lib64/sa/sa1 --boot
rpcbind.service rpcbind - - running /sbin/rpcbind -w
rpcbind.socket rpcbind sockets.target on running -
nfs-client.target nfs-utils remote-fs.target on active -
rpc-statd.service nfs-utils - - running /usr/sbin/rpc.statd
openvswitch.service openvswitch multi-user.target off running /usr/share/openvswitch/scripts/ovs-start
openvswitch-xapi-sync.service openvswitch multi-user.target off exited /usr/share/openvswitch/scripts/openvswitch-xapi-sync
xenstored.service xen-tools multi-user.target on running /usr/sbin/oxenstored --no-fork
xenstored.socket xen-tools sockets.target on running -
xenstored_ro.socket xen-tools sockets.target on running -
xenconsoled.service xen-tools multi-user.target on running /usr/sbin/xenconsoled --pid-file=/var/run/xenconsoled.pid
xen-init-dom0.service xen-tools multi-user.target on exited /usr/lib64/xen/bin/xen-init-dom0
xen-watchdog.service xen-tools multi-user.target off - /usr/sbin/xenwatchdogd 30 15
var-lib-xenstored.mount xen-tools - - mounted -
xsconsole.service xsconsole multi-user.target on running /usr/bin/xsconsole
snapwatchd.service sm multi-user.target on running /opt/xensource/sm/snapwatchd/snapwatchd -f
make-dummy-sr.service sm multi-user.target on exited /opt/xensource/libexec/make-dummy-sr
updatempppathd.service sm multi-user.target on running /opt/xensource/sm/updatempppathd.py
cdrommon@.service xapi-core - - - /opt/xensource/libexec/cdrommon /dev/xapi/cd/%I
squeezed.service squeezed multi-user.target on running /usr/sbin/squeezed
xcp-networkd.service xcp-networkd multi-user.target on running /usr/sbin/xcp-networkd
xcp-rrdd.service xcp-rrdd multi-user.target on running /usr/sbin/xcp-rrdd
xenopsd-xc.service xenopsd-xc multi-user.target on running /usr/sbin/xenopsd-xc
v6d.service v6d-citrix multi-user.target on running /opt/xensource/libexec/v6d
interface-rename.service interface-rename basic.target on exited /etc/sysconfig/network-scripts/interface-rename.py --rename
`;

export const EL7_UNITS: readonly LabUnit[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [name = '', owner = '', wantedBy = '', on = '', state = '', ...exec] = line.split(' ');
    return {
      name,
      package: owner,
      wantedBy: wantedBy === '-' ? null : wantedBy,
      enabled: on === 'on',
      exec: exec.join(' '),
      state: state === '-' ? null : (state as Exclude<LabUnit['state'], null>),
    };
  });

const FOLDER = '/usr/lib/systemd/system';

/** The unit files of a package. */
export function unitEntries(name: string): Entry[] {
  return EL7_UNITS.filter((unit) => unit.package === name).map((unit) =>
    file(`${FOLDER}/${unit.name}`, unitText(unit)),
  );
}

function unitText(unit: LabUnit): string {
  const ending = unit.name.slice(unit.name.lastIndexOf('.') + 1);
  const own =
    ending === 'service'
      ? `\n[Service]\n${unit.state === 'exited' ? 'Type=oneshot\nRemainAfterExit=yes\n' : ''}ExecStart=${unit.exec}\n`
      : ending === 'socket'
        ? `\n[Socket]\nListenStream=/run/${unit.name}\n`
        : '';
  const install = unit.wantedBy === null ? '' : `\n[Install]\nWantedBy=${unit.wantedBy}\n`;
  return `[Unit]\nDescription=Lab text in place of ${unit.name}\n${own}${install}`;
}

/** The link that `systemctl enable` makes. */
export function enableLink(name: string): Entry {
  const unit = EL7_UNITS.find((one) => one.name === name);
  const target = unit?.wantedBy ?? null;
  if (target === null) throw new Error(`the lab has no unit ${name} that can be enabled`);
  const instance = name === 'getty@.service' ? 'getty@tty1.service' : name;
  return link(`/etc/systemd/system/${target}.wants/${instance}`, `${FOLDER}/${name}`);
}

/** What the presets of the release enable when its packages are installed. */
export function presetLinks(): Entry[] {
  return [
    link('/etc/systemd/system/default.target', `${FOLDER}/multi-user.target`),
    ...EL7_UNITS.filter((unit) => unit.enabled).map((unit) => enableLink(unit.name)),
  ];
}

/** Lines `UNIT ACTIVE SUB` of the running host, for the stand-in. */
export function unitStates(): string {
  const lines = EL7_UNITS.flatMap(({ name, state }) => {
    if (state === null) return [];
    return [`${name} ${state === 'dead' ? 'inactive' : 'active'} ${state}\n`];
  });
  const scripts = EL7_SCRIPTS.filter(({ on }) => on).map(({ name }) => `${name}.service active running\n`);
  return [...lines, ...scripts].join('');
}

/** Init scripts that 7.0 still has (specs of xapi and the storage manager). name, package, start, stop. */
const EL7_SCRIPTS: readonly LabService[] = `
attach-static-vdis xapi-core 18 82
forkexecd forkexecd 10 90
genptoken xapi-core 20 80
management-interface xapi-core 21 79
message-switch message-switch 11 89
mpathroot sm 05 95
network initscripts 10 90
perfmon xapi-core 99 01
save-boot-info xapi-core 98 02
sm-multipath sm 14 86
xapi xapi-core 23 77
xapi-domains xapi-core 97 00
`
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', owner = '', start = '', stop = ''] = line.split(' ');
    return {
      name,
      package: owner,
      levels: '2345',
      start: Number(start),
      stop: Number(stop),
      on: name !== 'network',
    };
  });

/** The init scripts of a package. */
export function scriptEntries(name: string): Entry[] {
  return EL7_SCRIPTS.filter((script) => script.package === name).map((script) =>
    program(`/etc/rc.d/init.d/${script.name}`, initScript(script)),
  );
}

/** Their links. */
export function scriptLinks(): Entry[] {
  return EL7_SCRIPTS.flatMap((script) => runlevelLinks(script).map(({ path, target }) => link(path, target)));
}
