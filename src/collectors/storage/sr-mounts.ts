import { parseDfLine } from '../../lib/df.ts';
import { decodePath } from '../../lib/path-bytes.ts';
import type { SettingItem } from '../../model/inventory.ts';
import { evidenceOf, excerptOf, settingOf, type Reading } from '../reading.ts';

const MOUNT = /^\/(?:var\/)?run\/sr-mount\/([^/]+)/;
/** Disks of virtual machines on a file system: the uuid of the VDI, then `.vhd`, `.raw` or a mark of the garbage collector. */
const VDI_FILE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(\.\w+)?$/;
const USUAL = new Set(['lost+found', 'filelog.txt', 'heartbeat', 'hb', 'coalesce', '.', 'MGT']);
const NAMED = 100;

/**
 * Size of each local file-system SR (`sr-mount.<uuid>.bytes`, `.used-bytes`) and what lies at its top that is no disk of a
 * virtual machine (`.loose-files`): the upgrade plug-in does not count it when it takes an SR for empty.
 */
export function readSrMounts(reading: Reading): SettingItem[] {
  const settings: SettingItem[] = [];
  for (const line of reading.command('space')?.lines ?? []) {
    const row = parseDfLine(line.text);
    const uuid = row && MOUNT.exec(row.target)?.[1];
    if (!row || uuid === undefined || uuid === null) continue;
    const evidence = [evidenceOf('df -P -k', line)];
    for (const [key, kibibytes] of [['bytes', row.total] as const, ['used-bytes', row.used] as const]) {
      if (kibibytes !== null)
        settings.push(
          settingOf('sr-mount', `${uuid}.${key}`, String(kibibytes * 1024), row.target, evidence),
        );
    }
  }
  return [...settings, ...looseFiles(reading)];
}

function looseFiles(reading: Reading): SettingItem[] {
  const loose = new Map<string, { folder: string; names: string[] }>();
  for (const [type, size, bytes] of reading.rows('tops', 3)) {
    const path = decodePath(bytes ?? Buffer.alloc(0)).path;
    const uuid = MOUNT.exec(path)?.[1];
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (uuid === undefined || USUAL.has(name) || VDI_FILE.test(name)) continue;
    const entry = loose.get(uuid) ?? { folder: path.slice(0, path.lastIndexOf('/')), names: [] };
    loose.set(uuid, entry);
    entry.names.push(
      type?.toString('latin1') === 'd' ? `${name}/` : `${name} (${size?.toString('latin1') ?? '?'} bytes)`,
    );
  }
  return [...loose].map(([uuid, { folder, names }]) => {
    const more = names.length > NAMED ? [`and ${names.length - NAMED} more`] : [];
    const value = [...names.slice(0, NAMED), ...more].join('\n');
    const evidence = [{ origin: folder, excerpt: excerptOf(names[0] ?? '') }];
    return settingOf('sr-mount', `${uuid}.loose-files`, value, folder, evidence);
  });
}
