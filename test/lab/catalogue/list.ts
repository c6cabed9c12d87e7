import { readFileSync } from 'node:fs';
import type { Face } from '../face/face.ts';
import { labSources } from '../places.ts';

type PackageKind =
  'tool' | 'lib' | 'python' | 'perl' | 'data' | 'doc' | 'firmware' | 'locale' | 'driver' | 'none' | 'special';

/** `small`: enough of everything for tests. `full`: as many packages and paths as a real dom0. */
export type LabSize = 'small' | 'full';

/** One line of data/packages.txt or data/packages-7.0.txt, for one face. */
export interface ListedPackage {
  readonly name: string;
  readonly epoch?: number;
  readonly version: string;
  readonly release: string;
  readonly vendor: string | null;
  readonly arch: string | null;
  readonly kind: PackageKind;
  /** Files that it brings beside those written in TypeScript. */
  readonly bulk: number;
}

const VENDORS: Readonly<Record<string, string | null>> = {
  C: 'CentOS',
  X: 'Citrix Systems, Inc.',
  S: 'XenSource, Inc.',
  F: 'Fedora Project',
  '-': null,
};

/** In the small size no package brings more than this beside its own files. */
const SMALL_BULK = 11;
/** Stretches the list to the 40,000 paths of a real dom0. */
const FULL_FACTOR = 1.4;

export function listPackages(face: Face, size: LabSize): ListedPackage[] {
  const short = face.name.replace('.', '');
  const list = face.series === 'el7' ? 'packages-7.0.txt' : 'packages.txt';
  const lines = readFileSync(labSources('data', list), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/\s+/))
    .filter(
      ([, , , , , , only]) => only === undefined || only === short || (only === 'full' && size === 'full'),
    )
    .map((fields) => parseLine(fields, face, size));
}

function parseLine(fields: readonly string[], face: Face, size: LabSize): ListedPackage {
  const [name = '', evr = '', vendor = '', arch = '', kind = '', bulk = ''] = fields;
  const match = /^(?:(\d+):)?(.+)-([^-]+)$/.exec(evr);
  if (!match || !(vendor in VENDORS) || !isKind(kind))
    throw new Error(`package list: cannot read the line of ${name}`);
  const [, epoch, version = '', release = ''] = match;
  const count = Number(bulk);
  return {
    name,
    ...(epoch === undefined ? {} : { epoch: Number(epoch) }),
    version: faceVersion(version, face),
    release: faceRelease(release, face),
    vendor: VENDORS[vendor] ?? null,
    arch: archOf(arch, face),
    kind,
    bulk: size === 'small' ? Math.min(count, SMALL_BULK) : Math.round(count * FULL_FACTOR),
  };
}

function archOf(letter: string, face: Face): string | null {
  if (letter === '-') return null;
  if (letter === 'n') return 'noarch';
  return letter === 'i' ? 'i686' : face.arch;
}

/** Product packages of the 6.2 face carry its own version. */
function faceVersion(version: string, face: Face): string {
  return version === '6.5.0' ? face.productVersion : version;
}

function faceRelease(release: string, face: Face): string {
  return face.name === '6.2' && release === '90233c' ? face.build : release;
}

const KINDS: readonly PackageKind[] = [
  'tool',
  'lib',
  'python',
  'perl',
  'data',
  'doc',
  'firmware',
  'locale',
  'driver',
  'none',
  'special',
];

function isKind(word: string): word is PackageKind {
  return (KINDS as readonly string[]).includes(word);
}
