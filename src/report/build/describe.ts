import type { FileItem, Item } from '../../model/inventory.ts';
import { pathOfItem } from '../../model/items.ts';
import type { Fact } from '../../model/report.ts';
import { countOf, formatBytes, formatDay, formatInstant } from '../../lib/quantities.ts';
import { STATE_WORDS } from '../words.ts';

/** An item in a line: its name, what is worth knowing beside it, and the file that makes it. */
export interface Description {
  readonly label: string;
  readonly facts: readonly string[];
  /** What is read only when one looks closer. */
  readonly more: readonly Fact[];
  readonly path: string | null;
}

/** What is said of it; the path follows from the item. */
type Words = Omit<Description, 'path'>;

/** Says of any item what a reader needs to recognise it. */
export function describeItem(item: Item): Description {
  return { ...wordsOf(item), path: pathOfItem(item) };
}

function wordsOf(item: Item): Words {
  switch (item.kind) {
    case 'file':
      return { ...describe(item.path, fileFacts(item)), more: fileMore(item) };
    case 'package':
      return describe(item.nevra, [item.vendor ?? 'no vendor', item.summary]);
    case 'service':
      return describe(item.name, [
        item.manager,
        item.enabledRunlevels.length > 0
          ? `starts in runlevels ${item.enabledRunlevels.join(' ')}`
          : 'not started at boot',
        item.running === true ? 'running' : null,
        item.command,
      ]);
    case 'cron':
      return describe(`${item.schedule} ${item.command}`, [
        `as ${item.user}`,
        item.line === null ? item.file : `${item.file}, line ${item.line}`,
      ]);
    case 'user':
      return describe(item.name, [`uid ${item.uid}`, item.home, item.shell, `password ${item.password}`]);
    case 'group':
      return describe(item.name, [
        `gid ${item.gid}`,
        item.members.length > 0 ? `members ${item.members.join(', ')}` : null,
      ]);
    case 'mount':
      return describe(item.target, [
        `${item.source} (${item.fsType})`,
        item.options,
        size(item.usedBytes, 'used'),
        item.inFstab ? 'in /etc/fstab' : 'not in /etc/fstab',
        item.mounted ? 'mounted' : 'not mounted',
      ]);
    case 'swap':
      return describe(item.path, [item.type, size(item.sizeBytes), item.active ? 'active' : 'not active']);
    case 'repo':
      return describe(item.repoId, [item.name, item.baseUrl, item.enabled ? 'enabled' : 'disabled']);
    case 'module':
      return describe(item.name, [item.version, item.package, item.loaded ? 'loaded' : 'not loaded']);
    case 'boot-arg':
      return describe(item.value === null ? item.name : `${item.name}=${item.value}`, [
        `on the ${item.target === 'xen' ? 'Xen' : 'kernel'} line`,
        item.entry,
      ]);
    case 'hotfix':
      return describe(item.name ?? item.uuid, [item.name === null ? null : item.uuid, item.appliedAt]);
    case 'pack':
      return describe(item.packId, [
        item.version,
        item.build,
        item.description,
        countOf(item.packages.length, 'package'),
      ]);
    case 'driver-disk':
      return describe(item.driverDiskId, [item.name, item.version, countOf(item.packages.length, 'package')]);
    case 'disk':
      return describe(item.device, [
        item.vendor,
        item.model,
        size(item.sizeBytes),
        item.isPrimary ? 'primary disk' : null,
        item.table === 'unknown' ? null : `partition table: ${item.table}`,
      ]);
    case 'partition':
      return describe(item.device, [`role: ${item.role}`, item.label, size(item.sizeBytes), item.type]);
    case 'vg':
      return describe(item.name, [
        size(item.sizeBytes),
        `on ${item.physicalVolumes.join(', ')}`,
        countOf(item.logicalVolumes.length, 'logical volume'),
      ]);
    case 'md':
      return describe(item.device, [item.level, item.members.join(', ')]);
    case 'drbd':
      return describe(item.resource, [item.state, item.file]);
    case 'sr':
      return describe(item.name, [
        item.type,
        item.shared ? 'shared' : 'local',
        size(item.sizeBytes),
        item.vdiCount === null ? null : countOf(item.vdiCount, 'disk'),
        item.location,
        item.uuid,
      ]);
    case 'pbd':
      return describe(item.uuid, [`of ${item.sr}`, item.attached ? 'attached' : 'not attached']);
    case 'vm':
      return describe(item.name, [
        item.powerState,
        item.residentHere ? 'runs here' : null,
        ...item.obstacles,
        item.uuid,
      ]);
    case 'nic':
      return describe(item.name, [item.role, item.driver, item.mac, item.configFile]);
    case 'route':
      return describe(item.destination, [
        item.via === null ? null : `via ${item.via}`,
        item.device,
        item.file ?? 'only in the running system',
      ]);
    case 'firewall':
      return describe(item.rule, [`table ${item.table}`, item.file ?? 'only in the running system']);
    case 'certificate':
      return describe(item.path, [
        item.subject,
        item.issuer === null ? null : `issued by ${item.issuer}`,
        item.notAfter === null ? null : `until ${formatDay(item.notAfter)}`,
        item.keyBits === null ? null : `${item.keyBits} bits`,
      ]);
    case 'plugin':
      return describe(item.path, [item.area, item.package]);
    case 'setting':
      return describe(`${item.area}.${item.key}`, [item.value, `from ${item.from}`]);
  }
}

