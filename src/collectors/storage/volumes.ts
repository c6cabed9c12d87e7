import type { SettingItem, VolumeGroupItem } from '../../model/inventory.ts';
import { evidenceOf, settingOf, type ShownCommand, type TextLine } from '../reading.ts';

export interface Volumes {
  readonly groups: readonly VolumeGroupItem[];
  /** Physical volumes that belong to no group. */
  readonly settings: readonly SettingItem[];
  readonly strayLines: readonly TextLine[];
}

interface OpenGroup {
  readonly name: string;
  readonly uuid: string;
  readonly sizeBytes: number | null;
  readonly freeBytes: number | null;
  readonly physicalVolumes: string[];
  readonly volumes: {
    readonly name: string;
    readonly sizeBytes: number | null;
    readonly attributes: string;
  }[];
  readonly line: TextLine;
}

/**
 * `pvs` and `lvs` without headings, parted by `|`, sizes in bytes:
 * `/dev/sda3|491522097152|4194304|VG_XenStorage-<uuid>|<uuid>|491522097152|4194304` and `VG_XenStorage-<uuid>|MGT|<uuid>|4194304|-wi-a-`.
 * A group is told apart by its uuid: two may bear one name.
 */
export function readVolumes(pvs: ShownCommand | undefined, lvs: ShownCommand | undefined): Volumes {
  const groups = new Map<string, OpenGroup>();
  const settings: SettingItem[] = [];
  const strayLines: TextLine[] = [];
  for (const line of pvs?.lines ?? []) {
    if (line.text.trim() === '') continue;
    const fields = line.text.trim().split('|');
    const [device = '', size = '', , name = '', uuid = '', groupSize = '', free = ''] = fields;
    if (fields.length !== 7 || device === '') strayLines.push(line);
    else if (name === '')
      settings.push(settingOf('lvm', `unused-volume.${device}`, size, 'pvs', [evidenceOf('pvs', line)]));
    else {
      const group = groups.get(uuid) ?? {
        name,
        uuid,
        sizeBytes: bytesOf(groupSize),
        freeBytes: bytesOf(free),
        physicalVolumes: [],
        volumes: [],
        line,
      };
      groups.set(uuid, group);
      group.physicalVolumes.push(device);
    }
  }
  for (const line of lvs?.lines ?? []) {
    if (line.text.trim() === '') continue;
    const fields = line.text.trim().split('|');
    const [groupName = '', name = '', , size = '', attributes = ''] = fields;
    const group = [...groups.values()].find((other) => other.name === groupName);
    if (fields.length !== 5 || name === '' || !group) strayLines.push(line);
    else group.volumes.push({ name, sizeBytes: bytesOf(size), attributes });
  }
  const names = new Map<string, number>();
  return { groups: [...groups.values()].map((group) => groupItem(group, names)), settings, strayLines };
}

function groupItem(group: OpenGroup, names: Map<string, number>): VolumeGroupItem {
  const count = (names.get(group.name) ?? 0) + 1;
  names.set(group.name, count);
  const { name, uuid, sizeBytes, freeBytes, physicalVolumes, volumes, line } = group;
  return {
    kind: 'vg',
    id: count === 1 ? `vg:${name}` : `vg:${name}#${uuid}`,
    evidence: [evidenceOf('pvs', { number: line.number, text: line.text.trim() })],
    name,
    sizeBytes,
    physicalVolumes,
    logicalVolumes: volumes.map((volume) => volume.name),
    uuid,
    freeBytes,
    volumes,
  };
}

function bytesOf(text: string): number | null {
  const match = /^(\d+)B?$/.exec(text);
  return match ? Number(match[1]) : null;
}
