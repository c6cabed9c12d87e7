import type { Face } from '../face/face.ts';
import type { Machine } from '../machine/build-machine.ts';
import { withoutApplets } from '../machine/disguise.ts';
import { config, directory, file, link, program, type Entry } from '../tree/entry.ts';
import type { AccountSet } from './account-set.ts';
import { EL5_ACCOUNTS } from './accounts.ts';
import { binaryContent, contentFor, textContent } from './content.ts';

export type ShellName = 'bash' | 'dash' | 'busybox';
export type AwkName = 'gawk' | 'mawk' | 'busybox';

/** What the builder passes to the packages whose files are written in TypeScript. */
export interface SpecialContext {
  readonly face: Face;
  readonly machine: Machine;
  readonly shell: ShellName;
  readonly awk: AwkName;
}

/** Files of one package. */
export type Special = (context: SpecialContext) => Entry[];

const ACCOUNT_FLAGS = { flags: ['config', 'noreplace'], notVerified: ['digest', 'size', 'mtime'] } as const;
const GHOST_DB = [
  'Basenames',
  'Conflictname',
  'Dirnames',
  'Filemd5s',
  'Group',
  'Installtid',
  'Name',
  'Packages',
  'Providename',
  'Provideversion',
  'Pubkeys',
  'Requirename',
  'Requireversion',
  'Sha1header',
  'Sigmd5',
  'Triggername',
];
/** Folders of the filesystem package. */
export const TOP =
  '/bin /boot /dev /etc /etc/opt /etc/sysconfig /etc/X11 /home /initrd /lib /media /mnt /opt /sbin /selinux /srv /sys /usr /usr/bin /usr/etc /usr/games /usr/include /usr/lib /usr/libexec /usr/local /usr/local/bin /usr/local/etc /usr/local/lib /usr/local/sbin /usr/sbin /usr/share /usr/share/doc /usr/share/locale /usr/share/man /usr/src /usr/tmp-compat /var /var/cache /var/db /var/empty /var/lib /var/lib/misc /var/local /var/log /var/nis /var/opt /var/preserve /var/run /var/spool /var/yp';

/** The four files of the accounts, as the setup package owns them. */
export function accountFiles(set: AccountSet, secretMode: number): Entry[] {
  return [
    config('/etc/passwd', set.passwd, ACCOUNT_FLAGS),
    config('/etc/group', set.group, ACCOUNT_FLAGS),
    config('/etc/shadow', set.shadow, { ...ACCOUNT_FLAGS, mode: secretMode }),
    config('/etc/gshadow', set.gshadow, { ...ACCOUNT_FLAGS, mode: secretMode }),
  ];
}

