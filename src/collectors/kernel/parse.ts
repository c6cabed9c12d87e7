/**
 * Kernel: release, modules with path and version, modprobe and sysctl settings, DKMS.
 *
 * Reads /proc/modules, modules.dep of the running kernel and /sys/module/*\/version joined on the host, /etc/modprobe.conf,
 * /etc/modprobe.d/*, /etc/sysctl.conf, /etc/sysctl.d/* (6.0 to 7.0). Typical rows, made up:
 *
 *     loaded \t bnx2x \t - \t (U)                                                    loaded
 *     version \t bnx2x \t 1.74.22
 *     /lib/modules/2.6.32.43-0.4.1.xs1.8.0.835.170778xen/extra/bnx2x.ko              added
 *
 * Shape: one item for each loaded module and for each of extra, updates, weak-updates; settings `kernel.*`, `dkms.<name>`,
 * `modprobe.<directive>.<module>`, `sysctl.<key>`. A module with no path was put in by hand. Empty: a kernel without modules.
 * Gaps: no modules.dep, lines of the two configurations that are not understood.
 * Learnt from modprobe.conf(5) of module-init-tools 3.3, depmod.conf(5), sysctl.conf(5), rc.sysinit of CentOS 5.
 */
import type { Collected, Parts } from '../define.ts';
import { contentOf, readSection, uniquelyNamed } from '../reading.ts';
import { readKernelFacts, readModules } from './modules.ts';
import { readModprobe, readSysctl } from './settings.ts';

export function parseKernel(parts: Parts): Collected {
  const reading = readSection(parts['modules']);
  const modules = readModules(reading);
  const modprobe = readModprobe(reading);
  const sysctl = readSysctl(reading);
  return {
    items: uniquelyNamed([...modules.items, ...readKernelFacts(reading), ...modprobe.items, ...sysctl.items]),
    gaps: [...reading.gaps, ...modules.gaps, ...modprobe.gaps, ...sysctl.gaps],
    contents: reading.files.filter(({ path }) => path.startsWith('/etc/')).map(contentOf),
  };
}
