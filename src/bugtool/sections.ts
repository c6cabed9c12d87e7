import { addDevices, addInterfaces, addServices, addStorage } from './device-sections.ts';
import type { Frame } from './frame.ts';
import { addCommandLine, addHost, bootNotHeld, hostNotHeld } from './host-sections.ts';
import type { StatusReport } from './status-report.ts';
import { addModules, addMounts, addPackages, addSpace } from './system-sections.ts';
import { addDatabase } from './xapi-sections.ts';

/** How one section is put together from a report. */
export interface SectionPlan {
  readonly collector: string;
  readonly part: string;
  /** Files of the host that the section shows; null = none. */
  readonly files: RegExp | null;
  /** Adds what the section has beside files; false: without that the section says nothing. */
  readonly add?: (report: StatusReport, frame: Frame) => boolean;
  /** What the report does not hold of the section, for a sentence; null = nothing is missing. */
  readonly notHeld: (report: StatusReport) => string | null;
}

const always = (sentence: string) => (): string => `${sentence}; a status report does not hold it`;

/**
 * What of each section a status report can hold. xen-bugtool at aaa2bd5 (2014) and 0f44189 (2016) is the source; what is not
 * listed here is in no report: users, cron jobs, certificates, the list of files, rules of the firewall in force.
 */
export const SECTION_PLANS: readonly SectionPlan[] = [
  {
    collector: 'host',
    part: 'identity',
    files:
      /^\/etc\/(xensource-inventory|xensource\/pool\.conf|sysconfig\/(network|clock)|resolv\.conf|ntp\.conf|xensource\/installed-repos\/[^/]+\/XS-(REPOSITORY|PACKAGES))$|^\/var\/patch\/applied\/[^/]+$/,
    add: addHost,
    notHeld: hostNotHeld,
  },
  {
    collector: 'packages',
    part: 'list',
    files: null,
    add: addPackages,
    notHeld: always('who made each package, when it was installed, and what it brings'),
  },
  {
    collector: 'files',
    part: 'root',
    files: /^\/etc\/krb5\.conf$/,
    notHeld: always('which files of the host are changed, missing or of no package'),
  },
  {
    collector: 'services',
    part: 'startup',
    files: null,
    add: addServices,
    notHeld: always('what inittab, xinetd and rc.local start, and which services run'),
  },
  {
    collector: 'users',
    part: 'accounts',
    files: /^\/etc\/(pam\.d\/[^/]+|nsswitch\.conf)$/,
    notHeld: always('which users and groups there are, and who may use sudo'),
  },
  {
    collector: 'mounts',
    part: 'tables',
    files: /^\/etc\/fstab$/,
    add: addMounts,
    notHeld: always('which swap is in use, and what is exported or mounted on demand'),
  },
  {
    collector: 'mounts',
    part: 'space',
    files: null,
    add: addSpace,
    notHeld: () => null,
  },
  {
    collector: 'boot',
    part: 'loader',
    files: /^\/boot\/(efi\/EFI\/xenserver\/grub\.cfg|grub\/grub\.cfg|extlinux\.conf)$/,
    add: addCommandLine,
    notHeld: bootNotHeld,
  },
  {
    collector: 'kernel',
    part: 'modules',
    files: /^\/etc\/modprobe\.(conf|d\/.+)$/,
    add: addModules,
    notHeld: always('which modules were added and are not loaded, and what sysctl.conf sets'),
  },
  {
    collector: 'storage',
    part: 'state',
    files:
      /^\/etc\/(multipath\.conf|mpp\.conf|iscsi\/(iscsid\.conf|initiatorname\.iscsi)|lvm\/lvm\.conf|mdadm\.conf|mdadm\/mdadm\.conf|fcoe\/.+)$/,
    add: addStorage,
    notHeld: always('which disks and paths there are, what iSCSI is set up for, and how DRBD is set up'),
  },
  {
    collector: 'storage',
    part: 'devices',
    files: null,
    add: addDevices,
    notHeld: always('what the partition tables hold, and which volume groups and local storage there are'),
  },
  {
    collector: 'network',
    part: 'state',
    files:
      /^\/etc\/(sysconfig\/(network|iptables-config|network-scripts\/((ifcfg|route)-[^/]+|interface-rename-data\/.+))|xensource\/network\.conf|hosts(\.allow|\.deny)?|resolv\.conf|udev\/rules\.d\/60-net\.rules)$|^\/var\/(lib\/xcp|xapi)\/networkd\.db$/,
    add: addInterfaces,
    notHeld: always(
      'which routes and firewall rules somebody made, what Open vSwitch is told, and which hooks the network has',
    ),
  },
  {
    collector: 'repos',
    part: 'yum',
    files: /^\/etc\/yum\.repos\.d\/[^/]+\.repo$/,
    notHeld: always('what yum.conf and the plug-ins of yum set'),
  },
  {
    collector: 'logging',
    part: 'files',
    files: /^\/etc\/(ntp\.conf|xensource\/log\.conf)$/,
    notHeld: always('where logs go, how they are rotated, and how SNMP and mail are set up'),
  },
  {
    collector: 'plugins',
    part: 'files',
    files: /^\/etc\/firstboot\.d\/data\/[^/]+\.conf$/,
    notHeld: always('which plug-ins, storage drivers, hooks and first-boot scripts the host has'),
  },
  {
    collector: 'xapi',
    part: 'records',
    files: null,
    add: addDatabase,
    notHeld: () => null,
  },
];
