import type { TextLine } from '../reading.ts';

/** One record of `xe <kind>-list`: field names without the mark of their kind, values as xe prints them. */
export interface XeRecord {
  readonly line: TextLine;
  readonly fields: ReadonlyMap<string, string>;
}

export interface XeAnswer {
  readonly records: readonly XeRecord[];
  /** Records that cannot be trusted: a field twice, or cut short in a text, as a value with newlines can make it seem. */
  readonly odd: readonly XeRecord[];
  readonly strayLines: readonly TextLine[];
}

const MARK = '\\((?:SRO|SRW|MRO|MRW| RO| RW)\\)(?: \\[DEPRECATED\\])?';
/** Every question asks for the uuid, and xapi prints it first. */
const FIRST = new RegExp(`^(uuid) ${MARK} *: ?(.*)$`);
const FURTHER = new RegExp(`^ +([A-Za-z0-9_-]+) ${MARK}: ?(.*)$`);

interface OpenRecord {
  readonly line: TextLine;
  readonly column: number;
  readonly fields: Map<string, string[]>;
  last: string;
  isOdd: boolean;
}

/**
 * Reads what xapi's cli_printer prints (the same from 6.0 to 7.0): the first field of a record at the left, the others flushed
 * right, so that all colons of a record stand in one column; two empty lines after it. A value may go on over more lines; a line
 * of it counts as a field only when its colon stands in that column.
 *
 *     uuid ( RO)          : 0e5f0b43-…
 *         name-label ( RW): Local storage
 */
export function readRecords(lines: readonly TextLine[]): XeAnswer {
  const open: OpenRecord[] = [];
  const strayLines: TextLine[] = [];
  for (const line of lines) {
    const current = open.at(-1);
    const first = FIRST.exec(line.text);
    const further = FURTHER.exec(line.text);
    const name = further?.[1] ?? '';
    if (first) {
      const fields = new Map([['uuid', [first[2] ?? '']]]);
      open.push({ line, column: colonOf(line.text), fields, last: 'uuid', isOdd: false });
    } else if (current && further && colonOf(line.text) === current.column) {
      if (current.fields.has(name)) current.isOdd = true;
      current.fields.set(name, [further[2] ?? '']);
      current.last = name;
    } else if (current) current.fields.get(current.last)?.push(line.text);
    else if (line.text.trim() !== '') strayLines.push(line);
  }
  const most = Math.max(0, ...open.map(({ fields }) => fields.size));
  const isOdd = (record: OpenRecord) => record.isOdd || endsInText(record, most);
  return {
    records: open.filter((record) => !isOdd(record)).map(closeRecord),
    odd: open.filter(isOdd).map(closeRecord),
    strayLines,
  };
}

/** Fields into which people write what they like. */
const FREE_TEXT = new Set([
  'name-label',
  'other-config',
  'gui-config',
  'device-config',
  'platform',
  'logging',
  'tags',
  'reason',
]);

/**
 * A record that has fewer fields than another one and ends in a text that somebody wrote: in that text another record may have
 * been made to begin.
 */
function endsInText({ fields, last }: OpenRecord, most: number): boolean {
  const text = fields.get(last)?.join('').trim() ?? '';
  return fields.size < most && FREE_TEXT.has(last) && text !== '';
}

function colonOf(text: string): number {
  const mark = /\)(?: \[DEPRECATED\])? *:/.exec(text);
  return mark ? mark.index + mark[0].length - 1 : -1;
}

function closeRecord({ line, fields }: OpenRecord): XeRecord {
  const values = [...fields].map(([name, parts]) => [name, parts.join('\n').replace(/\n+$/, '')] as const);
  return { line, fields: new Map(values) };
}

/** A value, or null where xe has none or refuses to compute it. */
export function valueOf(record: XeRecord, field: string): string | null {
  const value = record.fields.get(field);
  return value === undefined || /^<[a-z ]+>$/.test(value) || value === '' ? null : value;
}

export function numberOf(record: XeRecord, field: string): number | null {
  const value = valueOf(record, field);
  return value !== null && /^\d+$/.test(value) ? Number(value) : null;
}

export function isTrue(record: XeRecord, field: string): boolean {
  return valueOf(record, field) === 'true';
}

/** `a; b; c` */
export function setOf(record: XeRecord, field: string): string[] {
  return (valueOf(record, field) ?? '').split('; ').filter((entry) => entry !== '');
}

const SECRET =
  /pass(w|phrase|code)?|secret|token|psk|private|credential|(api|access|encryption)[_-]?key|^chap(?!user)/i;

/**
 * `key: value; key: value`. A value may hold `; `: what follows it is part of the value unless it looks like a key.
 * Values whose key speaks of a secret are withheld; the host has done so before.
 */
export function mapOf(record: XeRecord, field: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  let key: string | null = null;
  for (const part of (valueOf(record, field) ?? '').split('; ')) {
    const match = /^([^:;\s][^:;\n]{0,99}): ?([^]*)$/.exec(part);
    if (match) {
      key = match[1] ?? '';
      entries.set(key, match[2] ?? '');
    } else if (key !== null) entries.set(key, `${entries.get(key) ?? ''}; ${part}`);
    else if (part !== '') entries.set('', part);
  }
  for (const name of entries.keys()) if (SECRET.test(name)) entries.set(name, '[withheld]');
  return entries;
}
