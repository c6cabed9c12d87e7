import type { Fate } from '../../model/fate.ts';
import type { FileItem } from '../../model/inventory.ts';
import { fate, oldCopy, type FateContext } from './context.ts';

/**
 * Files whose meaning the installer carries into a file of the target although it does not restore them.
 * Source: host-installer product.py and backend.py at f7a21a1, functions that read and write the settings.
 */
const CARRIED: ReadonlyMap<string, { readonly changes: readonly string[]; readonly source: string }> =
  new Map([
    [
      '/etc/ntp.conf',
      {
        changes: [
          'only lines that begin with "server " are carried into the new file, every other line is lost',
          'ntpd is enabled, whatever it was before',
        ],
        source: 'product.py:158-166@f7a21a1, backend.py:440-457@f7a21a1',
      },
    ],
    [
      '/etc/sysconfig/clock',
      {
        changes: ['only ZONE is carried, as raw text, and the localtime link is made from it'],
        source: 'product.py:109-125@f7a21a1, backend.py:1351-1362@f7a21a1',
      },
    ],
    [
      '/etc/sysconfig/keyboard',
      {
        changes: ['only KEYTABLE is carried, as raw text'],
        source: 'product.py:168-182@f7a21a1, backend.py:1228-1241@f7a21a1',
      },
    ],
    [
      '/etc/xensource/network.conf',
      {
        changes: ['written new with the word for the network back end'],
        source: 'product.py:368-380@f7a21a1, backend.py:1298-1303@f7a21a1',
      },
    ],
  ]);

/** Files that the installer writes new, whatever the old ones said. */
const WRITTEN_NEW: ReadonlyMap<string, string> = new Map([
  ['/etc/fstab', 'backend.py:1268-1289@f7a21a1'],
  [
    '/etc/passwd',
    'backend.py:1364-1376@f7a21a1 (of all accounts, only the password hash of root is carried)',
  ],
  [
    '/etc/shadow',
    'backend.py:1364-1376@f7a21a1 (of all accounts, only the password hash of root is carried)',
  ],
  ['/var/swap/swap.001', 'backend.py:1243-1266@f7a21a1 (a partition instead, with the new disk layout)'],
  ['/etc/sysconfig/i18n', 'backend.py:1595-1605@f7a21a1'],
  ['/etc/localtime', 'backend.py:1351-1362@f7a21a1'],
]);

/** Only made as empty folders by the backup: nothing in them is on the backup partition. */
const NOT_BACKED_UP = /^\/(dev|proc|sys|lost\+found)\//;

/** What the reimage does to a file: the restore list first, then what the target brings itself, else lost. */
export function fileFate(item: FileItem, context: FateContext): Fate {
  const restored = context.restored.get(item.path);
  if (item.state === 'missing') return missingFate(context);
  if (restored)
    return restored.name === 'lost' && bringsTarget(item, context) ? takenPlace(restored, context) : restored;
  if (NOT_BACKED_UP.test(item.path)) {
    return fate(
      'destroyed',
      'The backup makes only an empty folder here, so nothing of it is on the backup partition.',
      'upgrade.py:307-331@f7a21a1',
    );
  }
  const carried = CARRIED.get(item.path);
  if (carried && item.type === 'file') {
    return fate(
      'converted',
      `${context.targetName} brings its own file and the installer carries a part over. ${oldCopy(item.path, context)}`,
      carried.source,
      { changes: carried.changes },
    );
  }
  const written = WRITTEN_NEW.get(item.path);
  if (written !== undefined) {
    return fate('replaced', `The installer writes this file new. ${oldCopy(item.path, context)}`, written);
  }
  return bringsTarget(item, context)
    ? fate(
        'replaced',
        `${context.targetName} brings its own, and the restore list does not name yours. ${oldCopy(item.path, context)}`,
        context.listSource,
      )
    : fate(
        'lost',
        `The restore list does not name it, and nothing is known to take its place. ${oldCopy(item.path, context)}`,
        context.listSource,
      );
}

/** A listed path that the installer skips, and that the target has of its own. */
function takenPlace(skipped: Fate, context: FateContext): Fate {
  return {
    ...skipped,
    name: 'replaced',
    because: `${skipped.because} ${context.targetName} brings its own.`,
  };
}

/** Whether the target is known to bring something at this path. */
function bringsTarget(item: FileItem, context: FateContext): boolean {
  if (context.targetPaths?.has(item.path) === true || context.stock.isTargetPath(item.path)) return true;
  const provenance = context.provenance.get(item.id)?.provenance;
  if (item.package === null || (provenance !== 'stock' && provenance !== 'hotfix')) return false;
  const name = packageNameOf(item.package);
  return context.targetPackages === null
    ? context.stock.isTargetPackage(name)
    : context.targetPackages.has(name);
}

function missingFate(context: FateContext): Fate {
  return fate(
    'replaced',
    `The file is missing here; ${context.targetName} installs its own packages, so it may be there again.`,
    context.listSource,
  );
}

/** The name in `name-[epoch:]version-release.arch`. */
export function packageNameOf(nevra: string): string {
  return /^(.+)-[^-]+-[^-]+$/.exec(nevra)?.[1] ?? nevra;
}
