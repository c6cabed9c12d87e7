import type { BootArgItem, Evidence, SettingItem } from '../../model/inventory.ts';
import { evidenceOf, excerptOf, settingOf, type ShownFile, type TextLine } from '../reading.ts';
import type { BootEntry, BootMenu } from './menu.ts';

/** Words of an argument list as the installer divides it: quotes hold blanks together. */
const ARGUMENT = /\S[^ "]*(?:"[^"]*")?\S*/g;

/** Arguments of Xen and of the dom0 kernel in the entry that is started; `name=value` or a bare name. */
export function readArguments(entry: BootEntry, file: ShownFile): BootArgItem[] {
  const own = (target: 'xen' | 'kernel', text: string, line: TextLine | null): BootArgItem[] =>
    [...text.matchAll(ARGUMENT)].map(([word]) => {
      const equals = word.indexOf('=');
      const name = equals === -1 ? word : word.slice(0, equals);
      return {
        kind: 'boot-arg',
        id: `boot-arg:${target}:${name}`,
        evidence: [{ origin: file.path, line: line?.number ?? entry.line.number, excerpt: excerptOf(word) }],
        target,
        name,
        value: equals === -1 ? null : word.slice(equals + 1),
        entry: entry.label,
        file: file.path,
      };
    });
  return [...own('xen', entry.xenArgs, entry.xenLine), ...own('kernel', entry.kernelArgs, entry.kernelLine)];
}

/** The menu as settings: `boot.loader`, `boot.default`, `boot.entry.<label>` … */
export function readMenuSettings(menu: BootMenu, file: ShownFile): SettingItem[] {
  const setting = (key: string, value: string, evidence: readonly Evidence[]): SettingItem =>
    settingOf('boot', key, value, file.path, evidence);
  const ofLine = (key: string, line: TextLine | null): SettingItem[] =>
    line ? [setting(key, valueOf(line.text), [evidenceOf(file.path, line)])] : [];
  const found = menu.isFound ? 'found' : menu.chosen ? 'unreadable' : 'missing';
  const codes = [...new Set(menu.problems.map(({ problem }) => problem))];
  return [
    setting('loader', menu.loader, [{ origin: file.path, excerpt: `${menu.entries.length} entries` }]),
    ...ofLine('default', menu.defaultLine),
    setting('default-entry', found, menu.defaultLine ? [evidenceOf(file.path, menu.defaultLine)] : []),
    ...ofLine('timeout', menu.timeoutLine),
    ...ofLine('serial', menu.serialLine),
    ...location(menu, file),
    setting(
      'installer-reads-menu',
      codes.length === 0 ? 'yes' : codes.join(' '),
      menu.problems.slice(0, 20).map(({ line }) => evidenceOf(file.path, line)),
    ),
    ...menu.entries.map((entry) => entrySetting(entry, file)),
  ];
}

function location(menu: BootMenu, file: ShownFile): SettingItem[] {
  const line = menu.locationLine;
  const place = line?.text.trim().split(/\s+/)[2];
  if (!line || place === undefined) return [];
  return [settingOf('boot', 'location', place, file.path, [evidenceOf(file.path, line)])];
}

function entrySetting(entry: BootEntry, file: ShownFile): SettingItem {
  const parts = [
    [entry.xen, entry.xenArgs],
    [entry.kernel, entry.kernelArgs],
    [entry.initrd, ''],
  ].map((words) => words.filter(Boolean).join(' '));
  const value = parts.filter((part) => part !== '').join(' --- ');
  const excerpt = entry.title ?? entry.line.text.trim();
  return settingOf('boot', `entry.${entry.label}`, value, file.path, [
    { origin: file.path, line: entry.line.number, excerpt: excerptOf(excerpt) },
  ]);
}

/** The text after the first word, or after the equals sign of GRUB. */
function valueOf(text: string): string {
  const trimmed = text.trim().replace(/^set\s+/, '');
  const end = trimmed.search(/[\s=]/);
  return end === -1 ? '' : trimmed.slice(end + 1).trim();
}
