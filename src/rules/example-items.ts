import type { Compat, FateName, Provenance } from '../model/fate.ts';
import type { FileContent, Item } from '../model/inventory.ts';
import type { Example } from './example-schema.ts';

/** An item of an example with what is said of it; what is null is left to the kind's usual. */
export interface ExampleItem {
  readonly item: Item;
  readonly provenance: Provenance | null;
  readonly fate: FateName | null;
  readonly compat: Compat | null;
  readonly stockChange: boolean;
}

/** Fields of a compact item, as far as they are said. */
type Said = Readonly<Record<string, unknown>>;

/** Fields that every kind has, so that an example only says what it is about. The key is the field that a text alone stands for. */
const SHAPES = {
  packages: {
    kind: 'package',
    short: 'nevra',
    usual: {
      epoch: null,
      version: '1.0',
      release: '1',
      arch: 'x86_64',
      vendor: null,
      packager: null,
      buildHost: null,
      signatureKey: null,
      installedAt: null,
      builtAt: null,
      sourceRpm: null,
      summary: null,
      url: null,
      fileCount: null,
      sizeBytes: null,
      notablePaths: [],
    },
  },
  services: {
    kind: 'service',
    short: 'name',
    usual: { manager: 'sysv', enabledRunlevels: [3, 5], running: true, command: null },
  },
  cron: {
    kind: 'cron',
    short: 'command',
    usual: { file: '/var/spool/cron/root', line: 1, source: 'user', schedule: '0 3 * * *', user: 'root' },
  },
  users: { kind: 'user', short: 'name', usual: { uid: 500, gid: 500, shell: '/bin/bash', password: 'set' } },
  groups: { kind: 'group', short: 'name', usual: { gid: 500, members: [] } },
  mounts: {
    kind: 'mount',
    short: 'target',
    usual: {
      source: '/dev/sdb1',
      fsType: 'ext3',
      options: 'rw',
      inFstab: true,
      mounted: true,
      sizeBytes: null,
      usedBytes: null,
    },
  },
  swaps: {
    kind: 'swap',
    short: 'path',
    usual: { type: 'file', sizeBytes: null, inFstab: true, active: true },
  },
  repos: { kind: 'repo', short: 'repoId', usual: { name: null, baseUrl: null, enabled: true } },
  modules: {
    kind: 'module',
    short: 'name',
    usual: { loaded: true, path: null, package: null, version: null },
  },
  hotfixes: { kind: 'hotfix', short: 'uuid', usual: { name: null, appliedAt: null } },
  packs: {
    kind: 'pack',
    short: 'packId',
    usual: { version: null, build: null, description: null, packages: [] },
  },
  'driver-disks': { kind: 'driver-disk', short: 'driverDiskId', usual: { version: null, packages: [] } },
  disks: {
    kind: 'disk',
    short: 'device',
    usual: { byId: [], sizeBytes: null, vendor: null, model: null, table: 'gpt', isPrimary: true },
  },
  partitions: {
    kind: 'partition',
    short: 'device',
    usual: { disk: 'sda', number: 1, sizeBytes: null, type: null, label: null, role: 'other' },
  },
  vgs: { kind: 'vg', short: 'name', usual: { sizeBytes: null, physicalVolumes: [], logicalVolumes: [] } },
  mds: { kind: 'md', short: 'device', usual: { level: null, members: [] } },
  drbds: { kind: 'drbd', short: 'resource', usual: { file: '/etc/drbd.conf', state: null } },
  srs: {
    kind: 'sr',
    short: 'uuid',
    usual: {
      name: 'storage',
      type: 'lvm',
      contentType: null,
      shared: false,
      sizeBytes: null,
      vdiCount: null,
      location: null,
    },
  },
  pbds: { kind: 'pbd', short: 'uuid', usual: { sr: 'sr-1', attached: true, deviceConfig: {} } },
  vms: {
    kind: 'vm',
    short: 'uuid',
    usual: { name: 'vm', powerState: 'running', residentHere: true, obstacles: [] },
  },
  nics: {
    kind: 'nic',
    short: 'name',
    usual: { mac: null, driver: null, role: 'physical', configFile: null },
  },
  routes: { kind: 'route', short: 'destination', usual: { via: null, device: null, file: null } },
  firewall: {
    kind: 'firewall',
    short: 'rule',
    usual: { table: 'filter', file: '/etc/sysconfig/iptables', active: true },
  },
  certificates: {
    kind: 'certificate',
    short: 'path',
    usual: { subject: null, issuer: null, notAfter: null, keyBits: null },
  },
  plugins: { kind: 'plugin', short: 'path', usual: { area: 'other', package: null } },
} as const;

