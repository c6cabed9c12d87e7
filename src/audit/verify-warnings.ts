import type { Inventory } from '../model/inventory.ts';
import { detectRelease } from '../versions/product.ts';
import type { ReportedAudit, VerifySettings } from './verify-settings.ts';

/** What the reader has to know before trusting the answer, a sentence each. */
export function verifyWarnings(audit: ReportedAudit, after: Inventory, settings: VerifySettings): string[] {
  return [...aboutHost(audit, after), ...aboutProof(audit, settings)];
}

/** The release that runs on a host, as an ordered version; null = it could not be told. */
export function releaseOf({ host }: Inventory): string | null {
  return detectRelease(host.product, host.version, [])?.version ?? null;
}

function aboutHost({ report, inventory }: ReportedAudit, after: Inventory): string[] {
  const { host } = after;
  const { from, to } = report.host.upgrade;
  const now = releaseOf(after);
  return [
    now === from && from !== to
      ? `The host still runs ${from}: it has not been upgraded, so this tells nothing about the upgrade.`
      : null,
    now !== null && now !== from && now !== to
      ? `The host runs ${now}, and the audit foretold an upgrade to ${to}.`
      : null,
    now === null ? 'The release that runs on the host now could not be told.' : null,
    inventory.host.uuid !== null && host.uuid !== null && inventory.host.uuid !== host.uuid
      ? `The installation has another uuid (${host.uuid}) than the one that was audited (${inventory.host.uuid}): check that it is the same host.`
      : null,
    isEarlier(host.collectedAt, inventory.host.collectedAt)
      ? 'By its clock, the host was looked at before the audit was made.'
      : null,
  ].filter((sentence) => sentence !== null);
}

function aboutProof({ manifest }: ReportedAudit, { oldContent, fetched }: VerifySettings): string[] {
  return [
    manifest === null
      ? 'The audit has no backup: of files whose text it did not read, only size, time, mode and owner are compared, and there is no diff.'
      : null,
    manifest !== null && oldContent === null
      ? 'The backup archive was not opened: its digests are compared, and only texts that the audit read have a diff.'
      : null,
    fetched === null
      ? 'The host was looked at by the probe alone: what a package of the target brought unchanged is not listed, so that it reads as not being there.'
      : null,
  ].filter((sentence) => sentence !== null);
}

function isEarlier(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && Date.parse(one) < Date.parse(other);
}
