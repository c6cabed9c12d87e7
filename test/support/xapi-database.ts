import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../lab/index.ts';

/*
 * The database file of xapi, from the objects that the lab's xe answers with: tables, rows, references, maps and sets as
 * xen-api at a1cce4a026 writes them (db_xml.ml, datamodel.ml, string_marshall_helper.ml).
 */

/** Table, and columns that are named otherwise than in the other tables. */
interface Shape {
  readonly table: string;
  readonly columns?: Readonly<Record<string, string>>;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  pool: { table: 'pool', columns: { 'name-label': 'name_label' } },
  host: { table: 'host' },
  sr: { table: 'SR' },
  pbd: { table: 'PBD' },
  vm: { table: 'VM' },
  vbd: { table: 'VBD' },
  vdi: { table: 'VDI' },
  patch: { table: 'pool_patch' },
  pif: { table: 'PIF' },
  network: { table: 'network' },
  sm: { table: 'SM' },
};

const COLUMNS: Readonly<Record<string, string>> = {
  'name-label': 'name__label',
  'name-description': 'name__description',
  'VCPUs-max': 'VCPUs__max',
  'HVM-boot-policy': 'HVM__boot_policy',
  'IP-configuration-mode': 'ip_configuration_mode',
};
/** Fields whose value is the uuid of another object. */
const REFERENCES = new Set([
  'master',
  'default-SR',
  'crash-dump-SR',
  'suspend-image-SR',
  'resident-on',
  'affinity',
  'host-uuid',
  'sr-uuid',
  'vm-uuid',
  'vdi-uuid',
  'network-uuid',
  'bond-slave-of',
]);
const REFERENCE_COLUMNS: Readonly<Record<string, string>> = {
  'host-uuid': 'host',
  'sr-uuid': 'SR',
  'vm-uuid': 'VM',
  'vdi-uuid': 'VDI',
  'network-uuid': 'network',
  'suspend-VDI-uuid': 'suspend_VDI',
  'suspend-SR-uuid': 'suspend_SR',
};

type LabObject = ReadonlyMap<string, { readonly access: string; readonly value: string }>;

function readObjects(lab: Lab, kind: string): LabObject[] {
  const text = readFileSync(join(lab.state, 'xe', `${kind}.txt`), 'utf8');
  return text
    .split('\n\n')
    .map((block) => block.split('\n').filter((line) => line !== '' && !line.startsWith('#')))
    .filter((lines) => lines.length > 0)
    .map(
      (lines) =>
        new Map(
          lines.map((line) => {
            const [name = '', access = '', ...value] = line.split('\t');
            return [name, { access, value: value.join('\t').replaceAll('\\n', '\n') }];
          }),
        ),
    );
}

export function xapiDatabase(lab: Lab): Buffer {
  const extra = { metrics: new Map<string, string>(), patches: [] as string[] };
  const tables = Object.entries(SHAPES).map(([kind, { table, columns }]) => {
    const rows = readObjects(lab, kind).map((object) => row(kind, object, columns ?? {}, extra));
    return `<table name="${table}">${rows.join('')}</table>`;
  });
  const metrics = [...extra.metrics].map(([ref, fields]) => `<row ref="${ref}" ${fields}/>`).join('');
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n<database><manifest><pair key="schema_major_vsn" value="5"/></manifest>' +
      tables.join('') +
      `<table name="host_metrics">${metrics}</table><table name="host_patch">${extra.patches.join('')}</table></database>`,
  );
}

function row(
  kind: string,
  object: LabObject,
  columns: Readonly<Record<string, string>>,
  extra: { metrics: Map<string, string>; patches: string[] },
): string {
  const uuid = object.get('uuid')?.value ?? '';
  const pairs: string[] = [];
  const put = (column: string, value: string): void => {
    pairs.push(`${column}="${attribute(value)}"`);
  };
  put('ref', refOf(uuid));
  for (const [name, { access, value }] of object) {
    if (name === 'host-metrics-live') {
      const total = object.get('memory-total')?.value ?? '';
      extra.metrics.set(
        refOf(`metrics-${uuid}`),
        `live="${value}" memory__total="${total}" uuid="m-${uuid}"`,
      );
      put('metrics', refOf(`metrics-${uuid}`));
    } else if (kind === 'patch' && name === 'hosts') {
      for (const host of value.split('; ').filter((one) => one !== ''))
        extra.patches.push(
          `<row ref="${refOf(`hp-${uuid}-${host}`)}" uuid="hp-${uuid}" pool_patch="${refOf(uuid)}" host="${refOf(host)}" applied="true"/>`,
        );
    } else if (REFERENCES.has(name) || REFERENCE_COLUMNS[name] !== undefined)
      put(
        REFERENCE_COLUMNS[name] ?? name.replaceAll('-', '_'),
        /^[0-9a-f-]{36}$/.test(value) ? refOf(value) : 'OpaqueRef:NULL',
      );
    else put(columns[name] ?? COLUMNS[name] ?? name.replaceAll('-', '_'), marshalled(name, access, value));
  }
  return `<row ${pairs.join(' ')}/>`;
}

function refOf(uuid: string): string {
  return `OpaqueRef:${uuid}`;
}

function marshalled(name: string, access: string, value: string): string {
  if (name === 'power-state') return value.charAt(0).toUpperCase() + value.slice(1);
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (access.startsWith('S'))
    return `(${value
      .split('; ')
      .filter((one) => one !== '')
      .map(quote)
      .join(' ')})`;
  if (!access.startsWith('M')) return value;
  const entries = value.split('; ').filter((one) => one.includes(': '));
  return `(${entries.map((one) => `(${quote(one.slice(0, one.indexOf(': ')))} ${quote(one.slice(one.indexOf(': ') + 2))})`).join(' ')})`;
}

/** xml_spaces.ml, then the escapes of XML. */
function attribute(value: string): string {
  return value
    .replaceAll('%', '%%')
    .replaceAll('\n', '%n')
    .replaceAll('\t', '%t')
    .replaceAll('  ', '%_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