type ListName = keyof typeof SHAPES;

/** Every item of an example, and the texts of its files. */
export function expandItems(example: Example): { items: ExampleItem[]; contents: FileContent[] } {
  const items: ExampleItem[] = [];
  for (const name of Object.keys(SHAPES) as ListName[])
    (example[name] ?? []).forEach((entry, index) => items.push(expandEntry(name, entry, index)));
  for (const target of ['xen', 'kernel'] as const)
    for (const word of (example.boot?.[target] ?? '').split(/\s+/).filter(Boolean))
      items.push(bootArg(target, word));
  for (const [key, said] of Object.entries(example.settings ?? {})) items.push(setting(key, said));
  const contents: FileContent[] = [];
  for (const [path, said] of Object.entries(example.files ?? {})) {
    const file: Said = typeof said === 'string' ? { text: said } : said;
    items.push(expandFile(path, file));
    if (typeof file['text'] === 'string')
      contents.push({
        path,
        text: file['text'],
        sizeBytes: Buffer.byteLength(file['text']),
        truncated: file['truncated'] === true,
        withheldLines: 0,
      });
  }
  return { items, contents };
}

function expandEntry(list: ListName, entry: string | Said, index: number): ExampleItem {
  const { kind, short, usual } = SHAPES[list];
  const said: Said = typeof entry === 'string' ? { [short]: entry } : entry;
  const named = { [short]: `${kind}-${index + 1}`, ...usual, ...said, ...packageElf(said) };
  const fields = { ...named, ...derived(kind, named, said) };
  return judgedItem(kind, idOf(kind, fields), fields, said);
}

/** What rpm noted of a package, where an example says something of it. */
function packageElf(said: Said): Said {
  const elf = said['elf'];
  return elf === undefined ? {} : { elf: { bits: [64], needed: [], provided: [], ...(elf as Said) } };
}

/** What a compiled file is unless it is said. */
function usualElf(said: Said): Said {
  const narrow = said['bits'] === 32;
  const runs = said['type'] === undefined || said['type'] === 'program';
  const loader = narrow ? '/lib/ld-linux.so.2' : '/lib64/ld-linux-x86-64.so.2';
  return {
    bits: 64,
    machine: narrow ? 'x86' : 'x86-64',
    type: 'program',
    interpreter: runs ? loader : null,
    needed: [],
    soname: null,
    runPath: null,
    vermagic: null,
    whole: true,
    ...said,
  };
}

/** Fields that follow from others. */
function derived(kind: string, fields: Said, said: Said): Said {
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  switch (kind) {
    case 'package': {
      if (typeof said['nevra'] !== 'string') {
        const name = text('name') || 'package';
        return { name, nevra: `${name}-${text('version')}-${text('release')}.${text('arch')}` };
      }
      const [, name = said['nevra'], version, release, arch] =
        /^(.+)-([^-]+)-([^-]+?)(?:\.([^.-]+))?$/.exec(said['nevra']) ?? [];
      return version === undefined
        ? { name, nevra: `${name}-1.0-1.x86_64` }
        : { name, version, release, arch: arch ?? null };
    }
    case 'service':
      return { path: text('path') || `/etc/rc.d/init.d/${text('name')}` };
    case 'user':
      return { home: text('home') || `/home/${text('name')}` };
    case 'repo':
      return { file: text('file') || `/etc/yum.repos.d/${text('repoId')}.repo` };
    case 'pack':
      return { name: text('name') || text('packId').slice(text('packId').indexOf(':') + 1) };
    case 'driver-disk':
      return { name: text('name') || text('driverDiskId') };
    default:
      return {};
  }
}

