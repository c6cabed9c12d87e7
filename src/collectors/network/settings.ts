import type { SettingItem } from '../../model/inventory.ts';
import {
  evidenceOf,
  firstOfEach,
  meaningfulLines,
  settingOf,
  type PartGap,
  type Reading,
} from '../reading.ts';
import { readNetworkd } from './networkd.ts';

/**
 * What the installer carries in another form (host name, name servers, management network), and the facts that it asks for:
 * whether the files that it needs are there, which switch is in use.
 */
export function readSettings(files: Reading, gaps: PartGap[]): SettingItem[] {
  const found: SettingItem[] = [];
  for (const path of ['/var/lib/xcp/networkd.db', '/var/xapi/networkd.db']) {
    const file = files.file(path);
    if (!file) continue;
    const read = readNetworkd(file);
    found.push(...read.settings);
    gaps.push(...read.gaps);
  }
  found.push(...hostName(files), ...nameServers(files), ...networkFacts(files));
  return firstOfEach(found);
}

function hostName(files: Reading): SettingItem[] {
  const path = '/etc/sysconfig/network';
  const file = files.file(path);
  if (!file) return isMissing(files, path) ? [settingOf('network', 'sysconfig', 'missing', path, [])] : [];
  return meaningfulLines(file.lines).flatMap((line) => {
    const match = /^(\w+)=(.*)$/.exec(line.text);
    if (!match) return [];
    const value = (match[2] ?? '').trim().replace(/^(["'])(.*)\1$/, '$2');
    return [settingOf('network', `sysconfig.${match[1] ?? ''}`, value, path, [evidenceOf(path, line)])];
  });
}

function nameServers(files: Reading): SettingItem[] {
  const file = files.file('/etc/resolv.conf');
  return meaningfulLines(file?.lines ?? []).flatMap((line) => {
    const match = /^(nameserver|search|domain|options)\s+(.+)$/.exec(line.text);
    if (!match || !file) return [];
    const word = match[1] ?? '';
    const value = (match[2] ?? '').trim();
    const key = word === 'nameserver' ? `nameserver.${value}` : `resolv.${word}`;
    return [settingOf('network', key, value, file.path, [evidenceOf(file.path, line)])];
  });
}

/** The switch in use, and the two files of which the installer needs one (upgrade.py:447-481, f7a21a1). */
function networkFacts(files: Reading): SettingItem[] {
  const backend = files.file('/etc/xensource/network.conf');
  const line = backend?.lines[0];
  const rules = '/etc/sysconfig/network-scripts/interface-rename-data/static-rules.conf';
  const caches = files.command('dbcache');
  const found: SettingItem[] = [];
  if (backend && line) {
    found.push(
      settingOf('network', 'backend', line.text.trim(), backend.path, [evidenceOf(backend.path, line)]),
    );
  }
  if (files.file(rules)) found.push(settingOf('network', 'static-rules', 'present', rules, []));
  else if (isMissing(files, rules)) found.push(settingOf('network', 'static-rules', 'missing', rules, []));
  if (caches?.status === 0) {
    const path = caches.lines.find(({ text }) => text !== '')?.text;
    const value = path === undefined ? 'missing' : 'present';
    found.push(settingOf('network', 'dbcache', value, path ?? '/var/xapi/network.dbcache', []));
  }
  return found;
}

/** A file is missing when the whole section came and nothing says that it could not be read. */
function isMissing(files: Reading, path: string): boolean {
  return files.complete && !files.gaps.some(({ origin }) => origin === path);
}
