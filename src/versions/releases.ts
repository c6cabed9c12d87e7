/** The product lines whose hosts look alike. */
export type Product = 'XenServer' | 'Citrix Hypervisor' | 'XCP-ng';

/** One release of the list, oldest first within a product. */
export interface KnownRelease {
  readonly product: Product;
  /** Ordered semantic version; a service pack or cumulative update is the last number. */
  readonly version: string;
  /** As the vendor says it. */
  readonly label: string;
  readonly codename: string | null;
  /** PLATFORM_VERSION of its inventory file; null = not known. */
  readonly platformVersion: string | null;
  /** The release profile by which an upgrade to it is judged: a file of data/releases; null = none. */
  readonly profile: string | null;
}

/**
 * Releases of which something is known. Versions from the inventory files (stock facts of xenserver/host-installer
 * writeInventory), platform versions from xenserver/xenadmin Helpers.Versions.cs and host-installer product.py.
 */
export const RELEASES: readonly KnownRelease[] = [
  xenServer('5.6.0', '5.6', null, null, null),
  xenServer('5.6.100', '5.6 FP1', 'Cowley', null, null),
  xenServer('6.0.0', '6.0', 'Boston', '1.0.99', 'xs-6.0'),
  xenServer('6.0.2', '6.0.2', 'Sanibel', null, null),
  xenServer('6.1.0', '6.1', 'Tampa', '1.6.10', 'xs-6.1'),
  xenServer('6.2.0', '6.2', 'Clearwater', '1.8.0', 'xs-6.2'),
  xenServer('6.2.1', '6.2 SP1', 'Clearwater', '1.8.0', 'xs-6.2'),
  xenServer('6.5.0', '6.5', 'Creedence', '1.9.0', 'xs-6.5'),
  xenServer('6.5.1', '6.5 SP1', 'Cream', '1.9.0', 'xs-6.5'),
  xenServer('7.0.0', '7.0', 'Dundee', '2.1.0', 'xs-7.0'),
  xenServer('7.1.0', '7.1', 'Ely', '2.2.0', 'xs-7.1'),
  xenServer('7.1.1', '7.1 CU1', 'Ely', null, 'xs-7.1-cu'),
  xenServer('7.1.2', '7.1 CU2', 'Ely', null, 'xs-7.1-cu'),
  xenServer('7.2.0', '7.2', 'Falcon', '2.3.0', 'xs-7.2'),
  xenServer('7.3.0', '7.3', 'Inverness', '2.4.0', 'xs-7.3'),
  xenServer('7.4.0', '7.4', 'Jura', '2.5.0', 'xs-7.4'),
  xenServer('7.5.0', '7.5', 'Kolkata', '2.6.0', 'xs-7.5'),
  xenServer('7.6.0', '7.6', 'Lima', '2.7.0', 'xs-7.6'),
  hypervisor('8.0.0', '8.0', 'Naples', '3.0.0', 'ch-8.0'),
  hypervisor('8.1.0', '8.1', 'Quebec', '3.1.0', 'ch-8.1'),
  hypervisor('8.2.0', '8.2', 'Stockholm', '3.2.0', 'ch-8.2'),
  hypervisor('8.2.1', '8.2 CU1', 'Yangtze', '3.2.1', 'ch-8.2-cu1'),
  xenServer('8.4.0', '8', 'Nile', '3.4.0', 'xs-8'),
  xcpNg('7.5.0', '7.5', '2.6.0', 'xcp-ng-7.5'),
  xcpNg('7.6.0', '7.6', '2.7.0', 'xcp-ng-7.6'),
  xcpNg('8.0.0', '8.0', '3.0.0', 'xcp-ng-8.0'),
  xcpNg('8.1.0', '8.1', '3.1.0', 'xcp-ng-8.1'),
  xcpNg('8.2.0', '8.2', '3.2.0', 'xcp-ng-8.2'),
  xcpNg('8.2.1', '8.2.1', '3.2.1', 'xcp-ng-8.2.1'),
  xcpNg('8.3.0', '8.3', '3.4.0', 'xcp-ng-8.3'),
];

/** Pre-releases whose own restore list was read; all others are judged by the list of their release. */
export const PRERELEASE_PROFILES: ReadonlyMap<string, string> = new Map([
  ['7.0.0-alpha.1', 'dundee-alpha.1'],
]);

function xenServer(
  version: string,
  label: string,
  codename: string | null,
  platformVersion: string | null,
  profile: string | null,
): KnownRelease {
  return { product: 'XenServer', version, label, codename, platformVersion, profile };
}

function hypervisor(
  version: string,
  label: string,
  codename: string,
  platformVersion: string,
  profile: string,
): KnownRelease {
  return { product: 'Citrix Hypervisor', version, label, codename, platformVersion, profile };
}

function xcpNg(version: string, label: string, platformVersion: string, profile: string): KnownRelease {
  return { product: 'XCP-ng', version, label, codename: null, platformVersion, profile };
}
