import { COMPILED_DRIFTS } from './compiled.ts';
import { CONFIGURATION_DRIFTS } from './configuration.ts';
import type { Drift } from './drift.ts';
import { FILE_DRIFTS } from './files.ts';
import { HOSTILE_NAME_DRIFTS } from './hostile-names.ts';
import { JOB_AND_ACCOUNT_DRIFTS } from './jobs-and-accounts.ts';
import { PACKAGE_DRIFTS } from './packages.ts';
import { SECRET_DRIFTS } from './secrets.ts';
import { SYSTEM_DRIFTS } from './system.ts';
import { TOOLSTACK_DRIFTS } from './toolstack.ts';

/** All drifts, in the order in which the command line lists them. */
export const DRIFTS: readonly Drift[] = [
  ...CONFIGURATION_DRIFTS,
  ...FILE_DRIFTS,
  ...HOSTILE_NAME_DRIFTS,
  ...PACKAGE_DRIFTS,
  ...COMPILED_DRIFTS,
  ...JOB_AND_ACCOUNT_DRIFTS,
  ...SECRET_DRIFTS,
  ...SYSTEM_DRIFTS,
  ...TOOLSTACK_DRIFTS,
];

/** Drifts that make a host of well over a hundred customisations which still answers and can still be upgraded or refused. */
export const CUSTOMISED: readonly string[] = [
  'edited-configs',
  'multipath-edited',
  'lvm-filter',
  'syslog-remote',
  'ntp-keys',
  'firewall-rules',
  'fstab-lines',
  'boot-arguments',
  'inventory-keys',
  'banners',
  'repositories',
  'package-leftovers',
  'unowned-scripts',
  'edited-vendor-scripts',
  'same-size-and-time',
  'removed-files',
  'changed-attributes',
  'special-files',
  'iso-store',
  'big-tree',
  'firstboot-script',
  'safe2upgrade-marker',
  'hostile-names',
  'third-party-packages',
  'third-party-config-edited',
  'compiled-files',
  'module-loaded',
  'supplemental-pack',
  'driver-disk',
  'later-stock-package',
  'cron-jobs',
  'services',
  'users',
  'authorized-keys',
  'owner-without-name',
  'secrets',
  'extra-mount',
  'extra-partitions',
  'extra-volume-group',
  'md-array',
  'drbd',
  'iscsi-session',
  'network-settings',
  'pool-settings',
  'storage-repositories',
  'local-machines',
  'hostile-objects',
];
