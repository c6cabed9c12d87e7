import type { Reading, ShownCommand, TextLine } from '../reading.ts';

/** A disk as sysfs shows it. `name` is the kernel's; a `!` in it stands for a slash. */
export interface BlockDisk {
  readonly name: string;
  readonly device: string;
  readonly sizeBytes: number | null;
  readonly vendor: string | null;
  readonly model: string | null;
  /** `8:0` */
  readonly number: string;
  readonly line: TextLine;
  /** A multipath map: the kernel names of its paths; empty for a plain disk. */
  readonly paths: readonly string[];
}

export interface BlockPartition {
  readonly disk: string;
  readonly device: string;
  readonly number: number;
  readonly startBytes: number | null;
  readonly sizeBytes: number | null;
  readonly devNumber: string;
  readonly line: TextLine;
}

export interface BlockDevices {
  readonly disks: readonly BlockDisk[];
  readonly partitions: readonly BlockPartition[];
  readonly strayLines: readonly TextLine[];
}

const SECTOR = 512;

/** Reads the records of the fragment; the paths of a multipath map are not disks of their own. */
export function readBlockDevices(shown: ShownCommand | undefined): BlockDevices {
  const disks: BlockDisk[] = [];
  const partitions: BlockPartition[] = [];
  const maps: { readonly fields: readonly string[]; readonly line: TextLine }[] = [];
  const strayLines: TextLine[] = [];
  for (const line of shown?.lines ?? []) {
    if (line.text === '') continue;
    const [kind = '', ...fields] = line.text.split('\t');
    if (kind === 'disk' && fields.length >= 6) disks.push(diskOf(fields, line));
    else if (kind === 'part' && fields.length === 6) partitions.push(partitionOf(fields, line));
    else if (kind === 'dm' && fields.length === 6) maps.push({ fields, line });
    else strayLines.push(line);
  }
  const multipaths = maps
    .filter(({ fields }) => fields[4]?.startsWith('mpath-'))
    .map(({ fields, line }) => mapOf(fields, line, disks));
  const paths = new Set(multipaths.flatMap((map) => map.paths));
  return {
    disks: [...disks.filter(({ name }) => !paths.has(name)), ...multipaths],
    partitions: [
      ...partitions.filter(({ disk }) => !paths.has(disk)),
      ...maps.flatMap(({ fields, line }) =>
        mapPartition(
          fields,
          line,
          multipaths,
          maps.map((map) => map.fields),
        ),
      ),
    ],
    strayLines,
  };
}

function diskOf(fields: readonly string[], line: TextLine): BlockDisk {
  const [name = '', number = '', sectors = '', , vendor = '', ...model] = fields;
  return {
    name,
    device: deviceOf(name),
    sizeBytes: bytesOf(sectors),
    vendor: vendor || null,
    model: model.join(' ') || null,
    number,
    line,
    paths: [],
  };
}

function partitionOf(fields: readonly string[], line: TextLine): BlockPartition {
  const [disk = '', name = '', devNumber = '', number = '', start = '', sectors = ''] = fields;
  return {
    disk,
    device: deviceOf(name),
    number: Number(number || (/\d+$/.exec(name)?.[0] ?? '0')),
    startBytes: bytesOf(start),
    sizeBytes: bytesOf(sectors),
    devNumber,
    line,
  };
}

/** A map has no vendor of its own: it is that of its first path. */
function mapOf(fields: readonly string[], line: TextLine, disks: readonly BlockDisk[]): BlockDisk {
  const [name = '', number = '', sectors = '', mapName = '', , slaves = ''] = fields;
  const paths = slaves.split(' ').filter((path) => path !== '');
  const path = disks.find((disk) => paths.includes(disk.name));
  return {
    name,
    device: `/dev/mapper/${mapName}`,
    sizeBytes: bytesOf(sectors),
    vendor: path?.vendor ?? null,
    model: path?.model ?? null,
    number,
    line,
    paths,
  };
}

/** kpartx and multipath mark a partition of a map `part3-mpath-<id>`. */
function mapPartition(
  fields: readonly string[],
  line: TextLine,
  multipaths: readonly BlockDisk[],
  all: readonly (readonly string[])[],
): BlockPartition[] {
  const [, devNumber = '', sectors = '', mapName = '', uuid = ''] = fields;
  const match = /^part(\d+)-(mpath-.*)$/.exec(uuid);
  const parent = match && all.find((other) => other[4] === match[2]);
  const disk = parent && multipaths.find(({ name }) => name === parent[0]);
  if (!disk) return [];
  const device = `/dev/mapper/${mapName}`;
  return [
    {
      disk: disk.name,
      device,
      number: Number(match[1]),
      startBytes: null,
      sizeBytes: bytesOf(sectors),
      devNumber,
      line,
    },
  ];
}

function deviceOf(name: string): string {
  return `/dev/${name.replaceAll('!', '/')}`;
}

function bytesOf(sectors: string): number | null {
  return /^\d+$/.test(sectors) ? Number(sectors) * SECTOR : null;
}

/** Links below /dev, resolved: link to the device that it leads to. Rows are the link, `//` and its target. */
export function readLinks(state: Reading): Map<string, string> {
  const links = new Map<string, string>();
  for (const [row] of state.rows('links', 1)) {
    const [link = '', target] = (row?.toString('utf8') ?? '').split('\t//\t');
    if (target !== undefined) links.set(link, resolvePath(link, target));
  }
  return links;
}

function resolvePath(link: string, target: string): string {
  const parts = target.startsWith('/') ? [] : link.split('/').slice(1, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Device number that the root file system lies on: of the mounts on `/` the last one counts. */
export function rootDevNumber(mounts: ShownCommand | undefined): string | null {
  let found: string | null = null;
  for (const { text } of mounts?.lines ?? []) {
    const [, , number = '', , target] = text.split(' ');
    if (target === '/') found = number;
  }
  return found;
}

/** What the inventory names, as it says it and as what it leads to. */
export interface NamedDisk {
  readonly key: string;
  readonly path: string;
  /** null when it leads nowhere. */
  readonly device: string | null;
}

export function readNamedDisks(disks: Reading): NamedDisk[] {
  return (disks.command('inventory')?.lines ?? []).flatMap(({ text }) => {
    const [key = '', path = '', device = ''] = text.split('\t');
    return key === '' ? [] : [{ key, path, device: device === '' ? null : device }];
  });
}