/** Ids as in docs/design.md section 6, but with what tells the examples' items apart in place of digests. */
function idOf(kind: string, fields: Said): string {
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  switch (kind) {
    case 'package':
      return `package:${text('nevra')}`;
    case 'cron':
      return `cron:${text('file')}#${text('command')}`;
    case 'mount':
      return `mount:${text('target')}`;
    case 'partition':
      return `partition:${text('disk')}#${text('number')}`;
    case 'disk':
    case 'md':
      return `${kind}:${text('device')}`;
    default: {
      const shape = Object.values(SHAPES).find((known) => known.kind === kind);
      return `${kind}:${text(shape?.short ?? 'name')}`;
    }
  }
}

function expandFile(path: string, said: Said): ExampleItem {
  const text = typeof said['text'] === 'string' ? said['text'] : null;
  const type = said['type'] ?? (said['linkTarget'] === undefined ? 'file' : 'symlink');
  const missing = said['state'] === 'missing';
  const mode =
    type === 'directory'
      ? '040755'
      : type === 'symlink'
        ? '120777'
        : text?.startsWith('#!') === true
          ? '100755'
          : '100644';
  const usual = {
    path,
    type,
    state: 'unowned',
    package: null,
    config: false,
    mode: missing ? null : mode,
    user: missing ? null : 'root',
    group: missing ? null : 'root',
    uid: missing ? null : 0,
    gid: missing ? null : 0,
    sizeBytes: missing ? null : text === null ? 1 : Buffer.byteLength(text),
    mtime: null,
    linkTarget: null,
    linkLeadsTo: type === 'symlink' ? 'file' : null,
    changes: said['state'] === 'changed' ? ['digest'] : [],
    hiddenChanges: [],
    digest: null,
    hardLinks: 1,
  };
  // The schema has checked that it holds fields.
  const elf = said['elf'] === undefined ? {} : { elf: usualElf(said['elf'] as Said) };
  return judgedItem('file', `file:${path}`, { ...usual, ...said, ...elf }, said);
}

function bootArg(target: 'xen' | 'kernel', word: string): ExampleItem {
  const at = word.indexOf('=');
  const name = at === -1 ? word : word.slice(0, at);
  const fields = {
    target,
    name,
    value: at === -1 ? null : word.slice(at + 1),
    entry: 'xe',
    file: '/boot/extlinux.conf',
  };
  return judgedItem('boot-arg', `boot-arg:${target}:${name}`, fields, {}, word);
}

function setting(id: string, said: string | Said): ExampleItem {
  const at = id.indexOf('.');
  const own: Said = typeof said === 'string' ? { value: said } : said;
  const fields = { area: id.slice(0, at), key: id.slice(at + 1), value: '', from: 'xe', ...own };
  return judgedItem('setting', `setting:${id}`, fields, own);
}

const JUDGED = new Set(['provenance', 'fate', 'compat', 'stockChange', 'text', 'truncated']);

function judgedItem(kind: string, id: string, fields: Said, said: Said, excerpt: string = id): ExampleItem {
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !JUDGED.has(name)));
  return {
    // The shapes above give every field that the kind has; the example's schema has checked those that it names.
    item: { ...own, kind, id, evidence: [{ origin: 'example', excerpt }] } as unknown as Item,
    provenance: (said['provenance'] as Provenance | undefined) ?? null,
    fate: (said['fate'] as FateName | undefined) ?? null,
    compat: (said['compat'] as Compat | undefined) ?? null,
    stockChange: said['stockChange'] === true,
  };
}
