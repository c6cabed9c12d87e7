/**
 * Programs that run in the lab. `host`: a copy of this machine's own. `shim`: a script that runs this machine's own program
 * but refuses what the one of CentOS 5 did not know. `stand-in`: speaks the format of a tool that only a dom0 has, from the
 * lab's state files. Commands that CentOS 5 lacks (timeout, truncate, stdbuf, nproc, realpath, numfmt, shuf, base64) are not there.
 */
export interface LabProgram {
  readonly path: string;
  readonly package: string;
  readonly from: 'host' | 'shim' | 'stand-in';
  /** Command of this machine, or script in `shims/` or `stand-ins/`. */
  readonly source: string;
  readonly mode?: number;
  /** A machine may lack it; the lab then does without. */
  readonly optional?: true;
}

const words = (text: string): string[] => text.trim().split(/\s+/);

function host(folder: string, name: string, names: string, more: Partial<LabProgram> = {}): LabProgram[] {
  return words(names).map((command) => ({
    path: `${folder}/${command}`,
    package: name,
    from: 'host',
    source: command,
    ...more,
  }));
}

function shim(path: string, name: string, source: string): LabProgram {
  return { path, package: name, from: 'shim', source };
}

function standIn(path: string, name: string, source: string): LabProgram {
  return { path, package: name, from: 'stand-in', source };
}

export const LAB_PROGRAMS: readonly LabProgram[] = [
  ...host(
    '/bin',
    'coreutils',
    'basename cat chgrp chmod chown cp cut date dd echo env false ln ls mkdir mknod mv nice pwd rm rmdir sleep stty sync touch true',
  ),
  ...host(
    '/usr/bin',
    'coreutils',
    '[ cksum comm csplit dirname du expand expr factor fmt fold head hostid id join logname md5sum mkfifo nl nohup od paste pathchk pr printenv printf readlink seq sha1sum split sum tac tail tee test tr tsort tty unexpand uniq users who whoami yes',
  ),
  ...host('/bin', 'coreutils', 'su', { mode: 0o4755 }),
  shim('/bin/sort', 'coreutils', 'sort'),
  shim('/bin/df', 'coreutils', 'df'),
  shim('/usr/bin/stat', 'coreutils', 'stat'),
  shim('/usr/bin/wc', 'coreutils', 'wc'),
  shim('/bin/uname', 'coreutils', 'uname'),
  shim('/usr/bin/find', 'findutils', 'find'),
  ...host('/usr/bin', 'findutils', 'xargs'),
  ...host('/bin', 'grep', 'grep'),
  standIn('/bin/egrep', 'grep', 'egrep'),
  standIn('/bin/fgrep', 'grep', 'fgrep'),
  shim('/bin/sed', 'sed', 'sed'),
  ...host('/bin', 'gawk', 'gawk'),
  ...host('/bin', 'gzip', 'gzip'),
  standIn('/bin/gunzip', 'gzip', 'gunzip'),
  standIn('/bin/zcat', 'gzip', 'zcat'),
  ...host('/bin', 'tar', 'tar'),
  ...host('/bin', 'cpio', 'cpio'),
  ...host('/usr/bin', 'diffutils', 'cmp diff'),
  ...host('/usr/bin', 'less', 'less', { optional: true }),
  ...host('/bin', 'mktemp', 'mktemp'),
  ...host('/usr/bin', 'which', 'which', { optional: true }),
  ...host('/bin', 'util-linux', 'mount umount dmesg'),
  ...host('/usr/bin', 'util-linux', 'flock getopt ionice logger renice setsid', { optional: true }),
  standIn('/sbin/swapon', 'util-linux', 'swapon'),
  standIn('/sbin/fdisk', 'util-linux', 'fdisk'),
  standIn('/sbin/sfdisk', 'util-linux', 'sfdisk'),
  standIn('/sbin/losetup', 'util-linux', 'losetup'),
  standIn('/sbin/blockdev', 'util-linux', 'blockdev'),
  ...host('/bin', 'procps', 'ps kill'),
  ...host('/usr/bin', 'procps', 'free uptime pgrep pkill w', { optional: true }),
  ...host('/sbin', 'procps', 'sysctl', { optional: true }),
  ...host('/bin', 'net-tools', 'hostname'),
  standIn('/sbin/ifconfig', 'net-tools', 'ifconfig'),
  standIn('/sbin/route', 'net-tools', 'route'),
  standIn('/bin/netstat', 'net-tools', 'netstat'),
  standIn('/sbin/ip', 'iproute', 'ip'),
  standIn('/sbin/iptables', 'iptables', 'iptables'),
  standIn('/sbin/iptables-save', 'iptables', 'iptables-save'),
  standIn('/sbin/ip6tables-save', 'iptables-ipv6', 'iptables-save'),
  standIn('/sbin/ethtool', 'ethtool', 'ethtool'),
  standIn('/usr/sbin/brctl', 'bridge-utils', 'brctl'),
  standIn('/usr/bin/ovs-vsctl', 'openvswitch', 'ovs-vsctl'),
  standIn('/sbin/blkid', 'e2fsprogs', 'blkid'),
  standIn('/sbin/e2label', 'e2fsprogs', 'e2label'),
  standIn('/sbin/tune2fs', 'e2fsprogs', 'tune2fs'),
  standIn('/usr/sbin/pvs', 'lvm2', 'lvm-report'),
  standIn('/usr/sbin/vgs', 'lvm2', 'lvm-report'),
  standIn('/usr/sbin/lvs', 'lvm2', 'lvm-report'),
  standIn('/sbin/dmsetup', 'device-mapper', 'dmsetup'),
  standIn('/sbin/multipath', 'device-mapper-multipath', 'multipath'),
  standIn('/sbin/iscsiadm', 'iscsi-initiator-utils', 'iscsiadm'),
  standIn('/sbin/mdadm', 'mdadm', 'mdadm'),
  standIn('/usr/sbin/sgdisk', 'gdisk', 'sgdisk'),
  standIn('/sbin/chkconfig', 'chkconfig', 'chkconfig'),
  standIn('/sbin/service', 'initscripts', 'service'),
  standIn('/sbin/runlevel', 'SysVinit', 'runlevel'),
  standIn('/sbin/lspci', 'pciutils', 'lspci'),
  standIn('/sbin/lsmod', 'module-init-tools', 'lsmod'),
  standIn('/sbin/modinfo', 'module-init-tools', 'modinfo'),
  standIn('/usr/sbin/dmidecode', 'dmidecode', 'dmidecode'),
  standIn('/opt/xensource/bin/xe', 'xapi-xe', 'xe'),
  standIn('/opt/xensource/bin/xe-get-network-backend', 'xapi-core', 'xe-get-network-backend'),
  ...host('/usr/bin', 'openssl', 'openssl'),
  ...host('/usr/bin', 'openssh', 'ssh-keygen'),
  ...host('/usr/bin', 'openssh-clients', 'ssh scp', { optional: true }),
  ...host('/usr/bin', 'sudo', 'sudo', { mode: 0o4111 }),
  shim('/bin/rpm', 'rpm', 'rpm'),
  standIn('/usr/bin/yum', 'yum', 'yum'),
];
