import type { DriverDiskItem, HotfixItem, PackItem } from '../../model/inventory.ts';
import { evidenceOf, excerptOf, textOrNull, type PartGap, type Reading, type ShownFile } from '../reading.ts';
import type { Entry } from './state.ts';
import { findElements, type XmlElement } from './xml.ts';

const PACKS = '/etc/xensource/installed-repos/';
const APPLIED = '/var/patch/applied/';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Package types of XS-PACKAGES that go into the kernel (`repository.py` of the installer, `xcp/supplementalpack.py`). */
const DRIVER_TYPES: ReadonlySet<string> = new Set(['driver-rpm', 'driver', 'firmware']);

interface Records<I> {
  readonly items: readonly I[];
  readonly gaps: readonly PartGap[];
}

/**
 * Records of packs and driver disks: one folder each, with XS-REPOSITORY (who it is) and XS-PACKAGES (what it brought).
 * A driver disk is a pack all of whose packages go into the kernel. Before the XML format XS-REPOSITORY had two lines,
 * the id and the name; the installer still reads those (`product.py:335-354@f7a21a1`).
 */
export function readPacks(reading: Reading, entries: readonly Entry[]): Records<PackItem | DriverDiskItem> {
  const items: (PackItem | DriverDiskItem)[] = [];
  const gaps: PartGap[] = [];
  const folders = entries.flatMap(({ path, type }) =>
    type === 'd' && path.startsWith(PACKS) && path !== PACKS ? [`${path}/`] : [],
  );
  const shown = reading.files.flatMap(({ path }) =>
    path.startsWith(PACKS) ? [path.slice(0, path.lastIndexOf('/') + 1)] : [],
  );
  for (const folder of new Set([...folders, ...shown])) {
    const record = reading.file(`${folder}XS-REPOSITORY`);
    const pack = record && readPack(record, reading.file(`${folder}XS-PACKAGES`));
    if (pack) items.push(pack);
    else
      gaps.push({
        origin: `${folder}XS-REPOSITORY`,
        reason: record ? 'unparsable' : 'not-collected',
        detail: 'which pack or driver disk this record stands for is not known',
      });
  }
  return { items, gaps };
}

function readPack(record: ShownFile, packagesFile: ShownFile | undefined): PackItem | DriverDiskItem | null {
  const text = record.body.toString('utf8');
  const head = findElements(text, 'repository')[0];
  if (!head) return readOldRecord(record);
  const originator = head.attributes.get('originator');
  const name = head.attributes.get('name');
  if (!originator || !name) return null;
  const id = `${originator}:${name}`;
  const packages = findElements(packagesFile?.body.toString('utf8') ?? '', 'package');
  const evidence = [{ origin: record.path, excerpt: excerptOf(firstTag(text)) }];
  const version = textOrNull(head.attributes.get('version'));
  const names = packages.map(packageName);
  if (packages.length > 0 && packages.every(isDriver)) {
    return {
      kind: 'driver-disk',
      id: `driver-disk:${id}`,
      evidence,
      driverDiskId: id,
      name,
      version,
      packages: names,
    };
  }
  return {
    kind: 'pack',
    id: `pack:${id}`,
    evidence,
    packId: id,
    name,
    version,
    build: textOrNull(head.attributes.get('build')),
    description: textOrNull(findElements(text, 'description')[0]?.text),
    packages: names,
  };
}

function readOldRecord(record: ShownFile): PackItem | null {
  const [id, name] = record.lines;
  const packId = id?.text.trim() ?? '';
  if (!id || packId === '' || packId.includes('<')) return null;
  return {
    kind: 'pack',
    id: `pack:${packId}`,
    evidence: [evidenceOf(record.path, id)],
    packId,
    name: packId.slice(packId.indexOf(':') + 1),
    version: null,
    build: null,
    description: textOrNull(name?.text.trim()),
    packages: [],
  };
}

/** The rpm's file name without `.rpm`, which is its NEVRA without the epoch; where that is not given, its label. */
function packageName(element: XmlElement): string {
  const file = element.text.replace(/\.rpm$/, '');
  return file === '' ? (element.attributes.get('label') ?? '') : file;
}

function isDriver(element: XmlElement): boolean {
  return DRIVER_TYPES.has(element.attributes.get('type') ?? '');
}

function firstTag(text: string): string {
  const start = text.indexOf('<repository');
  return text.slice(start, start + 400).replace(/\s+/g, ' ');
}

/**
 * Applied hotfixes: xapi writes what the hotfix says about itself into a file named by its uuid, and takes the time of the
 * file for the time of application (`xapi_pool_patch.ml`, `write_patch_applied`, `update_db`).
 */
export function readHotfixes(reading: Reading, entries: readonly Entry[]): Records<HotfixItem> {
  const items: HotfixItem[] = [];
  const gaps: PartGap[] = [];
  const times = new Map(entries.map(({ path, modifiedAt }) => [path, modifiedAt]));
  const listed = entries.flatMap(({ path, type }) => (type === 'd' ? [] : [path]));
  const paths = new Set([...listed, ...reading.files.map(({ path }) => path)]);
  for (const path of paths) {
    if (!path.startsWith(APPLIED)) continue;
    const name = path.slice(APPLIED.length);
    const file = reading.file(path);
    const head = findElements(file?.body.toString('utf8') ?? '', 'info')[0];
    const uuid = head?.attributes.get('uuid') ?? name;
    if (!head && !UUID.test(name)) {
      gaps.push({
        origin: path,
        reason: 'unparsable',
        detail: 'which hotfix this record stands for is not known',
      });
      continue;
    }
    items.push({
      kind: 'hotfix',
      id: `hotfix:${uuid.toLowerCase()}`,
      evidence: [{ origin: path, excerpt: excerptOf(file?.body.toString('utf8', 0, 800).trim() ?? name) }],
      uuid: uuid.toLowerCase(),
      name: textOrNull(head?.attributes.get('name-label')),
      appliedAt: times.get(path) ?? null,
    });
  }
  return { items, gaps };
}