/** Files of the packages whose content is no matter of a list: accounts, links, programs that run. */
export const SPECIAL: Readonly<Record<string, Special>> = {
  setup: () => [...accountFiles(EL5_ACCOUNTS, 0o400), directory('/etc/profile.d')],
  filesystem: ({ face }) => [
    ...TOP.split(' ').map((path) => directory(path)),
    directory('/proc', { mode: 0o555 }),
    directory('/root', { mode: 0o750 }),
    directory('/tmp', { mode: 0o1777 }),
    directory('/var/tmp', { mode: 0o1777 }),
    directory('/var/spool/mail', { mode: 0o775, group: 'mail' }),
    directory('/var/lock', { mode: 0o775, group: 'lock' }),
    directory('/var/lock/subsys'),
    directory('/lib64'),
    directory('/usr/lib64'),
    // CentOS 5 has none; this machine's sshd asks for it, so the lab's filesystem package brings it.
    directory('/run'),
    link('/var/mail', 'spool/mail'),
    link('/usr/tmp', '../var/tmp'),
    ...(face.name === '6.5' ? [directory('/etc/multipath')] : []),
  ],
  'centos-release': ({ face }) => [
    file('/etc/redhat-release', `XenServer release ${face.productVersion}-${face.build} (xenenterprise)\n`),
    file(
      '/etc/issue',
      `Citrix XenServer Host ${face.productVersion}-${face.build}\n\nSystem Booted: 2015-03-11 09:52\n`,
      { flags: ['config'] },
    ),
    file('/etc/issue.net', 'Citrix XenServer\n', { flags: ['config'] }),
    file('/usr/share/eula/eula.en_US', textContent('eula')),
  ],
  glibc: ({ machine, face }) => [
    program(machine.loader.path, machine.loader.content),
    program(`${face.lib}/libc-2.5.so`, binaryContent('libc-2.5.so', 200)),
    program(`${face.lib}/libm-2.5.so`, binaryContent('libm-2.5.so', 100)),
    link(`${face.lib}/libm.so.6`, 'libm-2.5.so'),
    program('/sbin/ldconfig', binaryContent('/sbin/ldconfig', 100)),
    directory('/etc/ld.so.conf.d'),
  ],
  bash: ({ machine, shell }) => [
    program('/bin/bash', machine.program('bash')),
    shell === 'bash'
      ? link('/bin/sh', 'bash')
      : program(
          '/bin/sh',
          shell === 'busybox' ? withoutApplets(machine.program(shell)) : machine.program(shell),
        ),
    directory('/etc/skel'),
  ],
  gawk: ({ machine, awk }) => [
    awk === 'gawk' ? link('/bin/awk', 'gawk') : program('/bin/awk', machine.program(awk)),
    link('/usr/bin/awk', '../../bin/awk'),
  ],
  coreutils: () => [
    link('/usr/bin/env', '../../bin/env'),
    link('/usr/bin/sort', '../../bin/sort'),
    link('/usr/bin/cut', '../../bin/cut'),
  ],
  chkconfig: () => [
    directory('/etc/rc.d'),
    directory('/etc/rc.d/init.d'),
    link('/etc/init.d', 'rc.d/init.d'),
    ...[0, 1, 2, 3, 4, 5, 6].flatMap((level) => [
      directory(`/etc/rc.d/rc${level}.d`),
      link(`/etc/rc${level}.d`, `rc.d/rc${level}.d`),
    ]),
    directory('/etc/alternatives'),
    directory('/var/lib/alternatives'),
    program('/usr/sbin/alternatives', binaryContent('/usr/sbin/alternatives')),
    link('/usr/sbin/update-alternatives', 'alternatives'),
  ],
  initscripts: () => [
    link('/etc/rc.local', 'rc.d/rc.local'),
    link('/etc/rc.sysinit', 'rc.d/rc.sysinit'),
    directory('/etc/sysconfig/network-scripts'),
    directory('/var/lib/stateless'),
  ],
  'openssh-server': ({ machine }) => [
    program('/usr/sbin/sshd', machine.program('sshd')),
    program('/usr/libexec/openssh/sftp-server', machine.program('sftp-server')),
    directory('/var/empty/sshd', { mode: 0o711 }),
  ],
  openssh: () => [directory('/etc/ssh')],
  pam: ({ machine }) => [
    link('/etc/pam.d/system-auth', 'system-auth-ac'),
    ...machine.securityModules.map(([name, content]) => program(`/lib64/security/${name}`, content)),
  ],
  sudo: ({ machine }) =>
    machine.sudoPlugins.map(([name, content]) => file(`/usr/libexec/sudo/${name}`, content)),
  rpm: () => [
    directory('/var/lib/rpm', { user: 'rpm', group: 'rpm' }),
    ...GHOST_DB.map((name) =>
      config(`/var/lib/rpm/${name}`, '', {
        user: 'rpm',
        group: 'rpm',
        flags: ['config', 'noreplace', 'missingok', 'ghost'],
        notVerified: ['digest', 'size', 'mtime'],
      }),
    ),
  ],
  rootfiles: () => [
    file('/root/.cshrc', '# .cshrc\n', { flags: ['config'] }),
    file('/root/.tcshrc', '# .tcshrc\n', { flags: ['config'] }),
  ],
  'vixie-cron': () => [
    directory('/etc/cron.d', { mode: 0o700 }),
    directory('/var/spool/cron', { mode: 0o700 }),
  ],
  crontabs: () => ['hourly', 'daily', 'weekly', 'monthly'].map((period) => directory(`/etc/cron.${period}`)),
  at: () => [
    directory('/var/spool/at', { mode: 0o700, user: 'daemon', group: 'daemon' }),
    file('/var/spool/at/.SEQ', '', {
      mode: 0o600,
      user: 'daemon',
      group: 'daemon',
      flags: ['config'],
      notVerified: ['digest', 'size', 'mtime'],
    }),
  ],
  logrotate: () => [
    directory('/etc/logrotate.d'),
    file('/var/lib/logrotate.status', '', { flags: ['config'], notVerified: ['digest', 'size', 'mtime'] }),
  ],
  'iscsi-initiator-utils': () => [
    directory('/etc/iscsi', { mode: 0o750 }),
    directory('/etc/iscsi/nodes', { mode: 0o700 }),
    directory('/etc/iscsi/send_targets', { mode: 0o700 }),
  ],
  lvm2: () => ['archive', 'backup', 'cache'].map((name) => directory(`/etc/lvm/${name}`, { mode: 0o700 })),
  'module-init-tools': () => [directory('/etc/modprobe.d'), link('/sbin/modprobe.old-compat', 'modinfo')],
  udev: () => [directory('/etc/udev/rules.d')],
  yum: () => [
    directory('/etc/yum'),
    directory('/etc/yum/pluginconf.d'),
    directory('/var/cache/yum'),
    directory('/var/lib/yum'),
  ],
  'xs-installer-repos': () => [directory('/etc/yum.repos.d')],
  ntp: () => [directory('/var/lib/ntp', { user: 'ntp', group: 'ntp' })],
  'xapi-core': ({ face }) => [
    face.xapiState === '/var/lib/xcp' ? link('/var/xapi', '/var/lib/xcp') : directory('/var/xapi'),
    directory('/var/lib/xcp'),
    ...[
      '/etc/xensource',
      '/etc/xapi.d',
      '/etc/xapi.d/plugins',
      '/etc/xapi.d/host-pre-declare-dead',
      '/var/patch',
      '/var/patch/applied',
      '/opt/xensource',
      '/opt/xensource/packages',
      '/opt/xensource/packages/iso',
    ].map((path) => directory(path)),
  ],
  'xapi-xe': () => [link('/usr/bin/xe', '/opt/xensource/bin/xe')],
  'xencenter-iso': () => [
    file('/opt/xensource/packages/iso/XenCenter.iso', binaryContent('XenCenter.iso', 60)),
  ],
  'xs-tools-iso': ({ face }) => [
    file(
      `/opt/xensource/packages/iso/xs-tools-${face.productVersion}.iso`,
      binaryContent('xs-tools.iso', 60),
    ),
  ],
  'firstboot-scripts': () => [
    directory('/etc/firstboot.d'),
    directory('/etc/firstboot.d/data'),
    directory('/etc/firstboot.d/state'),
    directory('/etc/firstboot.d/log'),
    ...FIRSTBOOT.map((name) => program(`/etc/firstboot.d/${name}`, `#!/bin/bash\n${textContent(name)}`)),
  ],
  xsconsole: () =>
    Array.from({ length: 20 }, (_, i) =>
      file(`/usr/lib/xsconsole/XSConsolePart${i}.py`, contentFor(`/usr/lib/xsconsole/XSConsolePart${i}.py`)),
    ),
  'xen-hypervisor': ({ face }) => [
    file(`/boot/xen-${face.xen}.gz`, binaryContent('xen.gz', 120)),
    file(`/boot/xen-${face.xen}-d.gz`, binaryContent('xen-d.gz', 120)),
  ],
  'kernel-xen': (context) => kernelEntries(context),
  'xapi-www': () => [
    file('/opt/xensource/www/Citrix-index.html', '<html><body>Lab text</body></html>\n'),
    directory('/opt/xensource/www'),
  ],
  openvswitch: () => [
    directory('/etc/openvswitch'),
    file('/etc/xapi.d/plugins/openvswitch-cfg-update', '#!/usr/bin/python\n# Lab text\n', { mode: 0o755 }),
  ],
  'interface-rename': () => [
    program('/etc/sysconfig/network-scripts/interface-rename.py', contentFor('interface-rename.py')),
  ],
};

