import { config, file } from '../tree/entry.ts';
import type { Drift } from './drift.ts';

const append = (line: string) => (text: string) => `${text}${line}\n`;
const unowned = (path: string) => ({ id: `file:${path}`, state: 'unowned' as const });

/** Edited configuration of packages and of the product. */
export const CONFIGURATION_DRIFTS: readonly Drift[] = [
  {
    name: 'edited-configs',
    description: 'Nine configuration files of packages are edited by hand.',
    apply: ({ edit }) => [
      edit('/etc/ssh/sshd_config', append('PermitRootLogin without-password\nAllowUsers root labadmin'), {
        config: true,
      }),
      edit('/etc/sysctl.conf', append('net.ipv4.tcp_rmem = 4096 87380 16777216'), { config: true }),
      edit(
        '/etc/rc.d/rc.local',
        append('/opt/scripts/start-agents.sh &\necho 256 > /sys/block/sda/queue/nr_requests'),
        { config: true },
      ),
      edit('/etc/hosts', append('198.51.100.7\tnas.example.test nas'), { config: true }),
      edit('/etc/nsswitch.conf', (text) => text.replace('passwd:     files', 'passwd:     files ldap'), {
        config: true,
      }),
      edit(
        '/etc/pam.d/sshd',
        (text) =>
          text.replace(
            'auth       include',
            'auth       sufficient   pam_radius_auth.so\nauth       include',
          ),
        { config: true },
      ),
      edit('/etc/logrotate.conf', (text) => text.replace('rotate 4', 'rotate 9'), { config: true }),
      edit('/etc/sysconfig/ntpd', (text) => text.replace('SYNC_HWCLOCK=no', 'SYNC_HWCLOCK=yes'), {
        config: true,
      }),
      edit('/etc/xapi.conf', append('vnc_console_idle_timeout = 600'), { config: true }),
    ],
  },
  {
    name: 'multipath-edited',
    description:
      'multipath.conf has devices and defaults of the site, with prio_callout and getuid_callout lines.',
    apply: ({ edit, face }) => [
      edit(
        face.name === '6.5' ? '/etc/multipath.xenserver/multipath.conf' : '/etc/multipath.conf',
        (text) =>
          text
            .replace(
              'user_friendly_names no',
              'user_friendly_names no\n\tgetuid_callout "/sbin/scsi_id -g -u -s /block/%n"',
            )
            .replace(
              'devices {',
              'devices {\n\tdevice {\n\t\tvendor "LABVENDOR"\n\t\tproduct "ARRAY"\n\t\tprio_callout "/sbin/mpath_prio_alua /dev/%n"\n\t\tno_path_retry 12\n\t}',
            ),
        { config: true },
      ),
    ],
  },
  {
    name: 'multipath-plain-file',
    description: 'On 6.5 an editor has replaced the link /etc/multipath.conf by a regular file.',
    apply: ({ write, tree }) => {
      const path = '/etc/multipath.conf';
      tree.remove(path);
      write(file(path, 'defaults {\n\tuser_friendly_names yes\n}\n'));
      return [unowned(path)];
    },
  },
  {
    name: 'lvm-filter',
    description: 'lvm.conf filters out devices of the site.',
    apply: ({ edit }) => [
      edit(
        '/etc/lvm/lvm.conf',
        (text) => text.replace('filter = [ "a/.*/" ]', 'filter = [ "r|/dev/drbd.*|", "a/.*/" ]'),
        { config: true },
      ),
    ],
  },
  {
    name: 'syslog-remote',
    description: 'System logs go to a log host, by the file that the administrator edited.',
    apply: ({ edit, face }) => [
      edit(
        face.name === '6.5' ? '/etc/rsyslog.conf' : '/etc/syslog.conf',
        append('*.*	@loghost.example.test'),
        { config: true },
      ),
    ],
  },
  {
    name: 'ntp-keys',
    description: 'ntp.conf has restrictions and a key of the site beside the server lines.',
    apply: ({ edit }) => [
      edit(
        '/etc/ntp.conf',
        append('restrict 198.51.100.0 mask 255.255.255.0 nomodify\nserver 198.51.100.5 key 7\ntrustedkey 7'),
        { config: true },
      ),
    ],
  },
  {
    name: 'firewall-rules',
    description: 'Three ports are opened in the firewall, in the file and in the running tables.',
    apply: ({ rewrite, editState }) => {
      const rules = [6556, 5666, 161]
        .map(
          (port) =>
            `-A RH-Firewall-1-INPUT -m state --state NEW -m ${port === 161 ? 'udp -p udp' : 'tcp -p tcp'} --dport ${port} -j ACCEPT\n`,
        )
        .join('');
      const open = (text: string): string =>
        text.replace('-A RH-Firewall-1-INPUT -j REJECT', `${rules}-A RH-Firewall-1-INPUT -j REJECT`);
      rewrite('/etc/sysconfig/iptables', open);
      editState('iptables-save', open);
      return [unowned('/etc/sysconfig/iptables'), { id: 'firewall:' }];
    },
  },
  {
    name: 'fstab-lines',
    description:
      'fstab mounts an NFS store, a second disk and a bind; the root file system has noatime. Nothing of it is mounted.',
    apply: ({ rewrite }) => {
      rewrite(
        '/etc/fstab',
        (text) =>
          `${text.replace('ext3     defaults', 'ext3     defaults,noatime')}nas.example.test:/iso   /mnt/iso   nfs   ro,soft   0  0\n/dev/sdb1   /data   ext3   defaults   1  2\n/data/backup   /srv/backup   none   bind   0  0\n`,
      );
      return [
        unowned('/etc/fstab'),
        { id: 'mount:/mnt/iso' },
        { id: 'mount:/data' },
        { id: 'mount:/srv/backup' },
      ];
    },
  },
  {
    name: 'boot-arguments',
    description:
      'More memory for dom0, and Xen and kernel arguments of the site, in the default entry and on the running kernel.',
    apply: ({ rewrite, editState }) => {
      rewrite('/boot/extlinux.conf', (text) =>
        text.replace(
          /(label xe\n[^]*?append \S+ )([^\n]*)/,
          (_, head: string, rest: string) =>
            `${head}${rest.replaceAll('752M', '2940M').replace(' --- ', ' iommu=force com2=115200,8n1 --- ').replace(' quiet', ' pci=nomsi transparent_hugepage=never quiet')}`,
        ),
      );
      editState('proc/cmdline', (text) =>
        text.replace(' quiet', ' pci=nomsi transparent_hugepage=never quiet'),
      );
      return [
        unowned('/boot/extlinux.conf'),
        { id: 'boot-arg:xen:iommu' },
        { id: 'boot-arg:xen:com2' },
        { id: 'boot-arg:kernel:pci' },
        { id: 'boot-arg:kernel:transparent_hugepage' },
      ];
    },
  },
  {
    name: 'inventory-keys',
    description: 'The inventory has two keys that are not stock.',
    apply: ({ rewrite }) => {
      rewrite('/etc/xensource-inventory', append("STUNNEL_IDLE_TIMEOUT='43200'\nSITE_RACK='B17'"));
      return [unowned('/etc/xensource-inventory')];
    },
  },
  {
    name: 'inventory-without-uuid',
    description:
      'The inventory lost CONTROL_DOMAIN_UUID, without which the upgrade stops after it has changed the disk.',
    apply: ({ rewrite }) => {
      rewrite('/etc/xensource-inventory', (text) => text.replace(/CONTROL_DOMAIN_UUID=.*\n/, ''));
      return [unowned('/etc/xensource-inventory')];
    },
  },
  {
    name: 'banners',
    description: 'A legal notice before and after login.',
    apply: ({ edit, write }) => {
      const change = edit('/etc/motd', () => 'Property of the lab. Everything is logged.\n', {
        config: true,
      });
      write(file('/etc/ssh/banner', 'Authorised use only.\n'));
      return [
        change,
        unowned('/etc/ssh/banner'),
        edit('/etc/issue.net', () => 'Authorised use only.\n', { config: true }),
      ];
    },
  },
  {
    name: 'repositories',
    description: 'Two package repositories of others, one with a yum plug-in of the site.',
    apply: ({ write, edit }) => {
      write(
        config(
          '/etc/yum.repos.d/epel.repo',
          '[epel]\nname=Extra Packages for Enterprise Linux 5\nbaseurl=http://mirror.example.test/epel/5/$basearch\nenabled=1\ngpgcheck=0\n',
        ),
        file(
          '/etc/yum.repos.d/site.repo',
          '[site]\nname=Site packages\nbaseurl=http://yum.example.test/dom0\nenabled=1\n\n[site-testing]\nname=Site testing\nbaseurl=http://yum.example.test/dom0-testing\nenabled=0\n',
        ),
        file('/etc/yum/pluginconf.d/versionlock.conf', '[main]\nenabled=1\n'),
        file('/usr/lib/yum-plugins/versionlock.py', '#!/usr/bin/python\n# lock of versions\n'),
      );
      return [
        ...[
          '/etc/yum.repos.d/epel.repo',
          '/etc/yum.repos.d/site.repo',
          '/etc/yum/pluginconf.d/versionlock.conf',
          '/usr/lib/yum-plugins/versionlock.py',
        ].map(unowned),
        ...['epel', 'site', 'site-testing'].map((id) => ({ id: `repo:${id}` })),
        edit('/etc/yum.repos.d/CentOS-Base.repo', (text) => text.replace('enabled=0', 'enabled=1'), {
          config: true,
        }),
      ];
    },
  },
  {
    name: 'package-leftovers',
    description: 'Copies that rpm and editors leave beside configuration files.',
    apply: ({ write }) => {
      const paths = [
        '/etc/ntp.conf.rpmnew',
        '/etc/ssh/sshd_config.rpmsave',
        '/etc/snmp/snmpd.conf.orig',
        '/etc/hosts~',
        '/boot/extlinux.conf.before-change',
      ];
      write(...paths.map((path) => file(path, `copy of ${path}\n`)));
      return paths.map(unowned);
    },
  },
];
