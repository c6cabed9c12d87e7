import { isIP } from 'node:net';
import { allItems } from '../model/items.ts';
import type { Inventory } from '../model/inventory.ts';

/** A word that is this host's own, and the word that stands for it. */
interface HostWord {
  readonly text: string;
  readonly as: string;
}

/** Shorter ones occur in other words by chance. */
const SHORTEST = 4;
const EVERYBODYS = new Set([
  'localhost',
  'localhost.localdomain',
  '127.0.0.1',
  '0.0.0.0',
  '00:00:00:00:00:00',
]);
const OWN_ADDRESS = /(?:^|\.)(?:ip|ipaddr|address|host\.address|management\.conf\.IP)$/i;
const ADDRESS_AREAS = new Set(['network', 'networkd', 'firstboot', 'xapi']);

/**
 * A function that puts a general word (`<host name>`, `<address>`, `<disk>` …) for every name, address and number that is
 * this host's own, so that texts of two hosts can be compared, and no text tells which host it is from.
 */
export function generalise(inventory: Inventory): (text: string) => string {
  const words = new Map(
    ownWords(inventory)
      .filter(({ text }) => text.length >= SHORTEST && !EVERYBODYS.has(text.toLowerCase()))
      .map(({ text, as }) => [text.toLowerCase(), as]),
  );
  if (words.size === 0) return (text) => text;
  const longestFirst = [...words.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const any = new RegExp(`(?<![A-Za-z0-9])(?:${longestFirst.map(escape).join('|')})(?![A-Za-z0-9])`, 'gi');
  return (text) => text.replace(any, (found) => words.get(found.toLowerCase()) ?? found);
}

function ownWords({ host, ...rest }: Inventory): HostWord[] {
  const items = allItems({ host, ...rest });
  const words: HostWord[] = [];
  const add = (as: string, ...texts: readonly (string | null | undefined)[]): void => {
    for (const text of texts)
      if (text !== null && text !== undefined && text !== '') words.push({ text, as });
  };
  add('<host name>', host.hostname, host.hostname?.split('.')[0]);
  add(isIP(host.address) === 0 ? '<host name>' : '<address>', host.address);
  add('<host uuid>', host.uuid);
  for (const [key, value] of host.inventoryKeys) {
    if (key.endsWith('UUID')) add('<host uuid>', value);
    if (/^(PRIMARY_DISK|BACKUP_PARTITION)$/.test(key)) add('<disk>', value, diskName(value));
  }
  for (const item of items) {
    if (item.kind === 'nic') add('<mac>', item.mac);
    if (item.kind === 'disk') add('<disk>', ...item.byId);
    if (item.kind === 'partition' && item.role === 'root') add('<root label>', item.label);
    if (item.kind === 'sr' && !item.shared) add('<storage uuid>', item.uuid);
    if (item.kind === 'pbd') add('<connection uuid>', item.uuid);
    if (item.kind !== 'setting') continue;
    if (item.area === 'iscsi' && item.key === 'initiator-name') add('<initiator>', item.value);
    if (ADDRESS_AREAS.has(item.area) && OWN_ADDRESS.test(item.key) && isIP(item.value) !== 0)
      add('<address>', item.value);
    if (item.area === 'network' && item.key === 'hostname') add('<host name>', item.value);
  }
  return words;
}

/** `/dev/disk/by-id/scsi-1234-part2` names the disk `scsi-1234`. */
function diskName(path: string): string | null {
  return /\/by-id\/(.+?)(?:-part\d+)?$/.exec(path)?.[1] ?? null;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
