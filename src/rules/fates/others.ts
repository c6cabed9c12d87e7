import type { Fate } from '../../model/fate.ts';
import type { FileItem, Item } from '../../model/inventory.ts';
import { fate, notListed, oldCopy, type FateContext } from './context.ts';
import { fileFate } from './files.ts';
import { settingFate } from './settings.ts';

type Of<K extends Item['kind']> = Extract<Item, { kind: K }>;

const PACKAGES = 'repository.py:202-224@f7a21a1';
const BOOT = 'product.py:398-425@f7a21a1, backend.py:983-1027@f7a21a1';
const DISK = 'upgrade.py:187-305@f7a21a1';
const DATABASE = 'upgrade.py:379-380@f7a21a1';

/** What the reimage does to an item that is no file: the fate of the file, setting or disk that makes it. */
export function otherFate(item: Exclude<Item, FileItem>, context: FateContext): Fate {
  switch (item.kind) {
    case 'package':
      return packageFate(item, context);
    case 'hotfix':
      return fate(
        'replaced',
        'The target is newer than the hotfix; its record in /var/patch is not carried over.',
        PACKAGES,
      );
    case 'pack':
    case 'driver-disk':
      return packFate(item, context);
    case 'service':
      return item.manager === 'inittab'
        ? entryOf(item.path, item, context)
        : madeBy(item.path, item, context);
    case 'plugin':
    case 'certificate':
      return madeBy(item.path, item, context);
    case 'cron':
      return item.source === 'periodic'
        ? madeBy(item.file, item, context)
        : entryOf(item.file, item, context);
    case 'repo':
      return entryOf(item.file, item, context);
    case 'route':
    case 'firewall':
      return item.file === null
        ? fate('lost', 'It holds only in the running system, and no file brings it back.', context.listSource)
        : entryOf(item.file, item, context);
    case 'user':
    case 'group':
      return accountFate(item, context);
    case 'mount':
      return mountFate(item, context);
    case 'swap':
      return item.path === '/var/swap/swap.001' || item.path === 'swap'
        ? fate('replaced', 'The installer makes its own swap.', 'backend.py:1243-1266@f7a21a1')
        : fate(
            'lost',
            'The installer writes /etc/fstab new, with its own swap only.',
            'backend.py:1268-1289@f7a21a1',
          );
    case 'module':
      if (!context.filesKnown && !isStock(item, context))
        return notListed(`the module ${item.name}`, context);
      return isStock(item, context)
        ? fate('replaced', 'The target brings its own kernel and drivers.', PACKAGES)
        : fate('lost', 'A module that was added to the old kernel; the target has another kernel.', PACKAGES);
    case 'boot-arg':
      return bootArgFate(item, context);
    case 'disk':
    case 'nic':
      return fate('untouched', 'Hardware, or made by xapi from the pool database.', DATABASE);
    case 'partition':
      return partitionFate(item, context);
    case 'vg':
      return groupFate(item, context);
    case 'md':
      return fate(
        'untouched',
        'The array lies on its own disks; /etc/mdadm.conf is on the restore list.',
        'upgrade.py (CA-195388)@f7a21a1',
      );
    case 'drbd':
      return madeBy(item.file, item, context);
    case 'sr':
      return srFate(item, context);
    case 'pbd':
    case 'vm':
      return fate('kept', 'It lives in the pool database, which the installer carries over.', DATABASE);
    case 'setting':
      return settingFate(item, context);
  }
}

function isStock(item: Item, context: FateContext): boolean {
  const provenance = context.provenance.get(item.id)?.provenance;
  return provenance === 'stock' || provenance === 'hotfix' || provenance === 'runtime';
}

