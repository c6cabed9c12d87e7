import { readMap, readSet, type Database, type DatabaseRow } from './xapi-database.ts';

type XeFields = readonly (readonly [field: string, value: string])[];

/** One question of the xapi collector, answered from the database. */
interface XeKind {
  readonly question: string;
  readonly records: (database: Database) => readonly XeFields[];
}

const NOTHING = '<not in database>';

/** How the value of one field of `xe` comes out of a row. */
type Field = (row: DatabaseRow, database: Database) => string;

const text =
  (name: string): Field =>
  (row) =>
    row.get(name) ?? '';
const lower =
  (name: string): Field =>
  (row) =>
    (row.get(name) ?? '').toLowerCase();
const set =
  (name: string): Field =>
  (row) =>
    readSet(row.get(name)).join('; ');
const map =
  (name: string): Field =>
  (row) =>
    readMap(row.get(name))
      .map(([key, value]) => `${key}: ${value}`)
      .join('; ');

/** A field of the object that a reference leads to. */
function through(name: string, table: string, field = 'uuid'): Field {
  return (row, database) =>
    database
      .get(table)
      ?.get(row.get(name) ?? '')
      ?.get(field) ?? NOTHING;
}

/** The same field of all objects of a table that refer to the row. */
function referring(table: string, reference: string, field: Field): Field {
  return (row, database) =>
    rowsOf(database, table)
      .filter((other) => other.get(reference) === row.get('ref'))
      .map((other) => field(other, database))
      .join('; ');
}

function rowsOf(database: Database, table: string): DatabaseRow[] {
  return [...(database.get(table)?.values() ?? [])];
}

function kind(
  question: string,
  table: string,
  fields: Readonly<Record<string, Field>>,
  isListed: (row: DatabaseRow) => boolean = () => true,
): XeKind {
  return {
    question,
    records: (database) =>
      rowsOf(database, table)
        .filter((row) => row.has('uuid') && isListed(row))
        .map((row) => [
          ['uuid', row.get('uuid') ?? ''],
          ...Object.entries(fields).map(([name, field]) => [name, field(row, database)] as const),
        ]),
  };
}

const isShared = (row: DatabaseRow): boolean => row.get('shared') === 'true';

/** The questions and fields of the xapi collector (its probe.sh), without that for what prevents an evacuation. */
export const XE_KINDS: readonly XeKind[] = [
  kind('pool', 'pool', {
    'name-label': text('name_label'),
    master: through('master', 'host'),
    'default-SR': through('default_SR', 'SR'),
    'crash-dump-SR': through('crash_dump_SR', 'SR'),
    'suspend-image-SR': through('suspend_image_SR', 'SR'),
    'other-config': map('other_config'),
    'ha-enabled': text('ha_enabled'),
    'ha-statefiles': set('ha_statefiles'),
    'ha-host-failures-to-tolerate': text('ha_host_failures_to_tolerate'),
    'wlb-enabled': text('wlb_enabled'),
    'wlb-url': text('wlb_url'),
    'gui-config': map('gui_config'),
    'vswitch-controller': text('vswitch_controller'),
    tags: set('tags'),
  }),
  kind('host', 'host', {
    'name-label': text('name__label'),
    hostname: text('hostname'),
    address: text('address'),
    enabled: text('enabled'),
    'host-metrics-live': through('metrics', 'host_metrics', 'live'),
    edition: text('edition'),
    'license-server': map('license_server'),
    'software-version': map('software_version'),
    'other-config': map('other_config'),
    logging: map('logging'),
    cpu_info: map('cpu_info'),
    'external-auth-type': text('external_auth_type'),
    'external-auth-service-name': text('external_auth_service_name'),
    'suspend-image-sr-uuid': through('suspend_image_sr', 'SR'),
    'crash-dump-sr-uuid': through('crash_dump_sr', 'SR'),
    'local-cache-sr': through('local_cache_sr', 'SR'),
    'memory-total': through('metrics', 'host_metrics', 'memory__total'),
    tags: set('tags'),
  }),
  kind('sr', 'SR', {
    'name-label': text('name__label'),
    host: (row, database) =>
      isShared(row)
        ? '<shared>'
        : referring('PBD', 'SR', through('host', 'host', 'name__label'))(row, database),
    VDIs: referring('VDI', 'SR', text('uuid')),
    'physical-utilisation': text('physical_utilisation'),
    'physical-size': text('physical_size'),
    type: text('type'),
    'content-type': text('content_type'),
    shared: text('shared'),
    'other-config': map('other_config'),
    'local-cache-enabled': text('local_cache_enabled'),
  }),
  kind('pbd', 'PBD', {
    'host-uuid': through('host', 'host'),
    'sr-uuid': through('SR', 'SR'),
    'device-config': map('device_config'),
    'currently-attached': text('currently_attached'),
  }),
  kind(
    'vm',
    'VM',
    {
      'name-label': text('name__label'),
      'is-a-snapshot': text('is_a_snapshot'),
      'is-control-domain': text('is_control_domain'),
      'power-state': lower('power_state'),
      'suspend-VDI-uuid': through('suspend_VDI', 'VDI'),
      'suspend-SR-uuid': through('suspend_SR', 'SR'),
      'VCPUs-max': text('VCPUs__max'),
      platform: map('platform'),
      'HVM-boot-policy': text('HVM__boot_policy'),
      'resident-on': through('resident_on', 'host'),
      affinity: through('affinity', 'host'),
      'other-config': map('other_config'),
      'ha-restart-priority': text('ha_restart_priority'),
      'ha-always-run': text('ha_always_run'),
      'protection-policy': through('protection_policy', 'VMPP'),
    },
    // `xe vm-list` shows no templates.
    (row) => row.get('is_a_template') !== 'true',
  ),
  kind('vbd', 'VBD', {
    'vm-uuid': through('VM', 'VM'),
    'vdi-uuid': through('VDI', 'VDI'),
    empty: text('empty'),
    type: text('type'),
    'currently-attached': text('currently_attached'),
  }),
  kind('vdi', 'VDI', {
    'name-label': text('name__label'),
    'is-a-snapshot': text('is_a_snapshot'),
    'sr-uuid': through('SR', 'SR'),
    'virtual-size': text('virtual_size'),
    'physical-utilisation': text('physical_utilisation'),
    type: text('type'),
    managed: text('managed'),
    missing: text('missing'),
  }),
  kind('patch', 'pool_patch', {
    'name-label': text('name__label'),
    hosts: referring('host_patch', 'pool_patch', through('host', 'host')),
  }),
  kind('pif', 'PIF', {
    device: text('device'),
    MAC: text('MAC'),
    VLAN: text('VLAN'),
    'currently-attached': text('currently_attached'),
    'bond-master-of': referring('Bond', 'master', text('uuid')),
    'bond-slave-of': through('bond_slave_of', 'Bond'),
    management: text('management'),
    'network-uuid': through('network', 'network'),
    'host-uuid': through('host', 'host'),
    'IP-configuration-mode': text('ip_configuration_mode'),
    IP: text('IP'),
    netmask: text('netmask'),
    gateway: text('gateway'),
    DNS: text('DNS'),
    'other-config': map('other_config'),
  }),
  kind('network', 'network', {
    'name-label': text('name__label'),
    MTU: text('MTU'),
    bridge: text('bridge'),
    'other-config': map('other_config'),
  }),
  kind('sm', 'SM', {
    'name-label': text('name__label'),
    type: text('type'),
    'driver-filename': text('driver_filename'),
  }),
];
