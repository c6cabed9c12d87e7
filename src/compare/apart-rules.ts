import { compileGlobs } from '../lib/globs.ts';
import type { FieldDifference } from '../model/compare.ts';
import type { Item } from '../model/inventory.ts';
import type { ContentAnswer } from './same-content.ts';

/** Two audits of one host, or of two. */
export type Scope = 'one-host' | 'two-hosts';

/** What a rule may look at. */
export interface ApartContext {
  readonly scope: Scope;
  /** The same text with what is the first or the second host's own made general. */
  readonly general: { readonly a: (text: string) => string; readonly b: (text: string) => string };
}

/** A difference that says nothing, and the sentence by which it is told apart. */
interface ApartRule {
  readonly id: string;
  readonly sentence: string;
  /** Holds for one of the two only; absent = for both. */
  readonly scope?: Scope;
  /** Items that are a host's own as a whole. */
  readonly item?: (item: Item) => boolean;
  /** One field in which two items differ. */
  readonly field?: (item: Item, difference: FieldDifference, about: About) => boolean;
}

interface About extends ApartContext {
  /** Of a file; null for anything else. */
  readonly content: ContentAnswer | null;
  /** Of a file: both texts are whole, and the same once what is a host's own is made general. */
  readonly isGenerallySame: boolean;
}

const OWN_FILES = compileGlobs([
  '/etc/ssh/ssh_host_*',
  '/etc/xensource/xapi-ssl.pem',
  '/etc/xensource/ptoken',
  '/etc/xensource/pool.conf',
  '/etc/adjtime',
  '/etc/blkid/**',
  '/etc/lvm/{archive,backup,cache}/**',
  '/etc/iscsi/{initiatorname.iscsi,nodes/**,send_targets/**}',
  '/etc/udev/rules.d/60-net.rules',
  '/var/lib/random-seed',
  '/var/lib/dhclient/**',
  '/var/xapi/**',
]);
const VOLATILE: Readonly<Partial<Record<Item['kind'], readonly string[]>>> = {
  mount: ['usedBytes', 'sizeBytes'],
  vg: ['freeBytes', 'logicalVolumes', 'volumes'],
  sr: ['vdiCount', 'vdis'],
  vm: ['powerState', 'residentHere', 'obstacles'],
};
const INSTALLED: Readonly<Partial<Record<Item['kind'], readonly string[]>>> = {
  package: ['installedAt'],
  hotfix: ['appliedAt'],
};
const OWN_SETTINGS = new Set(['INSTALLATION_DATE', 'PRIMARY_DISK', 'BACKUP_PARTITION', 'root-device']);

/** Fields that follow from what is in a file. */
const OF_CONTENT = new Set(['content', 'sizeBytes', 'mtime']);

/** The first rule that takes a difference counts. */
export const APART_RULES: readonly ApartRule[] = [
  {
    id: 'place-in-file',
    sentence: 'The same entry on another line of its file.',
    field: (_, { field }) => field === 'line',
  },
  {
    id: 'fill-level',
    sentence:
      'How full storage is, what virtual machines do and which disks they have: that changes by itself.',
    field: ({ kind }, { field }) => VOLATILE[kind]?.includes(field) === true,
  },
  {
    id: 'free-space',
    sentence: 'Free space and free file entries of the root file system.',
    field: (item) =>
      item.kind === 'setting' && item.area === 'host' && item.key.startsWith('root-available-'),
  },
  {
    id: 'owner-version',
    sentence: 'The file belongs to another version of the same package; the package itself is listed.',
    field: ({ kind }, { field, before, after }) =>
      (kind === 'file' || kind === 'plugin' || kind === 'module') &&
      field === 'package' &&
      before !== null &&
      after !== null &&
      packageName(before) === packageName(after),
  },
  {
    id: 'written-again',
    sentence: 'Another time of change, while the whole content is the same.',
    field: ({ kind }, { field }, { content }) =>
      kind === 'file' && field === 'mtime' && content?.answer === 'same',
  },
  {
    id: 'same-size',
    sentence: 'Another time of change on two hosts; the size is the same and the content was not compared.',
    scope: 'two-hosts',
    field: ({ kind }, { field }, { content }) =>
      kind === 'file' && field === 'mtime' && content !== null && content.answer !== 'different',
  },
  {
    id: 'folder-time',
    sentence: 'Another time of change of a folder or link, or another size of a folder.',
    field: (item, { field }) =>
      item.kind === 'file' && item.type !== 'file' && (field === 'mtime' || field === 'sizeBytes'),
  },
  {
    id: 'installed-when',
    sentence: 'When a package or hotfix was installed on each of two hosts.',
    scope: 'two-hosts',
    field: ({ kind }, { field }) => INSTALLED[kind]?.includes(field) === true,
  },
  {
    id: 'own-storage',
    sentence: 'Disks, partitions, local storage and its connections belong to one host.',
    scope: 'two-hosts',
    item: (item) =>
      ['disk', 'partition', 'md', 'pbd'].includes(item.kind) ||
      (item.kind === 'vg' && /XenStorage|XSLocal/.test(item.name)) ||
      (item.kind === 'sr' && !item.shared),
  },
  {
    id: 'own-machines',
    sentence: 'Virtual machines, wherever they run at the moment.',
    scope: 'two-hosts',
    item: ({ kind }) => kind === 'vm',
  },
  {
    id: 'own-files',
    sentence:
      'Files that each host makes for itself: host keys, certificates, seeds, leases, caches of devices.',
    scope: 'two-hosts',
    item: (item) => (item.kind === 'file' || item.kind === 'certificate') && OWN_FILES.test(item.path),
  },
  {
    id: 'own-settings',
    sentence: 'Settings that record the installation of one host: its date, disk and backup partition.',
    scope: 'two-hosts',
    item: (item) => item.kind === 'setting' && OWN_SETTINGS.has(item.key),
  },
  {
    id: 'own-names',
    sentence: "The same once each host's own name, addresses, uuids, disks and MAC addresses are left out.",
    scope: 'two-hosts',
    field: (_, { field, before, after }, { general, isGenerallySame }) =>
      OF_CONTENT.has(field)
        ? isGenerallySame
        : before !== null && after !== null && general.a(before) === general.b(after),
  },
];

/** The name in `name-epoch:version-release.arch`. */
function packageName(nevra: string): string {
  return nevra.replace(/-[^-]+-[^-]+$/, '');
}

/** The rule that takes a whole item; null = none. */
export function apartItem(item: Item, { scope }: ApartContext): string | null {
  return ruleFor(scope, (rule) => rule.item?.(item) === true);
}

/** The rule that takes one field; null = it counts. */
export function apartField(item: Item, difference: FieldDifference, about: About): string | null {
  return ruleFor(about.scope, (rule) => rule.field?.(item, difference, about) === true);
}

function ruleFor(scope: Scope, takes: (rule: ApartRule) => boolean): string | null {
  return APART_RULES.find((rule) => (rule.scope ?? scope) === scope && takes(rule))?.id ?? null;
}
