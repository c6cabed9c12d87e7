import type { PackageItem } from '../../model/inventory.ts';
import type { Judged, PackageContext } from './words.ts';

/**
 * Where a package comes from. Told, in this order, by the packs and driver disks that name it, by its vendor, and for packages
 * without a vendor by when and where it was made: XenServer's own build leaves the vendor of some packages empty.
 * No package names of a 6.x release are public, so a name alone decides nothing.
 */
export function packageProvenance(item: PackageItem, context: PackageContext): Judged {
  const pack = context.packOf.get(item.name);
  if (pack) {
    return pack.kind === 'pack'
      ? {
          provenance: 'supplemental-pack',
          because: `The pack ${pack.id} in /etc/xensource/installed-repos names it.`,
        }
      : { provenance: 'driver-disk', because: `The driver disk ${pack.id} names it.` };
  }
  if (item.nameOnly === true)
    return {
      provenance: 'unknown',
      because:
        'Only its name and version are known; a status report does not say who made it or when it was installed.',
      stockChange: true,
    };
  if (item.name === 'gpg-pubkey') return keyProvenance(item, context);
  if (item.vendor !== null && !context.stock.dom0.isStockVendor(item.vendor))
    return otherVendor(item, item.vendor, context);
  if (
    item.vendor === null &&
    !context.window.isBaseInstall(item) &&
    !(item.buildHost !== null && context.stockBuildHosts.has(item.buildHost))
  ) {
    return {
      provenance: 'local',
      because: 'It has no vendor, and it was installed after the base installation.',
    };
  }
  return stockOrHotfix(item, context);
}

function stockOrHotfix(item: PackageItem, context: PackageContext): Judged {
  const who = item.vendor === null ? 'It has no vendor' : `Its vendor is ${item.vendor}`;
  if (context.window.isBaseInstall(item) || item.installedAt === null) {
    return { provenance: 'stock', because: `${who}, and it came with the base installation.` };
  }
  if (context.hasHotfixes && context.isHotfixTime(item.installedAt)) {
    return { provenance: 'hotfix', because: `${who}, and it was installed when a hotfix was applied.` };
  }
  if (item.vendor !== null && !/^(citrix|xen)/i.test(item.vendor)) {
    return {
      provenance: 'third-party',
      because: `${who}, but it came neither with the base installation nor with a hotfix.`,
    };
  }
  return context.hasHotfixes
    ? {
        provenance: 'hotfix',
        because: `${who}, and it was installed after the base installation, as hotfixes do.`,
      }
    : { provenance: 'stock', because: `${who}; it was installed later, and no hotfix is recorded.` };
}

/** Drivers and tools of hardware vendors are part of the product: then they came with the base installation. */
function otherVendor(item: PackageItem, vendor: string, context: PackageContext): Judged {
  if (context.window.isBaseInstall(item) && context.stock.isTargetPackage(item.name)) {
    return { provenance: 'stock', because: `XenServer itself brings this package of ${vendor}.` };
  }
  return { provenance: 'third-party', because: `Its vendor is ${vendor}.` };
}

function keyProvenance(item: PackageItem, context: PackageContext): Judged {
  return context.window.isBaseInstall(item) || item.installedAt === null
    ? { provenance: 'stock', because: 'A signing key that was imported by the base installation.' }
    : { provenance: 'local', because: 'A signing key that was imported after the base installation.' };
}
