import picomatch from 'picomatch';
import semver from 'semver';
import { z } from 'zod';
import { remember } from '../../lib/remember.ts';
import { readData, type Forms } from '../forms.ts';

/**
 * What an untouched dom0 holds, from data/stock/: paths that it makes itself, files of packages that it edits, accounts,
 * boot arguments, mounts, firewall. The sources are named in the files.
 */
export interface StockKnowledge {
  /** The runtime entry that a path falls under, the most specific one; null = none. */
  runtimePath(path: string, release: string): RuntimePath | null;
  /** Who edits this file of a stock package on an untouched host; null = nobody. */
  installEdit(path: string, release: string): InstallEdit | null;
  readonly dom0: Dom0Facts;
  /** What the target brings itself. */
  isTargetPath(path: string): boolean;
  isTargetPackage(name: string): boolean;
}

const runtimePathSchema = z.strictObject({
  glob: z.string(),
  then: z.enum(['ignore', 'compare', 'report']),
  releases: z.string().optional(),
  made_by: z.string(),
  confidence: z.string(),
  source: z.string(),
});
const installEditSchema = z.strictObject({
  path: z.string(),
  changed_by: z.string(),
  what: z.string(),
  releases: z.string().optional(),
  confidence: z.string().optional(),
  source: z.string(),
});
const dom0Schema = z.strictObject({
  stock_vendors: z.array(z.string()),
  base_packs: z.array(z.string()),
  users: z.array(z.string()),
  groups: z.array(z.string()),
  xen_args: z.record(z.string(), z.string().nullable()),
  kernel_args: z.record(z.string(), z.string().nullable()),
  fstab: z.record(z.string(), z.string()),
  runtime_mount_types: z.array(z.string()),
  runtime_mount_points: z.array(z.string()),
  inittab: z.array(z.string()),
  crontab_commands: z.array(z.string()),
  firewall: z.array(z.string()),
  inventory_keys: z.array(z.string()),
});
const targetSchema = z.strictObject({
  source: z.string(),
  packages: z.array(z.string()),
  base_paths: z.array(z.string()),
  paths: z.array(z.string()),
});

type RuntimePath = z.infer<typeof runtimePathSchema>;
type InstallEdit = z.infer<typeof installEditSchema>;

export interface Dom0Facts {
  readonly basePacks: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly inventoryKeys: ReadonlySet<string>;
  isStockVendor(vendor: string): boolean;
  isStockBootArg(target: 'xen' | 'kernel', name: string, value: string | null): boolean;
  isStockFstabLine(mountPoint: string, fsType: string): boolean;
  isRuntimeMount(target: string, fsType: string): boolean;
  isStockInittabLine(line: string): boolean;
  isStockCrontabCommand(command: string): boolean;
  isStockFirewallRule(rule: string): boolean;
}

const DOT = { dot: true } as const;

/** `X/**` also stands for the folder X itself. The text before the first wildcard is compared first: most paths end there. */
function pathMatcher(glob: string): (path: string) => boolean {
  const text = glob.endsWith('/') ? glob.slice(0, -1) : glob;
  const literal = /^[^*?[{\\]*/.exec(text)?.[0] ?? '';
  const matches = picomatch(text, DOT);
  const folder = text.endsWith('/**') ? picomatch(text.slice(0, -3), DOT) : null;
  const folderLiteral = literal.replace(/\/$/, '');
  return (path) =>
    path.startsWith(folderLiteral) &&
    ((path.startsWith(literal) && matches(path)) || (folder?.(path) ?? false));
}

/** Reads data/stock/; the text files are the project's own, so an error in them is a bug of ours and thrown as it is. */
export function loadStockKnowledge(dataDirectory: URL, forms: Forms): StockKnowledge {
  const read = <T>(name: string, schema: z.ZodType<T>): T =>
    readData(new URL(`stock/${name}`, dataDirectory), schema, forms);
  const runtime = read('runtime-paths.yaml', z.strictObject({ paths: z.array(runtimePathSchema) })).paths.map(
    (entry) => ({ entry, matches: pathMatcher(entry.glob) }),
  );
  const edits = read('install-edits.yaml', z.strictObject({ edits: z.array(installEditSchema) })).edits.map(
    (entry) => ({ entry, matches: pathMatcher(entry.path) }),
  );
  const target = read('target-7.0.yaml', targetSchema);
  const targetPaths = new Set([...target.paths, ...target.base_paths]);
  const targetPackages = new Set(target.packages);
  const order = { report: 0, compare: 1, ignore: 2 } as const;

  const runtimeOf = perRelease(runtime);
  const editsOf = perRelease(edits);

  return {
    runtimePath(path, release) {
      const hits = runtimeOf(release).filter(({ matches }) => matches(path));
      hits.sort((a, b) => rank(a.entry) - rank(b.entry));
      return hits[0]?.entry ?? null;
    },
    installEdit: (path, release) => editsOf(release).find(({ matches }) => matches(path))?.entry ?? null,
    dom0: dom0Facts(read('dom0-6x.yaml', dom0Schema)),
    isTargetPath: (path) => targetPaths.has(path),
    isTargetPackage: (name) => targetPackages.has(name),
  };

  /** The entry with the longest literal beginning says most, then the longest one; among equals the more careful word wins. */
  function rank(entry: RuntimePath): number {
    const literal = /^[^*?[{]*/.exec(entry.glob)?.[0].length ?? 0;
    return order[entry.then] - 10 * entry.glob.replace(/\*/g, '').length - 10_000 * literal;
  }
}

/** The entries that hold for a release. They are asked for every path of a host, so they are looked out once. */
function perRelease<T extends { readonly entry: { readonly releases?: string | undefined } }>(
  entries: readonly T[],
): (release: string) => readonly T[] {
  const known = new Map<string, readonly T[]>();
  const includePrerelease = true;
  return (release) =>
    remember(known, release, () =>
      entries.filter(
        ({ entry: { releases } }) =>
          releases === undefined || semver.satisfies(release, releases, { includePrerelease }),
      ),
    );
}

function dom0Facts(data: z.infer<typeof dom0Schema>): Dom0Facts {
  const any = (patterns: readonly string[], flags = ''): ((text: string) => boolean) => {
    const compiled = patterns.map((pattern) => new RegExp(pattern, flags));
    return (text) => compiled.some((pattern) => pattern.test(text));
  };
  const args = {
    xen: new Map(Object.entries(data.xen_args)),
    kernel: new Map(Object.entries(data.kernel_args)),
  };
  const mountPoint = picomatch(data.runtime_mount_points, DOT);
  const mountTypes = new Set(data.runtime_mount_types);
  return {
    basePacks: new Set(data.base_packs),
    users: new Set(data.users),
    groups: new Set(data.groups),
    inventoryKeys: new Set(data.inventory_keys),
    isStockVendor: any(data.stock_vendors, 'i'),
    isStockBootArg(target, name, value) {
      const pattern = args[target].get(name);
      if (pattern === undefined) return false;
      return pattern === null ? value === null : value !== null && new RegExp(pattern).test(value);
    },
    isStockFstabLine: (target, fsType) => data.fstab[target] === fsType,
    isRuntimeMount: (target, fsType) =>
      mountPoint(target) || (mountTypes.has(fsType) && !target.startsWith('/mnt')),
    isStockInittabLine: any(data.inittab),
    isStockCrontabCommand: (command) => data.crontab_commands.includes(command.trim().replace(/\s+/g, ' ')),
    isStockFirewallRule: any(data.firewall),
  };
}
