import type { Stop, UntoldStop } from '../../../model/fate.ts';
import { meets, type PreflightCondition, type PreflightContext } from './context.ts';
import { invKeys, invQuotes, primaryDiskKey, productName, productVersion, uuids } from './inventory-keys.ts';
import { managementInterface, managementNic, managementStatic } from './management.ts';
import { markerGroupName, markerSpace, markerVolumeGroup } from './marker.ts';
import {
  backupCopy,
  backupPartition,
  dosTable,
  gptTypes,
  oldLayout,
  partitionFive,
  partitionFour,
  strayEsp,
  tableUnreadable,
} from './partitions.ts';
import {
  pluginBlind,
  pluginFstab,
  pluginInventory,
  pluginNetwork,
  pluginSpace,
  pluginVarLog,
  pluginVdi,
  pluginVersion,
} from './plugin.ts';
import { corosync, duringRestore, firmware, passwdLines } from './restore.ts';
import { primaryDisk, rootExt3, rootLabel } from './root-file-system.ts';
import {
  bootConf,
  firstbootState,
  highAvailability,
  restoreGrub,
  rootHash,
  settingsFiles,
  storageConf,
} from './settings.ts';

/** THE list of stop conditions that can be told from the inventory, by the ids of data/releases/conditions.yaml. */
export const PREFLIGHT: Readonly<Record<string, PreflightCondition>> = {
  'inv-keys': invKeys,
  'inv-quotes': invQuotes,
  name: productName,
  version: productVersion,
  'root-label': rootLabel,
  'root-ext3': rootExt3,
  'primary-disk': primaryDisk,
  'firstboot-state': firstbootState,
  ha: highAvailability,
  'settings-files': settingsFiles,
  'root-hash': rootHash,
  'mgmt-iface': managementInterface,
  'mgmt-nic': managementNic,
  'mgmt-static': managementStatic,
  'storage-conf': storageConf,
  'boot-conf': bootConf,
  uuids,
  'primary-disk-key': primaryDiskKey,
  owners: duringRestore('owners'),
  'passwd-lines': passwdLines,
  'path-type': duringRestore('path-type'),
  'restore-fifo': duringRestore('restore-fifo'),
  'restore-socket': duringRestore('restore-socket'),
  'restore-directory-link': duringRestore('restore-directory-link'),
  dbcache: duringRestore('dbcache'),
  'table-unreadable': tableUnreadable,
  'stray-esp': strayEsp,
  'gpt-types': gptTypes,
  'part-4': partitionFour,
  'part-5': partitionFive,
  'backup-part': backupPartition,
  'backup-copy': backupCopy,
  'marker-vg': markerVolumeGroup,
  'marker-vg-name': markerGroupName,
  'marker-space': markerSpace,
  'plugin-blind': pluginBlind,
  'plugin-vdi': pluginVdi,
  'plugin-inventory': pluginInventory,
  'plugin-varlog': pluginVarLog,
  'plugin-fstab': pluginFstab,
  'plugin-space': pluginSpace,
  'plugin-net': pluginNetwork,
  'plugin-version': pluginVersion,
  'restore-grub': restoreGrub,
  'later-dos': dosTable,
  'later-old-layout': oldLayout,
  'later-uefi': firmware,
  'later-corosync': corosync,
};

/** Every point at which this upgrade stops, and the conditions that could not be told. */
export interface Preflight {
  readonly stops: readonly Stop[];
  readonly missing: readonly UntoldStop[];
}

/** Asks the conditions of the target's profile that the method meets, in the order of the profile. */
export function findStops(context: PreflightContext): Preflight {
  const stops: Stop[] = [];
  const missing: UntoldStop[] = [];
  for (const { id, methods, visible } of context.profile.conditions) {
    const condition = PREFLIGHT[id];
    if (!visible || condition === undefined || !meets(context.method, methods)) continue;
    const answer = condition(context);
    stops.push(...answer.stops);
    if (answer.missing.length > 0) missing.push({ condition: id, gaps: answer.missing });
  }
  // The play-through may meet a condition in a way that the facts about it do not show.
  const seen = new Set(stops.map(({ condition }) => condition));
  return {
    stops: [...stops, ...context.restore.stops.filter(({ condition }) => !seen.has(condition))],
    missing,
  };
}
