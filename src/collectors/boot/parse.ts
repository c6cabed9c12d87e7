/**
 * Boot loader: the menu, the arguments of Xen and of the dom0 kernel, and whether the installer can read all that.
 *
 * Reads the menus of extlinux (6.0 to 6.5), GRUB legacy (hosts first installed before 6.0) and GRUB 2 (7.0), and /proc/cmdline.
 * The installer takes the first file that exists, in the order of PLACES; so does this. Typical lines, made up:
 *
 *     label xe
 *       kernel mboot.c32
 *       append /boot/xen.gz dom0_mem=752M --- /boot/vmlinuz-2.6-xen root=LABEL=root-abcdefgh ro --- /boot/initrd-2.6-xen.img
 *
 * Shape: `boot-arg:xen:<name>` and `boot-arg:kernel:<name>` of the default entry (a second one of a name gets `#2`); settings
 * `boot.loader`, `boot.default`, `boot.default-entry` (`found`, `unreadable`, `missing` for the installer), `boot.timeout` (extlinux:
 * tenths of seconds, GRUB: seconds), `boot.serial`, `boot.location`, `boot.password`, `boot.installer-reads-menu` (`yes`, or the
 * words of Problem), `boot.entry.<label>`, `boot.running-command-line`. Passwords are withheld here as on the host.
 * Gaps: no menu at all, a menu whose default entry is not in it. Learnt from xenserver/python-libs bootloader.py at 2b9e77b.
 */
import type { FileContent, SettingItem } from '../../model/inventory.ts';
import type { Collected, Parts } from '../define.ts';
import {
  contentOf,
  evidenceOf,
  readSection,
  settingOf,
  uniquelyNamed,
  type PartGap,
  type Reading,
  type ShownFile,
} from '../reading.ts';
import { readExtlinux } from './extlinux.ts';
import { readGrub } from './grub.ts';
import { readGrub2 } from './grub2.ts';
import { readArguments, readMenuSettings } from './items.ts';
import type { BootMenu } from './menu.ts';

const PLACES: readonly (readonly [path: string, read: (file: ShownFile) => BootMenu])[] = [
  ['/boot/efi/EFI/xenserver/grub.cfg', readGrub2],
  ['/boot/grub/grub.cfg', readGrub2],
  ['/boot/grub2/grub.cfg', readGrub2],
  ['/boot/extlinux.conf', readExtlinux],
  ['/boot/grub/menu.lst', readGrub],
];
const PASSWORD = /^(\s*(?:password(?:_pbkdf2)?|menu\s+(?:master\s+)?passwd))\s.*$/is;

export function parseBoot(parts: Parts): Collected {
  const reading = readSection(parts['loader']);
  const gaps: PartGap[] = [...reading.gaps];
  const running = runningLine(reading);
  const place = PLACES.find(([path]) => reading.file(path));
  const file = place && reading.file(place[0]);
  const contents = reading.files.map(withoutPasswords);
  if (!file) {
    const items = reading.complete ? [...noMenu(), ...running] : running;
    if (reading.complete) gaps.push(noMenuGap());
    return { items, gaps, contents };
  }
  const menu = place[1](file);
  const entry = menu.chosen ?? menu.entries.find(({ label }) => label === 'xe') ?? menu.entries[0];
  if (!menu.chosen) gaps.push(noDefaultGap(file, entry?.label));
  return {
    items: uniquelyNamed([
      ...(entry ? readArguments(entry, file) : []),
      ...readMenuSettings(menu, file),
      ...passwordSetting(file),
      ...running,
    ]),
    gaps,
    contents,
  };
}

function noMenu(): SettingItem[] {
  const evidence = PLACES.map(([path]) => ({ origin: path, excerpt: 'no such file' }));
  return [
    settingOf('boot', 'loader', 'none', '/boot', evidence),
    settingOf('boot', 'installer-reads-menu', 'no-menu', '/boot', evidence),
  ];
}

function noMenuGap(): PartGap {
  return {
    origin: '/boot',
    reason: 'not-collected',
    detail: 'no boot menu was found, so the arguments of Xen and of the dom0 kernel are not known',
  };
}

function noDefaultGap(file: ShownFile, taken: string | undefined): PartGap {
  const instead =
    taken === undefined ? 'no arguments are known' : `those of the entry ${taken.slice(0, 80)} were taken`;
  return {
    origin: file.path,
    reason: 'unparsable',
    detail: `the menu has no entry that it names as its default, so which arguments are in force is not known; ${instead}`,
  };
}

function runningLine(reading: Reading): SettingItem[] {
  const line = reading.command('cmdline')?.lines[0];
  if (!line) return [];
  return [
    settingOf('boot', 'running-command-line', line.text.trim(), '/proc/cmdline', [
      evidenceOf('/proc/cmdline', line),
    ]),
  ];
}

function passwordSetting(file: ShownFile): SettingItem[] {
  const line = file.lines.find(({ text }) => PASSWORD.test(text));
  if (!line) return [];
  const evidence = [
    { origin: file.path, line: line.number, excerpt: line.text.replace(PASSWORD, '$1 [withheld]') },
  ];
  return [settingOf('boot', 'password', 'set', file.path, evidence)];
}

/** The host withholds them already; a bundle made by hand may not. */
function withoutPasswords(file: ShownFile): FileContent {
  const content = contentOf(file);
  const lines = content.text.split('\n');
  const hidden = lines.filter((text) => PASSWORD.test(text) && !text.includes('[withheld]')).length;
  if (hidden === 0) return content;
  const text = lines.map((line) => line.replace(PASSWORD, '$1 [withheld]')).join('\n');
  return { ...content, text, withheldLines: content.withheldLines + hidden };
}
