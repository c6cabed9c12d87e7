import type { Item } from '../model/inventory.ts';

const ACCOUNT_FILES = ['/etc/passwd', '/etc/shadow', '/etc/group', '/etc/gshadow'];

/**
 * The files that hold an item: for a file itself, for anything else what would have to be put back to have it again. Packages are not
 * among them: they are installed again, their changed files are items of their own.
 */
export function filesOf(item: Item): readonly string[] {
  return candidates(item).filter((path): path is string => path?.startsWith('/') === true);
}

function candidates(item: Item): readonly (string | null)[] {
  switch (item.kind) {
    case 'file':
    case 'service':
    case 'plugin':
    case 'certificate':
      return [item.path];
    case 'cron':
    case 'repo':
    case 'boot-arg':
    case 'drbd':
    case 'route':
    case 'firewall':
      return [item.file];
    case 'nic':
      return [item.configFile];
    case 'setting':
      return [item.from];
    case 'user':
    case 'group':
      return ACCOUNT_FILES;
    case 'mount':
    case 'swap':
      return item.inFstab ? ['/etc/fstab'] : [];
    case 'package':
    case 'module':
    case 'hotfix':
    case 'pack':
    case 'driver-disk':
    case 'disk':
    case 'partition':
    case 'vg':
    case 'md':
    case 'sr':
    case 'pbd':
    case 'vm':
      return [];
  }
}
