import type { SettingItem } from '../../model/inventory.ts';
import { excerptOf, settingOf, type ShownCommand, type TextLine } from '../reading.ts';

interface Named {
  readonly members: string[];
  readonly line: TextLine;
}

/** Bridges with their ports and bonds with their interfaces; those of virtual machines are left out. */
export interface SwitchNames {
  readonly bridges: ReadonlyMap<string, Named>;
  readonly bonds: ReadonlyMap<string, Named>;
}

const GUEST = /^(vif|tap)\d/;

/** `ovs-vsctl show`: `Bridge "xenbr0"`, below it `Port "bond0"`, below that `Interface "eth0"`, each further in. */
export function readSwitch(shown: ShownCommand | undefined): SwitchNames {
  const bridges = new Map<string, Named>();
  const ports = new Map<string, Named>();
  let bridge: Named | null = null;
  let port: Named | null = null;
  for (const line of shown?.lines ?? []) {
    const match = /^\s+(Bridge|Port|Interface) "?([^"]*?)"?$/.exec(line.text);
    const name = match?.[2] ?? '';
    if (!match || name === '') continue;
    if (match[1] === 'Bridge') {
      bridge = { members: [], line };
      bridges.set(name, bridge);
    } else if (match[1] === 'Port') {
      port = { members: [], line };
      ports.set(name, port);
      if (bridge && !bridges.has(name) && !GUEST.test(name)) bridge.members.push(name);
    } else if (port && !GUEST.test(name)) port.members.push(name);
  }
  return { bridges, bonds: new Map([...ports].filter(([, { members }]) => members.length > 1)) };
}

/** A column that only the one table has tells which table a record of `ovs-vsctl list` is of. */
const TABLES: readonly (readonly [column: string, table: string])[] = [
  ['select_all', 'mirror'],
  ['queues', 'qos'],
  ['sampling', 'sflow'],
  ['active_timeout', 'netflow'],
  ['max_backoff', 'controller'],
];

/** Mirrors, quality of service, flow export and controllers: records of `column : value` lines, parted by empty lines. */
export function switchSettings(shown: ShownCommand | undefined): SettingItem[] {
  const counts = new Map<string, number>();
  return recordsOf(shown?.lines ?? []).flatMap((record) => {
    const columns = new Map(
      record.map(({ text }) => /^(\w+)\s*: (.*)$/.exec(text)).map((m) => [m?.[1] ?? '', m?.[2] ?? '']),
    );
    const table = TABLES.find(([column]) => columns.has(column))?.[1];
    const first = record[0];
    if (table === undefined || !first) return [];
    const number = (counts.get(table) ?? 0) + 1;
    counts.set(table, number);
    const name = columns.get('name') ?? columns.get('target') ?? '';
    const value = record
      .map(({ text }) => text.replace(/\s*: /, ': '))
      .filter((text) => !text.startsWith('_uuid'))
      .join('\n');
    const evidence = [
      { origin: 'ovs-vsctl list', line: first.number, excerpt: excerptOf(`${table} ${name}`.trim()) },
    ];
    return [settingOf('openvswitch', `${table}.${number}`, value, 'ovs-vsctl list', evidence)];
  });
}

function recordsOf(lines: readonly TextLine[]): TextLine[][] {
  const records: TextLine[][] = [[]];
  for (const line of lines) {
    if (line.text.trim() === '') records.push([]);
    else records.at(-1)?.push(line);
  }
  return records.filter((record) => record.length > 0);
}