function packageFate(item: Of<'package'>, context: FateContext): Fate {
  if (isStock(item, context)) {
    return fate(
      'replaced',
      `A package of the product; ${context.targetName} brings its own version, or no longer needs it.`,
      PACKAGES,
    );
  }
  if (item.nameOnly === true && context.provenance.get(item.id)?.provenance === 'unknown') {
    return fate(
      'unknown',
      `Whether it is a package of the product is not known: if it is, ${context.targetName} brings its own version, else it is lost.`,
      PACKAGES,
    );
  }
  return fate(
    'lost',
    'Packages come only from the installation medium, and the RPM database starts new.',
    PACKAGES,
  );
}

function packFate(item: Of<'pack'> | Of<'driver-disk'>, context: FateContext): Fate {
  if (isStock(item, context)) return fate('replaced', 'Part of the product.', PACKAGES);
  return fate(
    'lost',
    'The installer only reminds of packs, and only in an interactive run; nothing is installed again.',
    'product.py:335-354@f7a21a1, backend.py:379-413@f7a21a1',
  );
}

/** The fate of a file; one that is not in the inventory is owned and unchanged, and goes the way of its package. */
function madeBy(path: string, item: Item, context: FateContext): Fate {
  const file = context.file(path);
  const found = file ? fileFate(file, context) : context.restored.get(path);
  if (found) return { ...found, to: null, because: `${path}: ${found.because}` };
  if (!context.filesKnown) return notListed(path, context);
  return isStock(item, context)
    ? fate(
        'replaced',
        `${path} belongs to a package and is unchanged; ${context.targetName} brings its own, or no longer needs it.`,
        PACKAGES,
      )
    : fate('lost', `${path} belongs to a package that does not come back.`, PACKAGES);
}

/** An entry of a file: where the target brings its own file, an entry of one's own is not in it. */
function entryOf(path: string, item: Item, context: FateContext): Fate {
  const whole = madeBy(path, item, context);
  if (whole.name !== 'replaced' || isStock(item, context)) return whole;
  return {
    ...whole,
    name: 'lost',
    because: `${context.targetName} brings its own ${path}, without this entry. ${oldCopy(path, context)}`,
  };
}

function accountFate(item: Of<'user'> | Of<'group'>, context: FateContext): Fate {
  if (item.kind === 'user' && item.name === 'root') {
    return fate(
      'converted',
      'Only the password hash of root is carried over.',
      'backend.py:1364-1376@f7a21a1',
      { changes: ['password hash carried, everything else as the target ships it'] },
    );
  }
  return isStock(item, context)
    ? fate('replaced', `${context.targetName} brings its own accounts.`, 'backend.py:1364-1376@f7a21a1')
    : fate(
        'lost',
        'Of all accounts only the password hash of root is carried over.',
        'backend.py:1364-1376@f7a21a1',
      );
}

function mountFate(item: Of<'mount'>, context: FateContext): Fate {
  if (isStock(item, context))
    return fate(
      'replaced',
      'The target makes this mount itself where it needs it.',
      'backend.py:1268-1289@f7a21a1',
    );
  const doomed = context
    .of('partition')
    .find((part) => part.device === item.source && partitionFate(part, context).name === 'destroyed');
  if (doomed) {
    return fate(
      'destroyed',
      `The line in /etc/fstab is lost, and ${item.source} itself is formatted or removed: ${partitionFate(doomed, context).because}`,
      DISK,
    );
  }
  return fate(
    'lost',
    context.filesKnown
      ? `The installer writes /etc/fstab new without this line. The data on ${item.source} is left alone.`
      : `The installer writes /etc/fstab new without this line. Whether ${item.source} itself is formatted is not known: a status report has no partition tables.`,
    'backend.py:1268-1289@f7a21a1',
  );
}

