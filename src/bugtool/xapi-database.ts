import { readTags } from './xml-tags.ts';

/** One object: its fields as the database file has them, unprotected; names like `name__label`. */
export type DatabaseRow = ReadonlyMap<string, string>;

/** Tables by name (`VM`, `SR`, `host` …), rows by reference. */
export type Database = ReadonlyMap<string, ReadonlyMap<string, DatabaseRow>>;

/**
 * The file in which xapi keeps its database, or what `xe pool-dump-database` writes: `<database><table name="SR"><row ref="…"
 * uuid="…" name__label="…"/>…`. Texts have their tabs, newlines and double blanks protected by `%` (db_xml.ml and xml_spaces.ml of
 * xen-api at a1cce4a026; the same since 5.6). null when it is no such file.
 */
export function readDatabase(text: string): Database | null {
  const tables = new Map<string, Map<string, DatabaseRow>>();
  let table: Map<string, DatabaseRow> | null = null;
  let isDatabase = false;
  for (const { name, attributes } of readTags(text)) {
    if (name === 'database') isDatabase = true;
    else if (name === 'table') {
      table = new Map();
      tables.set(attributes.get('name') ?? '', table);
    } else if (name === 'row') {
      const fields = new Map([...attributes].map(([key, value]) => [key, unprotect(value)]));
      table?.set(fields.get('ref') ?? fields.get('_ref') ?? '', fields);
    }
  }
  return isDatabase && text.trimEnd().endsWith('</database>') ? tables : null;
}

const PROTECTED: Readonly<Record<string, string>> = { _: '  ', t: '\t', n: '\n', r: '\r', '%': '%' };

function unprotect(value: string): string {
  return value.replace(/%([_tnr%])/g, (_, mark: string) => PROTECTED[mark] ?? '');
}

/** `('a' 'b')` */
export function readSet(value: string | undefined): string[] {
  return readStrings(value ?? '');
}

/** `(('key' 'value') ('key' 'value'))` */
export function readMap(value: string | undefined): [key: string, value: string][] {
  const words = readStrings(value ?? '');
  return words.flatMap((key, index): [string, string][] =>
    index % 2 === 0 ? [[key, words[index + 1] ?? '']] : [],
  );
}

/** Texts in single quotes, a backslash before a quote or backslash in them. */
function readStrings(value: string): string[] {
  return [...value.matchAll(/'((?:[^'\\]|\\[^])*)'/g)].map(([, text = '']) => text.replace(/\\([^])/g, '$1'));
}
