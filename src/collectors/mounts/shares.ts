import type { SettingItem } from '../../model/inventory.ts';
import { evidenceOf, meaningfulLines, settingOf, type Reading, type TextLine } from '../reading.ts';

/** Exports of NFS: `setting:exports.<path>`, the value being who may mount it and how. */
export function readExports(reading: Reading): SettingItem[] {
  return entriesOf(reading, '/etc/exports').map(({ line, key, value }) =>
    settingOf('exports', key, value, '/etc/exports', [evidenceOf('/etc/exports', line)]),
  );
}

/** Automounter: `setting:autofs.<mount point>` for auto.master, `setting:autofs.<map>:<key>` for the maps that are no programs. */
export function readAutomounts(reading: Reading): SettingItem[] {
  return reading.files.flatMap((file) => {
    if (!file.path.startsWith('/etc/auto.') || file.lines[0]?.text.startsWith('#!')) return [];
    return entriesOf(reading, file.path).map(({ line, key, value }) => {
      const name = file.path === '/etc/auto.master' ? key : `${file.path}:${key}`;
      return settingOf('autofs', name, value, file.path, [evidenceOf(file.path, line)]);
    });
  });
}

interface SharedEntry {
  readonly line: TextLine;
  readonly key: string;
  readonly value: string;
}

/** `key rest`, a key in double quotes may hold blanks, a backslash at the end carries on in the next line. */
function entriesOf(reading: Reading, path: string): SharedEntry[] {
  const joined: TextLine[] = [];
  let open = false;
  for (const line of reading.file(path)?.lines ?? []) {
    const text = line.text.trim();
    const before = joined.at(-1);
    const part = text.endsWith('\\') ? text.slice(0, -1).trim() : text;
    if (open && before) joined[joined.length - 1] = { number: before.number, text: `${before.text} ${part}` };
    else joined.push({ number: line.number, text: part });
    open = text.endsWith('\\');
  }
  return meaningfulLines(joined).map((line) => {
    const [, quoted, plain, rest = ''] = /^(?:"([^"]*)"|(\S+))(.*)$/s.exec(line.text) ?? [];
    return { line, key: quoted ?? plain ?? '', value: rest.trim() };
  });
}
