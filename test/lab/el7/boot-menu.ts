import type { Face } from '../face/face.ts';
import type { InstallSettings } from './settings.ts';

const SCREEN = 'xencons=hvc console=hvc0 console=tty0';
const SERIAL = 'console=tty0 xencons=hvc console=hvc0';
const PORT = 'com1=115200,8n1 console=com1,vga';

/** Arguments of the dom0 kernel that is started by default. */
export function kernelArguments(settings: InstallSettings): string {
  return `root=LABEL=root-${settings.labelSuffix} ro nolvm hpet=disable ${SCREEN} quiet vga=785 splash plymouth.ignore-serial-consoles`;
}

/** The menu of GRUB 2 with all entries of 7.0 (host-installer backend.py at 75603e3). */
export function grubText(face: Face, settings: InstallSettings): string {
  const memory = `dom0_mem=${settings.dom0Memory}M,max:${settings.dom0Memory}M`;
  const usual = `${memory} watchdog ucode=scan dom0_max_vcpus=4 crashkernel=128M@256M`;
  const safe = `nosmp noreboot noirqbalance no-mce no-bootscrub no-numa no-hap no-mmcfg iommu=off max_cstate=0 nmi=ignore allow_unsafe ${memory} ${PORT}`;
  const root = `root=LABEL=root-${settings.labelSuffix} ro nolvm hpet=disable`;
  const version = `Xen ${face.xen} / Linux ${face.kernel}`;
  const entry = (title: string, xen: string, kernel: string, name: string): string =>
    [
      `menuentry '${title}' {`,
      `\tsearch --label --set root root-${settings.labelSuffix}`,
      `\tmultiboot2 /boot/xen${name === 'fallback' ? '-fallback' : ''}.gz ${xen}`,
      `\tmodule2 /boot/vmlinuz-${name} ${kernel}`,
      `\tmodule2 /boot/initrd-${name}.img`,
      '}',
      '',
    ].join('\n');
  const current = face.kernelShort;
  return [
    'serial --unit=0 --speed=115200',
    'terminal_input serial console',
    'terminal_output serial console',
    'set default=0',
    'set timeout=5',
    entry('XenServer', `${usual} console=vga vga=mode-0x0311`, kernelArguments(settings), current),
    entry('XenServer (Serial)', `${PORT} ${usual}`, `${root} ${SERIAL}`, current),
    entry('XenServer in Safe Mode', safe, `earlyprintk=xen ${root} ${SERIAL}`, current),
    entry(`XenServer (${version})`, usual, `${root} ${SCREEN}`, 'fallback'),
    entry(`XenServer (Serial, ${version})`, `${PORT} ${usual}`, `${root} ${SERIAL}`, 'fallback'),
  ].join('\n');
}
