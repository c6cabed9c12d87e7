import type { SettingItem } from '../../model/inventory.ts';
import { evidenceOf, settingOf, type Reading, type ShownFile, type TextLine } from '../reading.ts';

const CLOCK = '/etc/sysconfig/clock';
const KEYBOARD = '/etc/sysconfig/keyboard';
const NETWORK = '/etc/sysconfig/network';
const LOCALE = '/etc/sysconfig/i18n';
const RESOLVER = '/etc/resolv.conf';
const NTP = '/etc/ntp.conf';

/**
 * What the installer reads out of a file of the old host and sets again in another form, read as it reads it:
 * `product.py:109-211, :368-380@f7a21a1`. Lines must begin exactly so; the last one counts where only one can.
 */
export function readCarried(reading: Reading): SettingItem[] {
  return [
    ...zone(reading),
    ...lastValue(reading, KEYBOARD, 'KEYTABLE=', 'keyboard', 'keytable'),
    ...lastValue(reading, NETWORK, 'HOSTNAME=', 'network', 'hostname'),
    ...lastValue(reading, NETWORK, 'NETWORKING_IPV6=', 'network', 'ipv6'),
    ...lastValue(reading, LOCALE, 'LANG=', 'locale', 'lang'),
    ...allValues(reading, RESOLVER, 'nameserver ', 'network', 'name-servers'),
    ...allValues(reading, NTP, 'server ', 'time', 'servers'),
    ...unreadServers(reading),
    ...missingFiles(reading),
  ];
}

/** A host without `ZONE=` gets Europe/London in an unattended run, so its absence is a fact: an empty value. */
function zone(reading: Reading): SettingItem[] {
  const found = lastValue(reading, CLOCK, 'ZONE=', 'time', 'zone');
  if (found.length > 0 || !(reading.file(CLOCK) ?? reading.complete)) return found;
  return [settingOf('time', 'zone', '', CLOCK, [{ origin: CLOCK, excerpt: 'no line begins with ZONE=' }])];
}

function lastValue(reading: Reading, path: string, start: string, area: string, key: string): SettingItem[] {
  const lines = linesWith(reading.file(path), start);
  const last = lines.at(-1);
  if (!last) return [];
  const evidence = lines.map((line) => evidenceOf(path, line));
  return [settingOf(area, key, last.text.slice(start.length).trim(), path, evidence)];
}

/** All values of a directive, one a line. */
function allValues(reading: Reading, path: string, start: string, area: string, key: string): SettingItem[] {
  const lines = linesWith(reading.file(path), start);
  if (lines.length === 0) return [];
  const value = lines.map((line) => line.text.slice(start.length).trim()).join('\n');
  return [
    settingOf(
      area,
      key,
      value,
      path,
      lines.map((line) => evidenceOf(path, line)),
    ),
  ];
}

/** Time servers that ntpd uses and the installer does not see: indented, or with a tab. 127.127.x.y is a clock of the host. */
function unreadServers(reading: Reading): SettingItem[] {
  const lines = (reading.file(NTP)?.lines ?? []).filter(
    ({ text }) => /^\s*server\s+(?!127\.127\.)\S/.test(text) && !text.startsWith('server '),
  );
  if (lines.length === 0) return [];
  const value = lines.map((line) => line.text.trim()).join('\n');
  return [
    settingOf(
      'time',
      'unread-servers',
      value,
      NTP,
      lines.map((line) => evidenceOf(NTP, line)),
    ),
  ];
}

/** Files that the installer opens without a test; without one of them it cannot read any setting of the host. */
function missingFiles(reading: Reading): SettingItem[] {
  if (!reading.complete) return [];
  const unread = new Set(reading.gaps.map((gap) => gap.origin));
  const missing = [NETWORK, NTP].filter((path) => !reading.file(path) && !unread.has(path));
  const evidence = missing.map((path) => ({ origin: path, excerpt: 'no such file' }));
  return [settingOf('host', 'missing-settings-files', missing.join(' '), '/etc', evidence)];
}

function linesWith(file: ShownFile | undefined, start: string): TextLine[] {
  return (file?.lines ?? []).filter(({ text }) => text.startsWith(start));
}