/** Scripts of the first boot; each leaves a file of its name in the state folder. */
export const FIRSTBOOT = [
  '01-prepare-networking',
  '05-prepare-networking',
  '10-prepare-storage',
  '15-set-default-storage',
  '20-udev-storage',
  '25-multipath',
  '30-prepare-dom0-memory',
  '40-generate-iscsi-iqn',
  '50-prepare-control-domain-params',
  '60-import-keys',
  '60-install-packs',
  '80-commit-boot',
  '90-flush-pool-db',
  '95-legacy-logrotate',
  '99-remove-firstboot-flag',
];

function kernelEntries({ face }: SpecialContext): Entry[] {
  const modules = `/lib/modules/${face.kernel}`;
  const names = [
    'xen-netback',
    'xen-blkback',
    'ext3',
    'jbd',
    'dm-mod',
    'dm-multipath',
    'scsi_mod',
    'sd_mod',
    'mptsas',
    'mptbase',
    'tg3',
    'bridge',
    'nfs',
    'sunrpc',
    'lockd',
    'iscsi_tcp',
    'libiscsi',
    'isofs',
    'loop',
    'ipv6',
  ];
  return [
    file(`/boot/vmlinuz-${face.kernel}`, binaryContent('vmlinuz', 200)),
    file(`/boot/System.map-${face.kernel}`, textContent('System.map')),
    file(`/boot/config-${face.kernel}`, textContent('config')),
    directory(modules),
    ...names.map((name) =>
      file(`${modules}/kernel/drivers/${name}.ko`, binaryContent(`${name}.ko`), { mode: 0o744 }),
    ),
  ];
}
