import type { SettingItem } from '../../model/inventory.ts';
import { excerptOf, settingOf, type PartGap, type ShownFile } from '../reading.ts';

/**
 * networkd.db (6.1 and later): one JSON text with `bridge_config` and `interface_config`, each a map from a name, written as an
 * object or as a list of pairs. The installer reads the management network from it (product.py:218-252, f7a21a1): the first
 * interface of the bridge's ports, its parent and tag when it is a VLAN, and how it gets its address.
 * One setting a bridge and field: `networkd.xenbr0.interfaces` = `eth0`, `.vlan`, `.parent`, `.mode`, `.ipaddr`, `.netmask`, `.gateway`.
 */
export function readNetworkd(file: ShownFile): { settings: SettingItem[]; gaps: PartGap[] } {
  const text = file.body.toString('utf8');
  const config = parseJson(text);
  const bridges = entriesOf(field(config, 'bridge_config'));
  if (!bridges) {
    const detail = 'which network interface the host is managed by, and its address';
    return {
      settings: [],
      gaps: [{ origin: file.path, reason: file.truncated ? 'too-large' : 'unparsable', detail }],
    };
  }
  const interfaces = new Map(entriesOf(field(config, 'interface_config')) ?? []);
  const settings = bridges.flatMap(([name, bridge]) => {
    const said = new Map([...bridgeFacts(bridge), ...addressFacts(interfaces.get(name))]);
    return [...said].map(([key, value]) => {
      const evidence = [{ origin: file.path, excerpt: excerptOf(`${name}: ${key} ${value}`) }];
      return settingOf('networkd', `${name}.${key}`, value, file.path, evidence);
    });
  });
  return { settings, gaps: [] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The pairs of a map in either spelling; null when it is neither. */
function entriesOf(value: unknown): [string, unknown][] | null {
  if (isRecord(value)) return Object.entries(value);
  if (!Array.isArray(value)) return null;
  return value.flatMap((pair: unknown): [string, unknown][] =>
    Array.isArray(pair) && typeof pair[0] === 'string' ? [[pair[0], pair[1]]] : [],
  );
}

function bridgeFacts(bridge: unknown): [string, string][] {
  const ports = entriesOf(field(bridge, 'ports')) ?? [];
  const interfaces = ports.flatMap(([, port]) => {
    const list = field(port, 'interfaces');
    return Array.isArray(list) ? list.filter((name): name is string => typeof name === 'string') : [];
  });
  const facts: [string, string][] = [['interfaces', interfaces.join(',')]];
  const vlan = field(bridge, 'vlan');
  // An optional pair: `["xenbr0", 100]`, or that in a list of its own.
  const pair: unknown = Array.isArray(vlan) && Array.isArray(vlan[0]) ? vlan[0] : vlan;
  if (Array.isArray(pair) && pair.length >= 2)
    facts.push(['parent', String(pair[0])], ['vlan', String(pair[1])]);
  return facts;
}

/** A variant is its name alone (`"DHCP4"`), or a list of the name and what it carries (`["Static4", [["10.0.0.5", 24]]]`). */
function addressFacts(config: unknown): [string, string][] {
  const conf = field(config, 'ipv4_conf');
  const variant: unknown = Array.isArray(conf) ? conf[0] : conf;
  if (variant === 'DHCP4') return [['mode', 'dhcp']];
  if (variant !== 'Static4') return variant === 'None4' ? [['mode', 'none']] : [];
  const facts: [string, string][] = [['mode', 'static']];
  const addresses: unknown = Array.isArray(conf) ? conf[1] : null;
  const first: unknown = Array.isArray(addresses) ? addresses[0] : null;
  if (Array.isArray(first) && typeof first[0] === 'string') {
    facts.push(['ipaddr', first[0]]);
    if (typeof first[1] === 'number') facts.push(['netmask', `/${first[1]}`]);
  }
  const gateway = field(config, 'ipv4_gateway');
  const address: unknown = Array.isArray(gateway) ? gateway[0] : gateway;
  if (typeof address === 'string') facts.push(['gateway', address]);
  return facts;
}
