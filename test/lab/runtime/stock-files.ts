import { EL5_ACCOUNTS } from '../catalogue/accounts.ts';
import { binaryContent } from '../catalogue/content.ts';
import { HOTFIXES } from '../catalogue/hotfixes.ts';
import { listServices, runlevelLinks } from '../catalogue/services.ts';
import type { Face } from '../face/face.ts';
import { HOST } from '../face/identity.ts';
import { directory, file, link, type Entry } from '../tree/entry.ts';
import type { LabKeys } from './keys.ts';
import { firstbootFiles, installerFiles } from './installer-files.ts';
import { extlinuxText } from './inventory.ts';

/** The management bridge as xcp-networkd keeps it: maps written as lists of pairs. */
const NETWORKD = {
  interface_config: [['xenbr0', { ipv4_conf: ['DHCP4'], ipv6_conf: ['None6'], persistent_i: true }]],
  bridge_config: [
    [
      'xenbr0',
      { ports: [['eth0', { interfaces: ['eth0'], bond_properties: [] }]], vlan: [], persistent_b: true },
    ],
  ],
};

/**
 * What an untouched dom0 holds beside its packages, and what its installation changes in them. This list is the lab's own,
 * written from public facts about the product; the product under test never reads it.
 */
export function stockFiles(face: Face, keys: LabKeys): Entry[] {
  const at = face.installedAt;
  const boot = at + 540;
  const daily = at + 300 * 86_400;
  return [
    ...installerFiles(face).map((entry) => ({ mtime: at, ...entry })),
    ...firstbootFiles().map((entry) => ({ mtime: boot, ...entry })),
    ...toolstackFiles(face, keys).map((entry) => ({ mtime: boot + 60, ...entry })),
    ...bootFiles(face).map((entry) => ({ mtime: at + 20, ...entry })),
    ...systemFiles(face, keys).map((entry) => ({ mtime: daily, ...entry })),
    ...serviceFiles(face).map((entry) => ({ mtime: at - 60, ...entry })),
  ];
}

function toolstackFiles(face: Face, keys: LabKeys): Entry[] {
  const state = face.xapiState;
  const applied = HOTFIXES[face.name].map((fix) =>
    file(`/var/patch/applied/${fix.uuid}`, `<info uuid="${fix.uuid}"/>\n`, { mtime: fix.appliedAt }),
  );
  return [
    file('/etc/xensource/ptoken', `${'5e'.repeat(16)}/${'a7'.repeat(16)}/${'c3'.repeat(16)}`, {
      mode: 0o600,
    }),
    file('/etc/xensource/xapi-ssl.pem', keys.xapiPem, { mode: 0o400 }),
    file('/etc/xensource/boot_time_cpus', 'processor : 0\nmodel name : lab\n'),
    file('/etc/xensource/boot_time_memory', 'total:8589934592\n'),
    file('/etc/xensource/boot_time_info_updated', ''),
    file('/etc/xensource/license', '', { mode: 0o600 }),
    directory('/etc/xensource/static-vdis'),
    file(`${state}/state.db`, '<?xml version="1.0"?><database><manifest/></database>\n', { mode: 0o600 }),
    file(`${state}/state.db.generation`, '4711\n'),
    file(`${state}/local.db`, '<local><row ref="ha.armed" value="false"/></local>\n', { mode: 0o600 }),
    file(
      `${state}/network.dbcache`,
      '<?xml version="1.0"?><xenserver-network-configuration></xenserver-network-configuration>\n',
    ),
    file(`${state}/networkd.db`, `${JSON.stringify(NETWORKD)}\n`, { mode: 0o600 }),
    ...['blobs', 'blobs/rrds', 'lpe-cache', 'debug', 'sm'].map((name) => directory(`${state}/${name}`)),
    file(`${state}/blobs/rrds/${HOST.installationUuid}.gz`, binaryContent('rrd')),
    ...applied,
    directory('/var/lib/xenstored'),
    file('/var/lib/xenstored/tdb', binaryContent('tdb')),
    file('/etc/iscsi/initiatorname.iscsi', `InitiatorName=${HOST.iqn}\n`),
    link('/etc/iscsi/iscsid.conf', 'iscsid-default.conf'),
    file('/etc/openvswitch/conf.db', '{"lab":"bridge database"}\n'),
    file('/etc/openvswitch/.conf.db.~lock~', ''),
    file('/etc/openvswitch/system-id.conf', `${HOST.installationUuid}\n`),
    file('/opt/xensource/packages/iso/.lab-keep', ''),
    file('/etc/xsconsole/state.txt', '{}\n'),
    ...[0, 1, 2, 3].map((i) => file(`/usr/lib/xsconsole/XSConsolePart${i}.pyc`, binaryContent(`pyc${i}`))),
  ].filter((entry) => entry.path !== '/opt/xensource/packages/iso/.lab-keep');
}

