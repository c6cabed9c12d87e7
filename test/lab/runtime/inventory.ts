import type { Face } from '../face/face.ts';
import { HOST } from '../face/identity.ts';

const iso = (seconds: number): string =>
  new Date(seconds * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '.123456');

/** /etc/xensource-inventory: keys of the release, in the shuffled order in which xapi writes them. */
export function inventoryText(face: Face): string {
  const disk = `/dev/disk/by-id/${HOST.disk}`;
  const short = face.productVersion.replace(/\.0$/, '');
  const entries: [string, string][] = [
    ['PRIMARY_DISK', disk],
    ['PRODUCT_VERSION', face.productVersion],
    ['DOM0_VCPUS', '4'],
    ['CONTROL_DOMAIN_UUID', HOST.controlDomainUuid],
    ['DOM0_MEM', '752'],
    ['COMPANY_NAME_SHORT', 'Citrix'],
    ['MANAGEMENT_ADDRESS_TYPE', 'IPv4'],
    ['PARTITION_LAYOUT_COMPAT', ''],
    ['COMPANY_NAME', 'Citrix Systems, Inc.'],
    ['PRODUCT_BRAND', 'XenServer'],
    ['INSTALLATION_UUID', HOST.installationUuid],
    ['PRODUCT_VERSION_TEXT_SHORT', short],
    ['BRAND_CONSOLE', 'XenCenter'],
    ['PRODUCT_VERSION_TEXT', short],
    ['PRODUCT_NAME', 'xenenterprise'],
    ['MANAGEMENT_INTERFACE', 'xenbr0'],
    ['BUILD_NUMBER', face.build],
    ['XEN_VERSION', face.xen],
    ['KERNEL_VERSION', face.kernel],
    ['LINUX_KABI_VERSION', face.kabi ?? ''],
    ['PLATFORM_VERSION', face.platformVersion],
    ['PLATFORM_NAME', 'XCP'],
    ['BACKUP_PARTITION', `${disk}-part2`],
    ['INSTALLATION_DATE', iso(face.installedAt)],
  ];
  return entries
    .filter(
      ([key]) => key !== 'PARTITION_LAYOUT_COMPAT' && (key !== 'LINUX_KABI_VERSION' || face.kabi !== null),
    )
    .map(([key, value]) => `${key}='${value}'\n`)
    .join('');
}

/** Boot menu of the release with all its entries, as the installer writes it. */
export function extlinuxText(face: Face): string {
  const root = `root=LABEL=${HOST.rootLabel} ro`;
  const is65 = face.name === '6.5';
  const xen = is65
    ? 'dom0_mem=752M,max:752M watchdog dom0_max_vcpus=4 crashkernel=128M@32M cpuid_mask_xsave_eax=0'
    : 'mem=1024G dom0_max_vcpus=4 dom0_mem=752M,max:752M watchdog_timeout=300 lowmem_emergency_pool=1M crashkernel=64M@32M cpuid_mask_xsave_eax=0';
  const extra = is65 ? ' nolvm hpet=disable' : '';
  const kernel = `/boot/vmlinuz-${face.kernelShort}`;
  const initrd = `/boot/initrd-${face.kernelShort}.img`;
  const safeXen = is65
    ? 'nosmp noreboot noirqbalance no-mce no-bootscrub no-numa no-hap no-mmcfg iommu=off max_cstate=0 nmi=ignore allow_unsafe dom0_mem=752M,max:752M com1=115200,8n1 console=com1,vga'
    : 'nosmp noreboot noirqbalance acpi=off noapic mem=1024G dom0_max_vcpus=4 dom0_mem=752M,max:752M com1=115200,8n1 console=com1,vga';
  const version = `Xen ${face.xen} / Linux ${face.kernel}`;
  const oldXen = is65 ? '/boot/xen-fallback.gz' : `/boot/xen-${face.xen}.gz`;
  const oldKernel = is65 ? '/boot/vmlinuz-fallback' : `/boot/vmlinuz-${face.kernel}`;
  const oldInitrd = is65 ? '/boot/initrd-fallback.img' : `/boot/initrd-${face.kernel}.img`;
  const screen = `${root}${extra} xencons=hvc console=hvc0 console=tty0`;
  const serial = `${root}${extra} console=tty0 xencons=hvc console=hvc0`;
  const entry = (
    label: string,
    title: string,
    hypervisor: string,
    xenArgs: string,
    linux: string,
    args: string,
    image: string,
  ): string =>
    `label ${label}\n  # ${title}\n  kernel mboot.c32\n  append ${hypervisor} ${xenArgs} --- ${linux} ${args} --- ${image}\n\n`;
  return (
    `# location mbr\nserial 0 115200\ndefault xe\nprompt 1\ntimeout 50\n\n` +
    entry(
      'xe',
      'XenServer',
      '/boot/xen.gz',
      `${xen} console=vga vga=mode-0x0311`,
      kernel,
      `${screen} quiet vga=785 splash`,
      initrd,
    ) +
    entry(
      'xe-serial',
      'XenServer (Serial)',
      '/boot/xen.gz',
      `com1=115200,8n1 console=com1,vga ${xen}`,
      kernel,
      serial,
      initrd,
    ) +
    entry(
      'safe',
      'XenServer in Safe Mode',
      '/boot/xen.gz',
      safeXen,
      kernel,
      `${is65 ? 'earlyprintk=xen' : 'nousb'} ${serial}`,
      initrd,
    ) +
    entry('fallback', `XenServer (${version})`, oldXen, xen, oldKernel, screen, oldInitrd) +
    entry(
      'fallback-serial',
      `XenServer (Serial, ${version})`,
      oldXen,
      `com1=115200,8n1 console=com1,vga ${xen}`,
      oldKernel,
      serial,
      oldInitrd,
    ).trimEnd() +
    '\n'
  );
}

