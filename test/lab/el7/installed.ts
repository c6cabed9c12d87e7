import { binaryContent } from '../catalogue/content.ts';
import type { Face } from '../face/face.ts';
import { config, directory, file, link, type Entry } from '../tree/entry.ts';
import type { TreeRoot } from '../tree/root.ts';
import { grubText } from './boot-menu.ts';
import type { InstallSettings } from './settings.ts';
import { enableLink, presetLinks, scriptLinks } from './units.ts';

const LAYOUTS: Readonly<Record<InstallSettings['layout'], string>> = {
  new: 'ROOT,BACKUP,LOG,BOOT,SWAP',
  'old-gpt': 'ROOT,BACKUP,BOOT',
  dos: 'ROOT,BACKUP',
};

/**
 * What the installer of 7.0 writes into every new root, clean or not, before anything is restored; and what the scripts of the
 * packages leave. From host-installer backend.py at f7a21a1.
 */
export function installedFiles(face: Face, settings: InstallSettings, tree: TreeRoot): Entry[] {
  const text = (path: string): string => tree.read(path).toString('utf8');
  return [
    ...presetLinks(),
    ...scriptLinks(),
    ...bootFiles(face, settings),
    ...scriptletFiles(text('/etc/lvm/lvm.conf'), settings.at),
    enableLink('ntpd.service'),
    ...(settings.backend === 'openvswitch'
      ? [enableLink('openvswitch.service'), enableLink('openvswitch-xapi-sync.service')]
      : []),
    file('/etc/xensource-inventory', inventoryText(face, settings)),
    file('/etc/xensource/network.conf', `${settings.backend}\n`),
    ...(tree.exists('/etc/firstboot.d/data/management.conf')
      ? []
      : [file('/etc/firstboot.d/data/management.conf', settings.management)]),
    file('/etc/fstab', fstabText(settings)),
    file('/etc/hostname', `${settings.hostname.replace(/\..*/, '')}\n`),
    file('/etc/resolv.conf', settings.nameServers.map((server) => `nameserver ${server}\n`).join('')),
    file('/etc/sysconfig/keyboard', `KEYBOARDTYPE=pc\nKEYTABLE=${settings.keymap}\n`),
    file('/etc/vconsole.conf', `KEYMAP=${settings.keymap}\n`),
    file('/etc/sysconfig/clock', `ZONE=${settings.zone}\nUTC=true\nARC=false\n`),
    link('/etc/localtime', `/usr/share/zoneinfo/${settings.zone}`),
    ...LOCALE.map(([path, text]) => file(path, text)),
    file('/etc/machine-id', `${settings.installationUuid.replaceAll('-', '')}\n`, { mode: 0o444 }),
    directory('/root/.ssh'),
    file('/root/.ssh/authorized_keys', ''),
    config('/etc/ntp.conf', timeText(text('/etc/ntp.conf'), settings.timeServers)),
    config('/etc/shadow', text('/etc/shadow').replace(/^root:[^:]*/, `root:${settings.rootHash}`), {
      mode: 0,
    }),
    ...(settings.layout === 'new' ? [file('/etc/sysconfig/logrotate', 'BUDGET_MB=4000')] : []),
    ...['/var/lib/xcp', '/var/lib/xcp/blobs', '/var/swap', '/var/xen', '/var/xen/xc-install'].map((path) =>
      directory(path),
    ),
  ];
}

/** Paths and texts; written again after the restore. */
export const LOCALE: readonly (readonly [path: string, text: string])[] = [
  ['/etc/sysconfig/i18n', 'LANG="en_US.UTF-8"\nSYSFONT="drdos8x8"\n'],
  ['/etc/locale.conf', 'LANG="en_US.UTF-8"\n'],
];

