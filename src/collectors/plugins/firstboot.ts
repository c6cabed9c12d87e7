import type { SettingItem } from '../../model/inventory.ts';
import { evidenceOf, excerptOf, meaningfulLines, settingOf, type ShownFile } from '../reading.ts';
import type { ListedPath } from './listing.ts';

const FOLDER = '/etc/firstboot.d/';
const STATE = '/etc/firstboot.d/state';

/**
 * The test by which the installer decides whether it offers an upgrade (product.py:69-86, f7a21a1): `state` exists and holds a
 * file for every executable of /etc/firstboot.d whose name begins with a digit. A link counts as what it leads to; of one that
 * leads nowhere the test is an error.
 */
export function firstbootSettings(paths: readonly ListedPath[]): SettingItem[] {
  const known = new Map(paths.filter((entry) => !isBroken(entry)).map((entry) => [entry.path, entry]));
  const state = known.get(STATE);
  const settings = [settingOf('firstboot', 'state', state ? 'present' : 'missing', STATE, [])];
  // Behind a link the walk does not go, so what is there is not known.
  if (!state || state.type === 'l') return settings;
  for (const entry of paths) {
    const name = entry.path.startsWith(FOLDER) ? entry.path.slice(FOLDER.length) : '';
    if (!/^[0-9]/.test(name) || name.includes('/')) continue;
    const evidence = [{ origin: entry.path, excerpt: excerptOf(`${entry.type} ${entry.mode} ${name}`) }];
    if (isBroken(entry)) {
      settings.push(settingOf('firstboot', `dangling.${name}`, entry.linkTarget, entry.path, evidence));
    } else if (isRun(entry) && !known.has(`${STATE}/${name}`)) {
      settings.push(settingOf('firstboot', `pending.${name}`, entry.mode, entry.path, evidence));
    }
  }
  return settings;
}

function isBroken({ type, leadsTo }: ListedPath): boolean {
  return type === 'l' && (leadsTo === 'N' || leadsTo === 'L');
}

/** Executable by its owner; the mode of a link says nothing, so a link to a file counts. */
function isRun({ type, mode }: ListedPath): boolean {
  return type === 'l' || (Number.parseInt(mode, 8) & 0o100) !== 0;
}

/** The answers that the first boot consumed, `KEY='value'`: the installer carries them over. */
export function answerSettings(file: ShownFile): SettingItem[] {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  return meaningfulLines(file.lines).flatMap((line) => {
    const match = /^(\w+)=(.*)$/.exec(line.text);
    if (!match) return [];
    const value = (match[2] ?? '').trim().replace(/^(["'])(.*)\1$/, '$2');
    return [
      settingOf('firstboot', `${name}.${match[1] ?? ''}`, value, file.path, [evidenceOf(file.path, line)]),
    ];
  });
}
