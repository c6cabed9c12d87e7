import type { Fate } from '../../model/fate.ts';
import type { SettingItem } from '../../model/inventory.ts';
import { fate, notListed, type FateContext } from './context.ts';
import { fileFate } from './files.ts';

/** Settings that the installer carries in another form, by the start of `area.key`; the first match counts. */
const CARRIED: readonly (readonly [start: string, change: string, source: string])[] = [
  [
    'account.root-password',
    'the hash is set again in the new root',
    'product.py:184-208@f7a21a1, backend.py:1364-1376@f7a21a1',
  ],
  ['keyboard.', 'raw text, also written to /etc/vconsole.conf', 'product.py:168-182@f7a21a1'],
  ['time.zone', 'raw text, quotes included', 'product.py:109-125@f7a21a1'],
  ['time.server', 'as server lines of the new ntp.conf', 'product.py:158-166@f7a21a1'],
  ['network.hostname', '/etc/hostname is cut at the first dot', 'product.py:131-138@f7a21a1'],
  ['network.backend', 'network.conf is written new with the same word', 'product.py:368-380@f7a21a1'],
  ['boot.serial', 'port and speed only', 'product.py:404-410@f7a21a1'],
];

/** Pool settings stay in the database; the rest is read as a fact and has the fate of the file it was read from. */
export function settingFate(item: SettingItem, context: FateContext): Fate {
  const name = `${item.area}.${item.key}`;
  if (item.area === 'xapi' || item.area === 'pool') {
    return fate(
      'kept',
      'It lives in the pool database, which the installer carries over.',
      'upgrade.py:379-380@f7a21a1',
    );
  }
  const carried = CARRIED.find(([start]) => name.startsWith(start));
  if (carried)
    return fate('converted', 'The installer reads it from the old host and sets it again.', carried[2], {
      changes: [carried[1]],
    });
  const file = context.file(item.from);
  if (file) return { ...fileFate(file, context), to: null };
  // A path of the root file system; what the kernel or a command says has no fate of its own.
  if (!context.filesKnown && /^\/(?!proc\/|sys\/|dev\/)/.test(item.from))
    return notListed(item.from, context);
  return fate('replaced', 'A fact of the old host; the target has its own.', context.listSource);
}