function bootFiles(face: Face): Entry[] {
  const kernel = `/boot/vmlinuz-${face.kernel}`.slice(6);
  const names = ['ldlinux.sys', 'mboot.c32', 'menu.c32', 'chain.c32'];
  return [
    file('/boot/extlinux.conf', extlinuxText(face)),
    ...names.map((name) => file(`/boot/${name}`, binaryContent(name))),
    directory('/boot/extlinux'),
    file('/boot/extlinux/mboot.c32', binaryContent('mboot.c32')),
    file(`/boot/initrd-${face.kernel}.img`, binaryContent('initrd', 100), { mode: 0o600 }),
    link(`/boot/initrd-${face.kernelShort}.img`, `initrd-${face.kernel}.img`),
    link(`/boot/vmlinuz-${face.kernelShort}`, kernel),
    link('/boot/xen.gz', `xen-${face.xen}.gz`),
    ...(face.name === '6.5'
      ? [
          file('/boot/initrd-fallback.img', binaryContent('initrd', 100)),
          file('/boot/vmlinuz-fallback', binaryContent('vmlinuz', 200)),
          file('/boot/xen-fallback.gz', binaryContent('xen.gz', 120)),
        ]
      : []),
    ...['modules.dep', 'modules.alias', 'modules.symbols', 'modules.usbmap'].map((name) =>
      file(`/lib/modules/${face.kernel}/${name}`, `# ${name}\n`),
    ),
  ];
}

function systemFiles(face: Face, keys: LabKeys): Entry[] {
  const logs = [
    'messages',
    'secure',
    'cron',
    'maillog',
    'spooler',
    'boot.log',
    'xensource.log',
    'SMlog',
    'audit.log',
    'dmesg',
    'wtmp',
    'lastlog',
    'btmp',
    'rpmpkgs',
    'yum.log',
  ];
  const group = face.name === '6.5' ? 'multipath.conf' : null;
  return [
    ...keys.hostKeys.flatMap(({ name, privateKey, publicKey }) => [
      file(`/etc/ssh/${name}`, privateKey, { mode: 0o600 }),
      file(`/etc/ssh/${name}.pub`, publicKey),
    ]),
    file('/etc/passwd-', EL5_ACCOUNTS.passwd),
    file('/etc/group-', EL5_ACCOUNTS.group),
    file('/etc/shadow-', EL5_ACCOUNTS.shadow, { mode: 0o400 }),
    file('/etc/gshadow-', EL5_ACCOUNTS.gshadow, { mode: 0o400 }),
    file('/etc/.pwd.lock', '', { mode: 0o600 }),
    file(
      '/etc/mtab',
      `/dev/sda1 / ext3 rw 0 0\nnone /proc proc rw 0 0\nnone /sys sysfs rw 0 0\nnone /dev/pts devpts rw 0 0\n/opt/xensource/packages/iso/XenCenter.iso /var/xen/xc-install iso9660 ro,loop=/dev/loop0 0 0\n`,
    ),
    file('/etc/adjtime', '0.000000 1426067467 0.000000\n1426067467\nUTC\n'),
    directory('/etc/blkid'),
    file(
      '/etc/blkid/blkid.tab',
      `<device DEVNO="0x0801" TIME="1426067467" LABEL="${HOST.rootLabel}" TYPE="ext3">/dev/sda1</device>\n`,
    ),
    file('/etc/lvm/cache/.cache', 'persistent_filter_cache {\n}\n', { mode: 0o600 }),
    file(`/etc/lvm/backup/${HOST.vgName}`, '# Generated by LVM2\n', { mode: 0o600 }),
    file('/etc/prelink.cache', binaryContent('prelink.cache')),
    file('/etc/ntp.conf.predhclient', '# copy of ntp.conf\n'),
    file('/etc/resolv.conf.predhclient', `search ${HOST.domain}\n`),
    file('/var/lib/ntp/drift', '-21.345\n'),
    file('/var/lib/random-seed', binaryContent('seed')),
    file('/var/lib/net-snmp/snmpd.conf', '# persistent\n', { mode: 0o600 }),
    ...logs.map((name) =>
      file(`/var/log/${name}`, name.endsWith('log') ? `lab log ${name}\n` : '', { mode: 0o600 }),
    ),
    ...['messages.1', 'xensource.log.1'].map((name) => file(`/var/log/${name}`, 'older\n', { mode: 0o600 })),
    directory('/var/log/installer'),
    file('/var/log/installer/install-log', 'lab installer log\n'),
    directory('/var/log/blktap'),
    file('/var/run/utmp', '', { mode: 0o664, group: 'utmp' }),
    ...['crond', 'sshd', 'xapi', 'ntpd'].map((name) => file(`/var/run/${name}.pid`, '4242\n')),
    file('/root/.bash_history', 'xe vm-list\n', { mode: 0o600 }),
    file('/root/.rnd', binaryContent('rnd'), { mode: 0o600 }),
    file('/.autofsck', ''),
    ...(group === null
      ? []
      : [
          link('/etc/multipath.conf', '/etc/alternatives/multipath.conf'),
          link('/etc/alternatives/multipath.conf', '/etc/multipath.xenserver/multipath.conf'),
          file(
            '/var/lib/alternatives/multipath.conf',
            'auto\n/etc/multipath.conf\n\n/etc/multipath.xenserver/multipath.conf\n90\n',
          ),
          file('/etc/multipath.conf.old', '# left by mpathconf\n'),
          file('/etc/multipath/wwids', '# Multipath wwids\n'),
        ]),
  ];
}

function serviceFiles(face: Face): Entry[] {
  const services = listServices(face.name);
  return [
    ...services.flatMap((service) => runlevelLinks(service).map(({ path, target }) => link(path, target))),
    ...services
      .filter((service) => service.on)
      .map((service) => file(`/var/lock/subsys/${service.name}`, '')),
    link('/etc/rc.d/rc3.d/S99local', '../rc.local'),
    link('/etc/rc.d/rc5.d/S99local', '../rc.local'),
    file('/var/lock/subsys/local', ''),
  ];
}
