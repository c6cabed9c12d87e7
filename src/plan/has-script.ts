import type { RestorePlan } from '../model/restore-plan.ts';

/** Whether there is a restore.sh: it needs a backup, and the tools of a CentOS 7 dom0 (7.0 and later). */
export function hasScript({
  archive,
  upgrade,
}: {
  readonly archive: RestorePlan['archive'];
  readonly upgrade: { readonly to: string };
}): boolean {
  return archive !== null && Number.parseInt(upgrade.to, 10) >= 7;
}
