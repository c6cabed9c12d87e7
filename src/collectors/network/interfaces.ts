import type { NicItem } from '../../model/inventory.ts';
import { evidenceOf, type ShownCommand, type TextLine } from '../reading.ts';
import type { SwitchNames } from './open-vswitch.ts';

export interface Interfaces {
  readonly items: readonly NicItem[];
  readonly strayLines: readonly TextLine[];
}

const ROLES: readonly NicItem['role'][] = ['physical', 'bond', 'vlan', 'bridge', 'other'];

/**
 * `<role> <mac> <name> <members>`, parted by tabs, one interface a line. Bridges and bonds of Open vSwitch are plain interfaces
 * to the kernel, so what the switch says of them goes before.
 */
export function readInterfaces(
  interfaces: ShownCommand | undefined,
  drivers: ReadonlyMap<string, string>,
  configFiles: ReadonlyMap<string, string>,
  openVSwitch: SwitchNames,
): Interfaces {
  const items = new Map<string, NicItem>();
  const strayLines: TextLine[] = [];
  for (const line of interfaces?.lines ?? []) {
    if (line.text === '') continue;
    const [role = '', mac = '', name = '', members = ''] = line.text.split('\t');
    const known = ROLES.find((word) => word === role);
    if (known === undefined || name === '') {
      strayLines.push(line);
      continue;
    }
    const ofSwitch = openVSwitch.bridges.get(name) ?? openVSwitch.bonds.get(name);
    items.set(name, {
      kind: 'nic',
      id: `nic:${name}`,
      evidence: [evidenceOf(`/sys/class/net/${name}`, line)],
      name,
      mac: mac === '' || /^(00:){5}00$/.test(mac) ? null : mac,
      driver: drivers.get(name) ?? null,
      role: openVSwitch.bridges.has(name) ? 'bridge' : openVSwitch.bonds.has(name) ? 'bond' : known,
      configFile: configFiles.get(name) ?? null,
      members: ofSwitch?.members ?? members.split(' ').filter((member) => member !== ''),
    });
  }
  for (const [names, role] of [
    [openVSwitch.bridges, 'bridge'],
    [openVSwitch.bonds, 'bond'],
  ] as const) {
    for (const [name, { members, line }] of names) {
      if (items.has(name)) continue;
      const evidence = [evidenceOf('ovs-vsctl show', line)];
      const configFile = configFiles.get(name) ?? null;
      items.set(name, {
        kind: 'nic',
        id: `nic:${name}`,
        evidence,
        name,
        mac: null,
        driver: null,
        role,
        configFile,
        members,
      });
    }
  }
  return { items: [...items.values()], strayLines };
}

/** `/sys/class/net/eth0/device/driver ../../../bus/pci/drivers/e1000e` */
export function readDrivers(drivers: ShownCommand | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const { text } of drivers?.lines ?? []) {
    const match = /^\/sys\/class\/net\/([^/\s]+)\/device\/driver \S*\/([^/\s]+)$/.exec(text);
    if (match) found.set(match[1] ?? '', match[2] ?? '');
  }
  return found;
}
