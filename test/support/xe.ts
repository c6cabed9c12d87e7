/** Kind of a field as xe marks it: read-only, writable, set, map. */
type Mark = ' RO' | ' RW' | 'SRO' | 'SRW' | 'MRO' | 'MRW';

export interface XeField {
  readonly name: string;
  readonly mark?: Mark;
  readonly value: string;
}

/**
 * Records as `xe <kind>-list` prints them: the first field at the left, the others flushed right to four more than the longest
 * label, `: ` and the value, two empty lines after each record.
 */
export function xeList(...records: readonly (readonly XeField[])[]): string {
  return records.map((fields) => `${xeRecord(fields)}\n\n\n`).join('');
}

function xeRecord(fields: readonly XeField[]): string {
  const labels = fields.map(({ name, mark }) => `${name} (${mark ?? ' RO'})`);
  const width = 4 + Math.max(0, ...labels.map((label) => label.length));
  return fields
    .map(({ value }, index) => {
      const label = labels[index] ?? '';
      return `${index === 0 ? label.padEnd(width) : label.padStart(width)}: ${value}`;
    })
    .join('\n');
}

const MARKS: Readonly<Record<string, Mark>> = {
  'name-label': ' RW',
  'other-config': 'MRW',
  'device-config': 'MRO',
  'gui-config': 'MRW',
  platform: 'MRW',
  cpu_info: 'MRO',
  'software-version': 'MRO',
  logging: 'MRW',
  VDIs: 'SRO',
  hosts: 'SRO',
};

/** The same from plain objects; the marks are those of xapi's records.ml. */
export function xe(...records: readonly Readonly<Record<string, string>>[]): string {
  return xeList(
    ...records.map((record) =>
      Object.entries(record).map(([name, value]) => ({ name, mark: MARKS[name] ?? ' RO', value })),
    ),
  );
}
