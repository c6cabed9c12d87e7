import type { SettingItem } from '../../model/inventory.ts';
import type { PoolRole } from '../../model/host.ts';
import { evidenceOf, settingOf } from '../reading.ts';
import { originOf, type Answers, type Question } from './answers.ts';
import { mapOf, setOf, valueOf, type XeRecord } from './records.ts';

/** A setting under a record's own evidence. */
function setting(
  question: Question,
  record: XeRecord,
  area: string,
  key: string,
  value: string,
): SettingItem {
  const origin = originOf(question);
  return settingOf(area, key, value, origin, [evidenceOf(origin, record.line)]);
}

/** One setting a field that has a value, and one a key of a map. */
function fieldSettings(
  question: Question,
  record: XeRecord,
  area: string,
  prefix: string,
  fields: readonly string[],
): SettingItem[] {
  return fields.flatMap((field) => {
    const value = valueOf(record, field);
    return value === null ? [] : [setting(question, record, area, `${prefix}${field}`, value)];
  });
}

function mapSettings(
  question: Question,
  record: XeRecord,
  area: string,
  prefix: string,
  field: string,
): SettingItem[] {
  return [...mapOf(record, field)].map(([key, value]) =>
    setting(question, record, area, `${prefix}${field}.${key}`, value),
  );
}

const POOL_FIELDS = [
  'uuid',
  'name-label',
  'master',
  'default-SR',
  'crash-dump-SR',
  'suspend-image-SR',
  'ha-enabled',
  'ha-statefiles',
  'ha-host-failures-to-tolerate',
  'wlb-enabled',
  'wlb-url',
  'vswitch-controller',
  'tags',
];

/** `setting:pool.ha-enabled` and the like, keys of the pool as `pool.other-config.<key>` and `pool.gui-config.<key>` (custom fields). */
export function poolSettings({ pool }: Answers): SettingItem[] {
  return (pool ?? []).flatMap((record) => [
    ...fieldSettings('pool', record, 'pool', '', POOL_FIELDS),
    ...mapSettings('pool', record, 'pool', '', 'other-config'),
    ...mapSettings('pool', record, 'pool', '', 'gui-config'),
  ]);
}

const HOST_FIELDS = [
  'name-label',
  'hostname',
  'address',
  'enabled',
  'host-metrics-live',
  'edition',
  'external-auth-type',
  'external-auth-service-name',
  'suspend-image-sr-uuid',
  'crash-dump-sr-uuid',
  'local-cache-sr',
  'memory-total',
  'tags',
];
const HOST_MAPS = ['license-server', 'other-config', 'logging', 'software-version', 'cpu_info'];

/**
 * This host as `xapi.host.<field>`; of the others what must agree or be up in a pool, as `xapi.hosts.<uuid>.<field>`.
 * The hotfixes of a host are a sorted list of uuids, so that two hosts can be compared.
 */
export function hostSettings(answers: Answers, thisHost: string | null): SettingItem[] {
  return (answers.host ?? []).flatMap((record) => {
    const uuid = valueOf(record, 'uuid') ?? '';
    const own = uuid === thisHost ? hostDetails(record) : [];
    const cpu = mapOf(record, 'cpu_info');
    const version = mapOf(record, 'software-version');
    const patches = (answers.patch ?? [])
      .filter((patch) => setOf(patch, 'hosts').includes(uuid))
      .map((patch) => valueOf(patch, 'uuid') ?? '')
      .sort();
    const compared: readonly (readonly [string, string])[] = [
      ['version', version.get('product_version') ?? ''],
      ['build', version.get('build_number') ?? ''],
      ['cpu', [cpu.get('vendor') ?? '', cpu.get('features') ?? ''].join(' ').trim()],
      ['patches', patches.join('\n')],
    ];
    return [
      ...own,
      ...fieldSettings('host', record, 'xapi', `hosts.${uuid}.`, [
        'name-label',
        'hostname',
        'address',
        'enabled',
        'host-metrics-live',
      ]),
      ...compared
        .filter(([, value]) => value !== '')
        .map(([key, value]) => setting('host', record, 'xapi', `hosts.${uuid}.${key}`, value)),
    ];
  });
}

