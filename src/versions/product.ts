import semver from 'semver';
import { PRERELEASE_PROFILES, RELEASES, type KnownRelease, type Product } from './releases.ts';

/** A release as a person, an inventory file or `--from` and `--to` name it. */
export interface Release {
  readonly product: Product;
  /** Ordered semantic version, such as `6.5.0`, `6.2.1` for 6.2 SP1, `7.0.0-alpha.1`. */
  readonly version: string;
  /** Such as `XenServer 6.5 (Creedence)`. */
  readonly name: string;
  readonly codename: string | null;
  /** What the installer compares; null = not known. */
  readonly platformVersion: string | null;
  /** `alpha.1`, `beta.3`, `rc.1`; null for a released one. */
  readonly prerelease: string | null;
  /** File of data/releases by which an upgrade to it is judged; null = its restore list is not known. */
  readonly profile: string | null;
  /** What is taken for granted about it, a sentence; null = nothing. */
  readonly note: string | null;
}

const BRANDS: readonly (readonly [pattern: RegExp, product: Product])[] = [
  [/^xcp-?ng[\s_-]*/, 'XCP-ng'],
  [/^(?:citrix[\s_-]*hypervisor|ch)[\s_-]*/, 'Citrix Hypervisor'],
  [/^(?:citrix[\s_-]*)?(?:xenserver|xs)[\s_-]*/, 'XenServer'],
];
const STAGE = /[\s_.-]*(alpha|beta|rc|tp|dev)[\s_.-]*(\d*)$/;
const UPDATE = /[\s_-]*(?:sp|cu|service[\s_-]*pack|cumulative[\s_-]*update)[\s_-]*(\d+)$/;

/**
 * Reads `6.5`, `6.2sp1`, `6.5 SP1`, `7.1 CU2`, `7.0.0`, `dundee`, `dundee-alpha.1`, `Creedence`, `xcp-ng-8.2`, `XenServer 7.0` …
 * A number that is on no list is a release of which nothing else is known; anything else is null.
 */
export function findRelease(spelling: string): Release | null {
  const text = spelling.trim().toLowerCase().replace(/\s+/g, ' ');
  const brand = BRANDS.find(([pattern]) => pattern.test(text));
  const bare = brand ? text.replace(brand[0], '') : text;
  const stage = STAGE.exec(bare);
  const named = (stage ? bare.slice(0, stage.index) : bare).replace(/^v(?=\d)/, '');
  const update = UPDATE.exec(named);
  const base = update ? named.slice(0, update.index) : named;
  const known = findKnown(base, brand?.[1] ?? null, update ? Number(update[1]) : null);
  const release = known === null ? unknownRelease(base, brand?.[1] ?? 'XenServer') : knownRelease(known);
  if (release === null || (known === null && update !== null)) return null;
  if (!stage) return release;
  const [, word = '', number = ''] = stage;
  return prereleaseOf(release, `${word}.${number === '' ? '1' : String(Number(number))}`);
}

function findKnown(base: string, product: Product | null, update: number | null): KnownRelease | null {
  const version = fullVersion(base);
  const found = RELEASES.filter(
    (release) =>
      (product === null ? release.product !== 'XCP-ng' : isLine(release.product, product)) &&
      (version === null ? release.codename?.toLowerCase() === base : release.version === version),
  );
  const first = found[0] ?? null;
  if (first === null || update === null) return first;
  const updated = `${first.version.split('.').slice(0, 2).join('.')}.${String(update)}`;
  return RELEASES.find((release) => release.version === updated && release.product === first.product) ?? null;
}

/** XenServer and Citrix Hypervisor are two names of one line. */
function isLine(a: Product, b: Product): boolean {
  return (a === 'XCP-ng') === (b === 'XCP-ng');
}

/** `8` is the name of one release, 8.4.0 its number. */
function fullVersion(text: string): string | null {
  if (text === '8') return '8.4.0';
  const match = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?$/.exec(text);
  if (!match) return null;
  return [match[1], match[2], match[3] ?? '0'].map(Number).join('.');
}

function knownRelease(known: KnownRelease): Release {
  const { product, version, label, codename, platformVersion, profile } = known;
  const name = `${product} ${label}${codename === null ? '' : ` (${codename})`}`;
  return { product, version, name, codename, platformVersion, prerelease: null, profile, note: null };
}

function unknownRelease(base: string, product: Product): Release | null {
  const version = fullVersion(base);
  if (version === null) return null;
  return {
    product,
    version,
    name: `${product} ${base}`,
    codename: null,
    platformVersion: null,
    prerelease: null,
    profile: null,
    note: 'This release is on no list; nothing is known of it but its number.',
  };
}

function prereleaseOf(release: Release, prerelease: string): Release {
  const version = `${release.version}-${prerelease}`;
  const own = PRERELEASE_PROFILES.get(version);
  const stem = release.codename === null ? release.name : `${release.product} ${release.codename}`;
  return {
    ...release,
    version,
    name: `${stem} ${prerelease}`,
    prerelease,
    platformVersion: null,
    profile: own ?? release.profile,
    note:
      own === undefined
        ? `The restore list of this pre-release was not read; that of ${release.name} is taken.`
        : null,
  };
}

/** Order of two versions as `findRelease` writes them. */
export function compareReleases(a: string, b: string): -1 | 0 | 1 {
  return semver.compare(a, b);
}

/** Whether a version lies in a range of the semver package; a pre-release counts as what comes before its release. */
export function isInRange(version: string, range: string): boolean {
  return semver.satisfies(version, range, { includePrerelease: true });
}

/** Hotfix names by which a service pack shows; PRODUCT_VERSION does not change with it. */
const SERVICE_PACKS: readonly (readonly [hotfix: string, from: string, to: string])[] = [
  ['XS62ESP1', '6.2.0', '6.2.1'],
  ['XS65ESP1', '6.5.0', '6.5.1'],
];

/** The release of a host: PRODUCT_BRAND and PRODUCT_VERSION of its inventory file, and the names of its hotfixes. */
export function detectRelease(
  brand: string | null,
  productVersion: string | null,
  hotfixNames: readonly string[],
): Release | null {
  if (productVersion === null) return null;
  const found = findRelease(
    `${brand?.toLowerCase().includes('xcp') === true ? 'xcp-ng ' : ''}${productVersion}`,
  );
  const pack = SERVICE_PACKS.find(
    ([hotfix, from]) => found?.version === from && hotfixNames.includes(hotfix),
  );
  return pack ? findRelease(pack[2]) : found;
}

/** Every spelling that stands for a listed release, for `--help`. */
export function knownSpellings(): string[] {
  return RELEASES.filter(({ profile }) => profile !== null).map(({ product, label, version }) =>
    product === 'XCP-ng'
      ? `xcp-ng-${label}`
      : label.includes(' ')
        ? label.replace(' ', '').toLowerCase()
        : shorten(version),
  );
}

function shorten(version: string): string {
  return version.replace(/\.0$/, '');
}
