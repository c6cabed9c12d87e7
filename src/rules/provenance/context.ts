import type { FileContent, FileItem, Inventory, Item, ItemKind, PackageItem } from '../../model/inventory.ts';
import { findInstallWindow } from './install-window.ts';
import { packageProvenance } from './packages.ts';
import type { StockKnowledge } from './stock-knowledge.ts';
import type { Judged, PackageContext } from './words.ts';
import { allItems, itemsOfKind } from '../../model/items.ts';

/** What the provenance of one item may be judged from: the whole inventory, indexed once. */
export interface ProvenanceContext extends PackageContext {
  /** Source release, such as `6.5.0`. */
  readonly release: string;
  readonly hostname: string | null;
  readonly files: ReadonlyMap<string, FileItem>;
  /** There is a list of files, so that one that is not in it is as its package brought it. */
  readonly filesKnown: boolean;
  readonly contents: ReadonlyMap<string, FileContent>;
  /** By NEVRA. */
  readonly packageProvenance: ReadonlyMap<string, Judged>;
  /** The package that brings a path, where a package said so; only notable paths are known. */
  readonly notablePaths: ReadonlyMap<string, PackageItem>;
  readonly multipathSettings: readonly string[] | null;
  /** The default boot entry has only arguments that the installer writes. */
  readonly bootArgsAreStock: boolean;
  of<K extends ItemKind>(kind: K): Extract<Item, { kind: K }>[];
  /** The file behind a path, looking through /etc/init.d, which is a link to /etc/rc.d/init.d. */
  file(path: string): FileItem | undefined;
}

/** Indexes the inventory; the order of its items does not matter. */
export function provenanceContext(
  inventory: Inventory,
  stock: StockKnowledge,
  release: string,
  multipathSettings: readonly string[] | null,
): ProvenanceContext {
  const items = allItems(inventory);
  const of = <K extends ItemKind>(kind: K): Extract<Item, { kind: K }>[] => itemsOfKind(items, kind);
  const packages = of('package');
  const files = new Map(of('file').map((item) => [item.path, item]));
  const window = findInstallWindow(packages, (vendor) => stock.dom0.isStockVendor(vendor));
  const isStock = (item: PackageItem): boolean =>
    item.vendor !== null && stock.dom0.isStockVendor(item.vendor) && window.isBaseInstall(item);
  const about: PackageContext = {
    stock,
    window,
    stockBuildHosts: new Set(
      packages.flatMap((item) => (item.buildHost !== null && isStock(item) ? [item.buildHost] : [])),
    ),
    packOf: packOf(of('pack'), of('driver-disk'), stock.dom0.basePacks),
    hasHotfixes: of('hotfix').length > 0,
    isHotfixTime: hotfixTimes(of('hotfix')),
  };
  return {
    ...about,
    release,
    hostname: inventory.host.hostname,
    files,
    filesKnown: areFilesListed(inventory),
    contents: new Map(inventory.contents.map((content) => [content.path, content])),
    packageProvenance: new Map(packages.map((item) => [item.nevra, packageProvenance(item, about)])),
    notablePaths: new Map(packages.flatMap((item) => item.notablePaths.map((path) => [path, item] as const))),
    multipathSettings,
    bootArgsAreStock: of('boot-arg').every(({ target, name, value }) =>
      stock.dom0.isStockBootArg(target, name, value),
    ),
    of,
    file: (path) => files.get(path) ?? files.get(otherInitPath(path)),
  };
}

/** A status report holds some files, and no list of what there is. */
export function areFilesListed({ collection }: Inventory): boolean {
  return collection.source !== 'bugtool';
}

/** `/etc/init.d/x`, `/etc/rc3.d/x` and the real places below /etc/rc.d name the same file. */
export function otherInitPath(path: string): string {
  if (path.startsWith('/etc/rc.d/')) return path.replace('/etc/rc.d/', '/etc/');
  return path.replace(/^\/etc\/(init\.d|rc[0-6]\.d|rc\.local|rc\.sysinit)(?=\/|$)/, '/etc/rc.d/$1');
}

function packOf(
  packs: readonly Extract<Item, { kind: 'pack' }>[],
  disks: readonly Extract<Item, { kind: 'driver-disk' }>[],
  basePacks: ReadonlySet<string>,
): PackageContext['packOf'] {
  const found = new Map<string, { id: string; kind: 'pack' | 'driver-disk' }>();
  for (const pack of packs) {
    if (basePacks.has(pack.packId)) continue;
    for (const name of pack.packages) found.set(packageName(name), { id: pack.packId, kind: 'pack' });
  }
  for (const disk of disks) {
    for (const name of disk.packages)
      found.set(packageName(name), { id: disk.driverDiskId, kind: 'driver-disk' });
  }
  return found;
}

/** The name in `name-1.0-2.i386.rpm`, or the text itself when it is a plain name. */
function packageName(text: string): string {
  const file = text.split('/').at(-1) ?? text;
  return /^(.+)-[^-]+-[^-]+\.rpm$/.exec(file)?.[1] ?? file.replace(/\.rpm$/, '');
}

const HALF_AN_HOUR = 1_800_000;

function hotfixTimes(
  hotfixes: readonly Extract<Item, { kind: 'hotfix' }>[],
): (iso: string | null) => boolean {
  const times = hotfixes.flatMap(({ appliedAt }) => (appliedAt === null ? [] : [Date.parse(appliedAt)]));
  return (iso) =>
    times.length === 0 ||
    (iso !== null && times.some((time) => Math.abs(Date.parse(iso) - time) <= HALF_AN_HOUR));
}
