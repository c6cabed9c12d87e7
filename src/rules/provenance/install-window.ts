import type { PackageItem } from '../../model/inventory.ts';

/** When the installation wrote to the host, so that its own edits can be told from an administrator's. */
export interface InstallWindow {
  /** The package was put on by the installer itself, not later. Unknown times count as later; without a base installation all count as base. */
  isBaseInstall(item: PackageItem): boolean;
  /** The time falls into the installation, its first boot, or a few minutes around a later stock package. */
  isInstallTime(iso: string | null): boolean;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Installer edits and the first boot come within half an hour of the last package. */
const FIRST_BOOT = HOUR / 2;

/**
 * The base installation is the largest cluster of install times without a gap of an hour: the installer writes hundreds of
 * packages within minutes.
 */
export function findInstallWindow(
  packages: readonly PackageItem[],
  isStockVendor: (vendor: string) => boolean,
): InstallWindow {
  const times = packages.flatMap((item) => (item.installedAt === null ? [] : [Date.parse(item.installedAt)]));
  const base = largestCluster(times.sort((a, b) => a - b));
  // A host whose packages came one by one over time has no base installation that could be told from the rest.
  const isTold = base !== null && base.size * 2 > times.length;
  const later = packages
    .filter((item) => item.vendor !== null && isStockVendor(item.vendor) && item.installedAt !== null)
    .map((item) => Date.parse(item.installedAt ?? ''));
  return {
    isBaseInstall(item) {
      if (!isTold) return true;
      if (item.installedAt === null) return false;
      const time = Date.parse(item.installedAt);
      return time >= base.from && time <= base.to;
    },
    isInstallTime(iso) {
      if (iso === null) return false;
      const time = Date.parse(iso);
      if (base !== null && time >= base.from - MINUTE && time <= base.to + FIRST_BOOT) return true;
      return later.some((install) => time >= install - MINUTE && time <= install + 5 * MINUTE);
    },
  };
}

function largestCluster(times: readonly number[]): { from: number; to: number; size: number } | null {
  let best: { from: number; to: number; size: number } | null = null;
  let from = 0;
  for (let i = 0; i < times.length; i++) {
    const start = times[from];
    const end = times[i];
    if (start === undefined || end === undefined) continue;
    const next = times[i + 1];
    if (next !== undefined && next - end <= HOUR) continue;
    const size = i - from + 1;
    if (best === null || size > best.size) best = { from: start, to: end, size };
    from = i + 1;
  }
  return best;
}
