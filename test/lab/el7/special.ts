import { binaryContent, contentFor, textContent } from '../catalogue/content.ts';
import { accountFiles, SPECIAL, TOP, type Special, type SpecialContext } from '../catalogue/special.ts';
import { directory, file, link, program, type Entry } from '../tree/entry.ts';
import { EL7_ACCOUNTS } from './accounts.ts';
import { MERGED } from './merge-usr.ts';

/** Packages of which 7.0 has the same files as 6.x, as far as the lab goes. */
const SHARED = [
  'at',
  'bash',
  'chkconfig',
  'coreutils',
  'crontabs',
  'gawk',
  'interface-rename',
  'iscsi-initiator-utils',
  'logrotate',
  'lvm2',
  'ntp',
  'openssh',
  'openssh-server',
  'openvswitch',
  'pam',
  'rootfiles',
  'sudo',
  'xapi-core',
  'xapi-www',
  'xapi-xe',
  'xen-hypervisor',
  'xsconsole',
  'yum',
] as const;

/** Scripts of the first boot of 7.0: their names are made up, since no list is public. */
export const EL7_FIRSTBOOT = [
  '01-prepare-networking',
  '10-prepare-storage',
  '20-udev-storage',
  '50-prepare-control-domain-params',
  '60-upgrade-likewise-to-pbis',
  '90-flush-pool-db',
  '99-remove-firstboot-flag',
];

/** Files of the packages of 7.0 whose content is no matter of a list. */
export const EL7_SPECIAL: Readonly<Record<string, Special>> = {
  ...Object.fromEntries(SHARED.map((name) => [name, SPECIAL[name] ?? (() => [])])),
  setup: () => [...accountFiles(EL7_ACCOUNTS, 0), directory('/etc/profile.d')],
  filesystem: () => [
    ...TOP.split(' ')
      .filter((path) => path !== '/var/run')
      .map((path) => directory(path)),
    ...MERGED.flatMap((name) => [directory(`/usr/${name}`), link(`/${name}`, `usr/${name}`)]),
    directory('/proc', { mode: 0o555 }),
    directory('/root', { mode: 0o550 }),
    directory('/tmp', { mode: 0o1777 }),
    directory('/var/tmp', { mode: 0o1777 }),
    directory('/var/spool/mail', { mode: 0o775, group: 'mail' }),
    directory('/run'),
    link('/var/run', '../run'),
    link('/var/lock', '../run/lock'),
    link('/var/mail', 'spool/mail'),
  ],
  'xenserver-release': ({ face }) => [
    file('/etc/redhat-release', `XenServer release ${face.productVersion}-${face.build} (xenenterprise)\n`),
    link('/etc/centos-release', 'redhat-release'),
    link('/etc/system-release', 'redhat-release'),
    file(
      '/etc/os-release',
      `NAME="XenServer"\nVERSION="${face.productVersion}"\nID="xenenterprise"\nID_LIKE="centos rhel fedora"\nVERSION_ID="${face.productVersion}"\nPRETTY_NAME="XenServer ${face.productVersion}"\n`,
    ),
    file('/etc/issue', `Citrix XenServer Host ${face.productVersion}-${face.build}\n`, {
      flags: ['config', 'noreplace'],
    }),
    directory('/etc/yum.repos.d'),
  ],
  'xenserver-release-config': () => [
    file('/usr/lib/systemd/system-preset/89-default.preset', textContent('preset')),
    directory('/etc/rsyslog.d'),
    directory('/usr/lib/systemd/system-preset'),
  ],
  glibc: ({ machine }) => [
    program(machine.loader.path, machine.loader.content),
    program('/usr/lib64/libc-2.17.so', binaryContent('libc-2.17.so', 200)),
    link('/usr/lib64/libm.so.6', 'libm-2.17.so'),
    program('/usr/lib64/libm-2.17.so', binaryContent('libm-2.17.so', 100)),
    program('/usr/sbin/ldconfig', binaryContent('/sbin/ldconfig', 100)),
    directory('/etc/ld.so.conf.d'),
  ],
  initscripts: () => [
    link('/etc/rc.local', 'rc.d/rc.local'),
    directory('/etc/sysconfig/network-scripts'),
    program('/etc/rc.d/init.d/functions', textContent('functions')),
  ],
  rpm: () => [directory('/var/lib/rpm')],
  systemd: () => [
    directory('/etc/systemd'),
    directory('/etc/systemd/system'),
    directory('/usr/lib/systemd'),
    directory('/usr/lib/systemd/system'),
    file('/etc/systemd/system.conf', '# Lab text\n[Manager]\n', { flags: ['config', 'noreplace'] }),
    file('/etc/systemd/journald.conf', '# Lab text\n[Journal]\n', { flags: ['config', 'noreplace'] }),
    directory('/etc/sysctl.d'),
    directory('/etc/tmpfiles.d'),
    directory('/etc/udev'),
    directory('/etc/udev/rules.d'),
  ],
  kmod: () => [directory('/etc/modprobe.d'), directory('/etc/depmod.d')],
  cronie: () => [
    directory('/etc/cron.d'),
    directory('/var/spool/cron', { mode: 0o700 }),
    file('/etc/cron.deny', '', { mode: 0o600, flags: ['config', 'noreplace'] }),
    program('/usr/sbin/crond', binaryContent('/usr/sbin/crond')),
  ],
  'device-mapper-multipath': () => [
    directory('/etc/multipath'),
    program('/usr/sbin/multipathd', binaryContent('multipathd')),
  ],
  sm: () => [link('/etc/udev/rules.d/69-dm-lvm-metad.rules', '/dev/null')],
  'xenserver-firstboot': () => [
    ...['/etc/firstboot.d', '/etc/firstboot.d/data', '/etc/firstboot.d/state', '/etc/firstboot.d/log'].map(
      (path) => directory(path),
    ),
    ...EL7_FIRSTBOOT.map((name) => program(`/etc/firstboot.d/${name}`, `#!/bin/bash\n${textContent(name)}`)),
  ],
  xencenter: () => [file('/opt/xensource/packages/iso/XenCenter.iso', binaryContent('XenCenter.iso', 60))],
  kernel: (context) => kernelEntries(context),
};

function kernelEntries({ face }: SpecialContext): Entry[] {
  const modules = `/usr/lib/modules/${face.kernel}`;
  const names = [
    'xen-netback',
    'ext3',
    'jbd',
    'dm-mod',
    'dm-multipath',
    'scsi_mod',
    'sd_mod',
    'mptsas',
    'tg3',
    'nfs',
  ];
  return [
    file(`/boot/vmlinuz-${face.kernel}`, binaryContent('vmlinuz', 200)),
    file(`/boot/System.map-${face.kernel}`, textContent('System.map')),
    file(`/boot/config-${face.kernel}`, textContent('config')),
    directory(modules),
    ...names.map((name) =>
      file(`${modules}/kernel/drivers/${name}.ko`, contentFor(`${name}.ko`), { mode: 0o744 }),
    ),
  ];
}