function hostDetails(record: XeRecord): SettingItem[] {
  const skipped = new Set(['flags', 'features_after_reboot', 'physical_features']);
  return [
    ...fieldSettings('host', record, 'xapi', 'host.', HOST_FIELDS),
    ...HOST_MAPS.flatMap((field) => mapSettings('host', record, 'xapi', 'host.', field)),
  ].filter(({ key }) => !skipped.has(key.slice(key.lastIndexOf('.') + 1)));
}

/** pool.conf says `master` on a host that stands alone too; the number of hosts tells the two apart. */
export function poolRole({ pool, host }: Answers, thisHost: string | null): PoolRole | null {
  const master = pool?.[0] ? valueOf(pool[0], 'master') : null;
  if (!host || master === null || thisHost === null) return null;
  if (host.length === 1) return 'standalone';
  return master === thisHost ? 'master' : 'member';
}

/** Names of the hotfixes: of those on this host as `xapi.patch.<uuid>`, of those that only others have as `xapi.patch-elsewhere.<uuid>`. */
export function patchSettings(answers: Answers, thisHost: string | null): SettingItem[] {
  return (answers.patch ?? []).flatMap((record) => {
    const uuid = valueOf(record, 'uuid');
    const hosts = setOf(record, 'hosts');
    if (uuid === null || thisHost === null || hosts.length === 0) return [];
    const key = hosts.includes(thisHost) ? 'patch' : 'patch-elsewhere';
    return [setting('patch', record, 'xapi', `${key}.${uuid}`, valueOf(record, 'name-label') ?? '')];
  });
}

const PIF_FIELDS = [
  'MAC',
  'currently-attached',
  'management',
  'IP-configuration-mode',
  'IP',
  'netmask',
  'gateway',
  'DNS',
  'bond-master-of',
  'bond-slave-of',
  'network-uuid',
];

/** Interfaces of this host: `xapi.pif.eth0.IP`, `xapi.pif.eth0.100.management` for a VLAN. */
export function interfaceSettings({ pif }: Answers, thisHost: string | null): SettingItem[] {
  const own = (pif ?? []).filter((record) => thisHost === null || valueOf(record, 'host-uuid') === thisHost);
  return own.flatMap((record) => {
    const vlan = valueOf(record, 'VLAN');
    const tag = vlan === null || vlan === '-1' ? '' : `.${vlan}`;
    const prefix = `pif.${valueOf(record, 'device') ?? valueOf(record, 'uuid') ?? ''}${tag}.`;
    return [
      ...fieldSettings('pif', record, 'xapi', prefix, PIF_FIELDS),
      ...mapSettings('pif', record, 'xapi', prefix, 'other-config'),
    ];
  });
}

/** Networks by their bridge: keys that administrators set (static routes, ethtool), and an MTU that is not the usual one. */
export function networkSettings({ network }: Answers): SettingItem[] {
  return (network ?? []).flatMap((record) => {
    const prefix = `network.${valueOf(record, 'bridge') ?? valueOf(record, 'uuid') ?? ''}.`;
    const mtu = valueOf(record, 'MTU');
    return [
      ...fieldSettings('network', record, 'xapi', prefix, ['name-label']),
      ...(mtu === null || mtu === '1500' ? [] : [setting('network', record, 'xapi', `${prefix}MTU`, mtu)]),
      ...mapSettings('network', record, 'xapi', prefix, 'other-config'),
    ];
  });
}

/** Storage drivers that xapi knows, by type: 7.0 takes only those that its configuration names. */
export function driverSettings({ sm }: Answers): SettingItem[] {
  return (sm ?? []).flatMap((record) => {
    const type = valueOf(record, 'type');
    const said = valueOf(record, 'driver-filename') ?? valueOf(record, 'name-label') ?? '';
    return type === null ? [] : [setting('sm', record, 'xapi', `sm.${type}`, said)];
  });
}