/** Line of the boot as /proc/cmdline shows it. */
export function kernelCommandLine(face: Face): string {
  const extra = face.name === '6.5' ? ' nolvm hpet=disable' : '';
  return `root=LABEL=${HOST.rootLabel} ro${extra} xencons=hvc console=hvc0 console=tty0 quiet vga=785 splash\n`;
}

export function fstabText(face: Face): string {
  const cgroup =
    face.name === '6.5' ? 'none            /sys/fs/cgroup   cgroup   memory             0  0\n' : '';
  return (
    `LABEL=${HOST.rootLabel}    /         ext3     defaults   1  1\n` +
    '/var/swap/swap.001          swap      swap   defaults   0  0\n' +
    'none            /dev/pts  devpts defaults   0  0\n' +
    'none            /dev/shm  tmpfs  defaults   0  0\n' +
    'none            /proc     proc   defaults   0  0\n' +
    'none            /sys      sysfs  defaults   0  0\n' +
    cgroup +
    '/opt/xensource/packages/iso/XenCenter.iso   /var/xen/xc-install   iso9660   loop,ro   0  0\n'
  );
}

/** The stock rule set of a 6.x host. */
export function firewallRules(): string[] {
  const chain = '-A RH-Firewall-1-INPUT';
  return [
    '-A INPUT -j RH-Firewall-1-INPUT',
    '-A FORWARD -j RH-Firewall-1-INPUT',
    `${chain} -i lo -j ACCEPT`,
    `${chain} -p icmp --icmp-type any -j ACCEPT`,
    `${chain} -p 50 -j ACCEPT`,
    `${chain} -p 51 -j ACCEPT`,
    `${chain} -p udp --dport 5353 -d 224.0.0.251 -j ACCEPT`,
    `${chain} -p udp -m udp --dport 631 -j ACCEPT`,
    `${chain} -p tcp -m tcp --dport 631 -j ACCEPT`,
    `${chain} -i xenapi -p udp -m udp --dport 67 -j ACCEPT`,
    `${chain} -m state --state ESTABLISHED,RELATED -j ACCEPT`,
    `${chain} -m state --state NEW -m udp -p udp --dport 694 -j ACCEPT`,
    `${chain} -m state --state NEW -m tcp -p tcp --dport 22 -j ACCEPT`,
    `${chain} -m state --state NEW -m tcp -p tcp --dport 80 -j ACCEPT`,
    `${chain} -m state --state NEW -m tcp -p tcp --dport 443 -j ACCEPT`,
    `${chain} -j REJECT --reject-with icmp-host-prohibited`,
  ];
}

export function firewallText(): string {
  return `# Firewall configuration written by system-config-securitylevel\n*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:RH-Firewall-1-INPUT - [0:0]\n${firewallRules().join('\n')}\nCOMMIT\n`;
}