function bootFiles(face: Face, settings: InstallSettings): Entry[] {
  return [
    file('/boot/grub/grub.cfg', grubText(face, settings)),
    file(`/boot/initrd-${face.kernel}.img`, binaryContent('initrd', 100), { mode: 0o600 }),
    link(`/boot/initrd-${face.kernelShort}.img`, `initrd-${face.kernel}.img`),
    link(`/boot/vmlinuz-${face.kernelShort}`, `vmlinuz-${face.kernel}`),
    link('/boot/xen.gz', `xen-${face.xen}.gz`),
    file('/boot/initrd-fallback.img', binaryContent('initrd', 100), { mode: 0o600 }),
    file('/boot/vmlinuz-fallback', binaryContent('vmlinuz', 200)),
    file('/boot/xen-fallback.gz', binaryContent('xen.gz', 120)),
    ...['modules.dep', 'modules.alias', 'modules.symbols'].map((name) =>
      file(`/usr/lib/modules/${face.kernel}/${name}`, `# ${name}\n`),
    ),
  ];
}

/** The storage manager edits the configuration of others and takes over multipath.conf. */
function scriptletFiles(lvm: string, mtime: number): Entry[] {
  const edited = lvm.replace('archive = 1', 'archive = 0');
  return [
    link('/etc/multipath.conf', '/etc/alternatives/multipath.conf'),
    link('/etc/alternatives/multipath.conf', '/etc/multipath.xenserver/multipath.conf'),
    file(
      '/var/lib/alternatives/multipath.conf',
      'auto\n/etc/multipath.conf\n\n/etc/multipath.xenserver/multipath.conf\n90\n',
    ),
    directory('/etc/lvm/master'),
    file('/etc/lvm/master/lvm.conf', edited, { mtime }),
    config('/etc/lvm/lvm.conf', edited.replace('metadata_read_only = 0', 'metadata_read_only = 1')),
  ];
}

function inventoryText(face: Face, settings: InstallSettings): string {
  const short = face.productVersion.replace(/\.0$/, '');
  const entries: Readonly<Record<string, string>> = {
    PRODUCT_BRAND: 'XenServer',
    PRODUCT_NAME: 'xenenterprise',
    PRODUCT_VERSION: face.productVersion,
    PRODUCT_VERSION_TEXT: short,
    PRODUCT_VERSION_TEXT_SHORT: short,
    COMPANY_NAME: 'Citrix Systems, Inc.',
    COMPANY_NAME_SHORT: 'Citrix',
    BRAND_CONSOLE: 'XenCenter',
    PLATFORM_NAME: 'XCP',
    PLATFORM_VERSION: face.platformVersion,
    BUILD_NUMBER: face.build,
    KERNEL_VERSION: '3.10.96',
    LINUX_KABI_VERSION: face.kabi ?? '',
    XEN_VERSION: face.xen,
    INSTALLATION_DATE: new Date(settings.at * 1000)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, '.123456'),
    PRIMARY_DISK: settings.disk,
    BACKUP_PARTITION: `${settings.disk}-part2`,
    PARTITION_LAYOUT: `${LAYOUTS[settings.layout]}${settings.hasLocalSr ? ',SR' : ''}`,
    INSTALLATION_UUID: settings.installationUuid,
    CONTROL_DOMAIN_UUID: settings.controlDomainUuid,
    DOM0_MEM: settings.dom0Memory,
    DOM0_VCPUS: '4',
    MANAGEMENT_INTERFACE: settings.managementInterface,
    MANAGEMENT_ADDRESS_TYPE: 'IPv4',
    STUNNEL_LEGACY: 'true',
  };
  return Object.entries(entries)
    .map(([key, value]) => `${key}='${value}'\n`)
    .join('');
}

function fstabText({ layout, labelSuffix }: InstallSettings): string {
  const swap =
    layout === 'new'
      ? `LABEL=swap-${labelSuffix}          swap      swap   defaults   0  0\n`
      : '/var/swap/swap.001          swap      swap   defaults   0  0\n';
  const logs =
    layout === 'new' ? `LABEL=logs-${labelSuffix}    /var/log         ext3     defaults   0  2\n` : '';
  return `LABEL=root-${labelSuffix}    /         ext3     defaults   1  1\n${swap}${logs}/opt/xensource/packages/iso/XenCenter.iso   /var/xen/xc-install   iso9660   loop,ro   0  0\n`;
}

/** The server lines of the package give way to those that were asked for. */
function timeText(text: string, servers: readonly string[]): string {
  if (servers.length === 0) return text;
  const others = text.split('\n').filter((line) => !line.startsWith('server '));
  return `${others.join('\n')}${servers.map((server) => `server ${server}\n`).join('')}`;
}
