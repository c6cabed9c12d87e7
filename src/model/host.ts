/** Role in the pool, in the words of XenServer 6.x. */
export type PoolRole = 'master' | 'member' | 'standalone' | 'unknown';

/** How the upgrade is run; some conditions hold for one way only. `worst` assumes all of them. */
export type UpgradeMethod = 'worst' | 'rolling' | 'cd' | 'unattended';

/** What is known of the host as a whole. `null` = could not be read (a gap says why). */
export interface HostFacts {
  /** The address it was reached at, or the file name of the bundle. */
  readonly address: string;
  readonly hostname: string | null;
  readonly uuid: string | null;
  /** `PRODUCT_BRAND` of the inventory, such as `XenServer`. */
  readonly product: string | null;
  /** `PRODUCT_VERSION`, such as `6.5.0`. */
  readonly version: string | null;
  readonly build: string | null;
  /** `PLATFORM_VERSION`, which the installer compares. */
  readonly platformVersion: string | null;
  readonly arch: string | null;
  readonly poolRole: PoolRole;
  /** Host's own clock at the start of the probe, ISO 8601 UTC. */
  readonly collectedAt: string | null;
  /** Every key and value of /etc/xensource-inventory, in file order. */
  readonly inventoryKeys: readonly (readonly [key: string, value: string])[];
}

/** An upgrade: release names as ordered semantic versions (`6.5.0`), see versions/product.ts. */
export interface Upgrade {
  readonly from: string;
  readonly to: string;
  readonly method: UpgradeMethod;
}
