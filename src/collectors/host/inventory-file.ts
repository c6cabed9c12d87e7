import type { Evidence, SettingItem } from '../../model/inventory.ts';
import { evidenceOf, excerptOf, settingOf, textOrNull, type Reading, type TextLine } from '../reading.ts';

export const INVENTORY_PATH = '/etc/xensource-inventory';

/** The inventory file as the installer reads it. */
export interface InventoryFile {
  /** Every line with an equals sign, in file order; single quotes are taken off, double quotes stay. */
  readonly keys: readonly (readonly [key: string, value: string])[];
  readonly settings: readonly SettingItem[];
  /** The last value of a key counts; null when it is not there or empty. */
  value(key: string): string | null;
}

/**
 * `util.py:326-347@f7a21a1`: a line is cut at its first `=`, quotes are stripped with `strip("'")`, nothing is trimmed,
 * and the last of several equal keys counts. The rolling-upgrade plug-in cannot read a line without `=`, blank ones included
 * (`prepare_host_upgrade.py:526@f7a21a1`), so these are one setting of their own.
 */
export function readInventoryFile(reading: Reading): InventoryFile | null {
  const file = reading.file(INVENTORY_PATH);
  if (!file) return null;
  const keys: [string, string][] = [];
  const evidence = new Map<string, Evidence[]>();
  const broken: TextLine[] = [];
  for (const line of file.lines) {
    const equals = line.text.indexOf('=');
    if (equals === -1) {
      broken.push(line);
      continue;
    }
    const key = line.text.slice(0, equals);
    keys.push([key, stripSingleQuotes(line.text.slice(equals + 1))]);
    evidence.set(key, [...(evidence.get(key) ?? []), evidenceOf(INVENTORY_PATH, line)]);
  }
  const last = new Map(keys);
  const settings = [...last].map(([key, value]) =>
    settingOf('inventory', key, value, INVENTORY_PATH, evidence.get(key) ?? []),
  );
  if (broken.length > 0) settings.push(brokenLines(broken));
  return { keys, settings, value: (key) => textOrNull(last.get(key)) };
}

function brokenLines(lines: readonly TextLine[]): SettingItem {
  const shown = lines.map((line) => excerptOf(line.text)).join('\n');
  const evidence = lines.slice(0, 20).map((line) => evidenceOf(INVENTORY_PATH, line));
  return settingOf('host', 'inventory-lines-without-equals', shown, INVENTORY_PATH, evidence);
}

function stripSingleQuotes(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === "'") start++;
  while (end > start && text[end - 1] === "'") end--;
  return text.slice(start, end);
}
