import { decodePath } from '../../lib/path-bytes.ts';
import type { FileItem, FileType } from '../../model/inventory.ts';
import { formatNevra, packageName } from '../../model/nevra.ts';
import { excerptOf } from '../reading.ts';
import { fieldBytes, fieldCount, fieldInstant, fieldText } from '../records.ts';
import { closest, type Comparison } from './compare.ts';
import type { Actual, Expected, Listed, Listing } from './listing.ts';
import { elfOf } from './machine-code.ts';

const TYPES: Readonly<Record<string, readonly [type: FileType, mode: string]>> = {
  f: ['file', '10'],
  d: ['directory', '4'],
  l: ['symlink', '12'],
  p: ['fifo', '1'],
  s: ['socket', '14'],
  c: ['character-device', '2'],
  b: ['block-device', '6'],
};
const CONFIG = 1;
const UNCHANGED: Comparison = { changes: [], hidden: [] };
const UNOWNED_EVIDENCE = [{ origin: 'find / -xdev', excerpt: 'owned by no package' }];
const MISSING_EVIDENCE = [{ origin: 'rpm -qa', excerpt: 'in the package, but not on the disk' }];

/** Every path of the listing once, in its order. */
export function fileItems(listing: Listing): FileItem[] {
  const items = new Map<string, FileItem>();
  for (const entry of listing.paths) {
    if (entry.state === 'O') addAlias(items, entry, listing);
    else items.set(entry.path, fileItem(entry, listing));
  }
  return [...items.values()];
}

/** A packaged path that lies elsewhere because a folder above it is a link. */
function addAlias(items: Map<string, FileItem>, entry: Listed, listing: Listing): void {
  const actual = listing.aliases.get(entry.path) ?? null;
  const present = items.get(entry.path);
  if (actual === null) {
    const path = entry.ownedAs ?? entry.path;
    items.set(path, fileItem({ ...entry, state: 'M', path }, listing));
  } else if (present === undefined || present.state === 'unowned') {
    const item = fileItem({ ...entry, state: 'C', actual }, listing);
    if (item.state === 'changed' || present !== undefined) items.set(entry.path, item);
  }
}

function fileItem(entry: Listed, listing: Listing): FileItem {
  const { path, actual } = entry;
  const digest = listing.digests.get(path) ?? null;
  const match = actual === null ? null : closest(actual, entry.expected, digest);
  const owner = match?.owner ?? entry.expected[0] ?? null;
  const comparison = match === null || entry.state === 'K' ? UNCHANGED : match.comparison;
  const named = decodePath(fieldBytes(path));
  const elf = elfOf(named.path, listing.code.get(path), fieldCount(actual?.size) ?? 0);
  return {
    kind: 'file',
    id: `file:${named.path}`,
    evidence: evidenceOf(actual, owner),
    ...named,
    ...attributes(actual ?? null, owner, listing.leads.get(path)),
    state: stateOf(entry, owner, comparison),
    package: owner && nevraOf(owner, listing),
    config: owner !== null && (owner.flags & CONFIG) !== 0,
    changes: comparison.changes,
    hiddenChanges: comparison.hidden,
    digest,
    ...(elf && { elf }),
  };
}

function stateOf(entry: Listed, owner: Expected | null, comparison: Comparison): FileItem['state'] {
  if (entry.actual === null) return 'missing';
  if (owner === null) return entry.state === 'D' ? 'unchanged' : 'unowned';
  return comparison.changes.length > 0 ? 'changed' : 'unchanged';
}

type Attributes = Pick<
  FileItem,
  | 'type'
  | 'mode'
  | 'user'
  | 'group'
  | 'uid'
  | 'gid'
  | 'sizeBytes'
  | 'mtime'
  | 'linkTarget'
  | 'linkLeadsTo'
  | 'hardLinks'
>;

function attributes(actual: Actual | null, owner: Expected | null, leads: string | undefined): Attributes {
  const [type, prefix] = TYPES[actual?.type ?? owner?.type ?? ''] ?? ['unknown', ''];
  if (actual === null)
    return {
      type,
      mode: null,
      user: null,
      group: null,
      uid: null,
      gid: null,
      sizeBytes: null,
      mtime: null,
      linkTarget: null,
      linkLeadsTo: null,
      hardLinks: null,
    };
  const isLink = type === 'symlink';
  return {
    type,
    mode: /^[0-7]{1,4}$/.test(actual.mode) ? prefix + actual.mode.padStart(4, '0') : null,
    // find prints the number where there is no name.
    user: actual.user === actual.uid ? null : fieldText(actual.user),
    group: actual.group === actual.gid ? null : fieldText(actual.group),
    uid: fieldCount(actual.uid),
    gid: fieldCount(actual.gid),
    sizeBytes: fieldCount(actual.size),
    mtime: fieldInstant(actual.mtime),
    linkTarget: isLink ? decodePath(fieldBytes(actual.link)).path : null,
    linkLeadsTo: isLink ? leadsTo(leads) : null,
    hardLinks: fieldCount(actual.hardLinks),
  };
}

function leadsTo(letter: string | undefined): FileItem['linkLeadsTo'] {
  if (letter === undefined) return null;
  if (letter === 'N') return 'dangling';
  if (letter === 'L') return 'loop';
  return TYPES[letter]?.[0] ?? 'unknown';
}

function nevraOf(owner: Expected, listing: Listing): string | null {
  const fields = listing.packages.get(owner.package);
  if (fields === undefined) return null;
  const [name = '', epoch = '', version = '', release = '', arch = ''] = fields.map(fieldText);
  return formatNevra(packageName(name, epoch, version, release, arch));
}

function evidenceOf(actual: Actual | null, owner: Expected | null): FileItem['evidence'] {
  if (actual === null) return MISSING_EVIDENCE;
  if (owner === null) return UNOWNED_EVIDENCE;
  const said = [
    owner.type,
    owner.mode,
    owner.user,
    owner.group,
    owner.size,
    owner.mtime,
    owner.digest,
    owner.link,
  ];
  return [
    {
      origin: 'rpm -qa',
      excerpt: excerptOf(
        said
          .filter((field) => field !== '')
          .map(fieldText)
          .join(' '),
      ),
    },
  ];
}