/** What is to be told of a file beside its path: what is usual is not said. */
function fileFacts(item: FileItem): readonly (string | null)[] {
  const isLink = item.linkTarget !== null;
  return [
    STATE_WORDS[item.state],
    item.changes.length > 0 ? `differs in ${item.changes.join(', ')}` : null,
    item.config ? 'configuration' : null,
    item.type === 'file' || isLink ? null : item.type === 'directory' ? 'folder' : item.type,
    isLink ? `link to ${item.linkTarget}` : null,
    item.linkLeadsTo === 'dangling' || item.linkLeadsTo === 'loop' ? `leads nowhere` : null,
    item.type === 'file' ? size(item.sizeBytes) : null,
    item.elf === undefined ? null : `${item.elf.bits}-bit ${item.elf.type} for ${item.elf.machine}`,
    ownerOf(item) === 'root:root' ? null : ownerOf(item),
    bitsOf(item),
  ];
}

function fileMore(item: FileItem): readonly Fact[] {
  const facts: readonly (readonly [string, string | null])[] = [
    ['Package', item.package],
    ['Owner and mode', [ownerOf(item), item.mode?.slice(-4)].filter(Boolean).join(' ')],
    ['Last changed', item.mtime === null ? null : formatInstant(item.mtime)],
    ['Digest', item.digest],
    ['Needs the libraries', item.elf?.needed.join(', ') ?? null],
    ['Library name', item.elf?.soname ?? null],
    ['Looks for libraries in', item.elf?.runPath ?? null],
    ['Built for the kernel', item.elf?.vermagic ?? null],
    ['Hidden from rpm -V', item.hiddenChanges.join(', ')],
    [
      'Hard links',
      item.hardLinks !== null && item.hardLinks > 1 && item.type === 'file' ? String(item.hardLinks) : null,
    ],
  ];
  return facts.flatMap(([label, value]) => (value === null || value === '' ? [] : { label, value }));
}

function ownerOf(item: FileItem): string | null {
  const user = item.user ?? item.uid;
  const group = item.group ?? item.gid;
  return user === null || group === null || item.type === 'symlink' ? null : `${user}:${group}`;
}

/** What the mode lets a program do. */
function bitsOf({ mode, type }: FileItem): string | null {
  if (mode === null || type !== 'file') return null;
  const bits = Number.parseInt(mode.slice(-4), 8);
  if ((bits & 0o4000) !== 0) return 'set-uid';
  if ((bits & 0o2000) !== 0) return 'set-gid';
  return (bits & 0o111) === 0 ? null : 'executable';
}

function size(bytes: number | null, word?: string): string | null {
  if (bytes === null) return null;
  return word === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} ${word}`;
}

function describe(label: string, facts: readonly (string | null)[]): Words {
  return {
    label: label === '' ? '(no name)' : label,
    facts: facts.filter((fact): fact is string => fact !== null && fact !== ''),
    more: [],
  };
}