function bootArgFate(item: Of<'boot-arg'>, context: FateContext): Fate {
  if (item.target === 'xen' && item.name.startsWith('dom0_mem')) {
    return fate('converted', 'The amount of memory is carried over.', BOOT, {
      changes: ['written as dom0_mem=<amount>M,max:<amount>M'],
    });
  }
  if (item.target === 'xen' && /^com[12]$/.test(item.name)) {
    return fate('converted', 'Port and speed of the serial console are carried over.', BOOT, {
      changes: ['data bits, parity and flow control are not carried'],
    });
  }
  return isStock(item, context)
    ? fate('replaced', 'The installer writes the boot menu new, with the arguments of the target.', BOOT)
    : fate(
        'lost',
        'The installer writes the boot menu new and carries only the amount of dom0 memory and the serial port.',
        BOOT,
      );
}

function partitionFate(item: Of<'partition'>, context: FateContext): Fate {
  switch (item.role) {
    case 'root':
      return fate(
        'destroyed',
        'The old root is copied to the backup partition, then its partition is made anew.',
        DISK,
      );
    case 'backup':
      return fate(
        'destroyed',
        'The backup partition is formatted and takes the copy of the old root; the backup that was on it is gone.',
        'upgrade.py:307-331@f7a21a1',
      );
    case 'log':
    case 'swap':
      return fate(
        'destroyed',
        'The installer takes this number for its log or swap partition and formats it.',
        'backend.py:774-779@f7a21a1, backend.py:1243-1253@f7a21a1',
      );
    case 'sr':
      return context.hasMarker
        ? fate(
            'destroyed',
            '/var/preserve/safe2upgrade exists: the volume group on the primary disk is removed and this partition deleted.',
            DISK,
          )
        : fate(
            'untouched',
            'Without the marker /var/preserve/safe2upgrade the storage partition is left alone.',
            DISK,
          );
    case 'boot':
      return context.hasMarker
        ? fate('destroyed', '/var/preserve/safe2upgrade exists: the partition is deleted.', DISK)
        : fate('untouched', 'It is taken for the boot partition and left as it is.', DISK);
    case 'other':
      return fate('untouched', 'The installer does not work on this partition.', DISK);
  }
}

/** With the marker, the volume group on the primary disk is force-removed without a look inside. */
function groupFate(item: Of<'vg'>, context: FateContext): Fate {
  return isOnPrimaryDisk(item, context) && context.hasMarker
    ? fate(
        'destroyed',
        '/var/preserve/safe2upgrade exists: the volume group on the primary disk is removed with everything in it, and does not come back.',
        'upgrade.py:285-305@f7a21a1',
      )
    : fate(
        'untouched',
        'The installer removes a volume group only on the primary disk, and only with the marker /var/preserve/safe2upgrade.',
        'upgrade.py:285-305@f7a21a1',
      );
}

/** By substring, as the installer of 7.0 does it: /dev/sda also stands for /dev/sdaa. */
function isOnPrimaryDisk(item: Of<'vg'>, context: FateContext): boolean {
  const primary = context.of('disk').find((disk) => disk.isPrimary);
  return primary === undefined
    ? context.hasMarker
    : item.physicalVolumes.some((volume) => volume.includes(primary.device));
}

function srFate(item: Of<'sr'>, context: FateContext): Fate {
  const local = !item.shared && ['lvm', 'ext', 'lvmohba_local'].includes(item.type);
  const group = context.of('vg').find((other) => other.name.endsWith(item.uuid));
  if (local && context.hasMarker && (group === undefined || groupFate(group, context).name === 'destroyed')) {
    return fate(
      'destroyed',
      '/var/preserve/safe2upgrade exists: local storage on the primary disk is removed; only an empty SR is made again.',
      'upgrade.py:285-305@f7a21a1',
    );
  }
  if (local && !context.filesKnown)
    return fate(
      'unknown',
      'Whether /var/preserve/safe2upgrade exists is not known from a status report; with it local storage on the primary disk is removed.',
      'upgrade.py:285-305@f7a21a1',
    );
  return fate(
    'kept',
    'Its record lives in the pool database, which the installer carries over; its data is not touched.',
    DATABASE,
  );
}
