import type { Gap } from '../../../model/gap.ts';
import type { SettingItem } from '../../../model/inventory.ts';
import {
  CLEAR,
  found,
  inventoryKey,
  stopAt,
  unknown,
  type PreflightAnswer,
  type PreflightContext,
} from './context.ts';

/** The management bridge as the installer looks it up; null = it cannot be told. */
interface Management {
  readonly bridge: string;
  /** First port of the bridge in networkd.db; null = the bridge has none there. */
  readonly nic: string | null;
  readonly mode: string | null;
  value(field: string): string | null;
  readonly sight: SettingItem | null;
}

function isAboutDatabase({ origin }: Gap): boolean {
  return DATABASES.includes(origin);
}

const DATABASES = ['/var/lib/xcp/networkd.db', '/var/xapi/networkd.db'];

/** 'none': there is no networkd.db (6.0), and the installer goes by other files. */
function management(context: PreflightContext): Management | 'none' | null {
  const bridge = context.keys?.get('MANAGEMENT_INTERFACE') ?? '';
  if (context.settings('networkd.').length === 0) {
    const hasDatabase = DATABASES.some((path) => context.file(path) !== null);
    return !hasDatabase && context.hasSection('files') ? 'none' : null;
  }
  const field = (name: string): SettingItem | null => context.setting(`networkd.${bridge}.${name}`);
  const nic = field('interfaces')?.value.split(',')[0] ?? '';
  return {
    bridge,
    nic: nic === '' ? null : nic,
    mode: field('mode')?.value ?? null,
    value: (name) => field(name)?.value ?? null,
    sight: field('interfaces') ?? field('vlan') ?? field('mode'),
  };
}

/** product.py:218-243@f7a21a1: the first interface of the bridge is looked up without a test. */
export function managementInterface(context: PreflightContext): PreflightAnswer {
  if (context.keys === null) return unknown(context, 'host', 'which interface the host is managed by');
  const name = context.keys.get('MANAGEMENT_INTERFACE');
  const sight = inventoryKey(context, 'MANAGEMENT_INTERFACE');
  if (name === undefined || name === '') {
    const how = name === undefined ? 'is missing from' : 'is empty in';
    const sentence = `MANAGEMENT_INTERFACE ${how} /etc/xensource-inventory (management switched off); the installer cannot read the settings of this host.`;
    return found([stopAt('mgmt-iface', sight, sentence)]);
  }
  const known = management(context);
  if (known === 'none') return CLEAR;
  if (known === null)
    return unknown(context, 'network', `which interface ${name} runs over`, isAboutDatabase);
  if (known.nic !== null) return CLEAR;
  const vlan = known.value('vlan');
  const why = vlan === null ? 'has no physical interface in networkd.db' : `lies on VLAN ${vlan}`;
  const sentence = `The management network ${name} ${why}; the installer of ${context.profile.product} cannot read the settings of such a host.`;
  return found([stopAt('mgmt-iface', known.sight ?? sight, sentence)]);
}

/** The installer names interfaces eth0, eth1, … by its own rules (product.py:243@f7a21a1). */
export function managementNic(context: PreflightContext): PreflightAnswer {
  const known = management(context);
  if (known === 'none') return CLEAR;
  if (known === null)
    return unknown(context, 'network', 'which interface the host is managed by', isAboutDatabase);
  if (known.nic === null || /^eth\d+$/.test(known.nic)) return CLEAR;
  const nic = context.of('nic').find(({ name }) => name === known.nic) ?? known.sight;
  const sight = nic ?? inventoryKey(context, 'MANAGEMENT_INTERFACE');
  const sentence = `The host is managed by ${known.nic}; the installer names interfaces eth0, eth1 and so on, does not find one of that name, and cannot read the settings.`;
  return found([stopAt('mgmt-nic', sight, sentence)]);
}

/** product.py:245-252@f7a21a1: without both, no configuration is recorded. */
export function managementStatic(context: PreflightContext): PreflightAnswer {
  const known = management(context);
  if (known === 'none') return CLEAR;
  if (known === null)
    return unknown(context, 'network', 'how the management interface gets its address', isAboutDatabase);
  if (known.mode !== 'static') return CLEAR;
  const missing = ['ipaddr', 'netmask'].filter((field) => known.value(field) === null);
  if (missing.length === 0) return CLEAR;
  const sight = known.sight ?? inventoryKey(context, 'MANAGEMENT_INTERFACE');
  const words = missing.map((field) => (field === 'ipaddr' ? 'address' : 'netmask')).join(' and no ');
  const sentence = `The management network ${known.bridge} is static and has no ${words} in networkd.db; the network step fails when the packages are already installed.`;
  return found([stopAt('mgmt-static', sight, sentence)]);
}
