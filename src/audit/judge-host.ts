import { createHash } from 'node:crypto';
import type { UpgradeMethod } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ChecklistEntry, JudgedHost, UnusedWaiver } from '../model/judged.ts';
import { appliesTo } from '../rules/applies.ts';
import { assess } from '../rules/assess.ts';
import { configDiffs } from '../rules/config-diffs.ts';
import { judge } from '../rules/judge.ts';
import { forecastMultipath } from '../rules/multipath/index.ts';
import type { WaiverEntry } from '../rules/waivers.ts';
import { detectRelease, findRelease, type Release } from '../versions/product.ts';
import { upgradePath } from '../versions/upgrade-path.ts';
import { AuditError } from '../model/errors.ts';
import type { Knowledge } from './knowledge.ts';

export interface JudgeSettings {
  /** Source release in any spelling; null = as the host says. */
  readonly from: string | null;
  readonly method: UpgradeMethod;
  /** ISO 8601 UTC. */
  readonly judgedAt: string;
  readonly waivers: readonly WaiverEntry[];
  /** An inventory of an untouched host of the source release. */
  readonly baseline: Inventory | null;
  /** An inventory of a clean host of the target release. */
  readonly targetBaseline: Inventory | null;
}

/**
 * All stages behind the inventory for one host. Pure: same inventory, knowledge and settings, same result.
 * @throws AuditError `release-undetected` when neither the host nor `from` names the source release.
 */
export function judgeHost(inventory: Inventory, knowledge: Knowledge, settings: JudgeSettings): JudgedHost {
  const source = sourceRelease(inventory, settings.from);
  const { target, profile } = knowledge;
  const upgrade = { from: source.version, to: target.version, method: settings.method };
  const assessment = assess(inventory, knowledge.provenance, {
    from: source.version,
    profile,
    method: settings.method,
    targetName: target.name,
    targetBaseline: settings.targetBaseline,
  });
  const judgement = judge(knowledge.rules, inventory, assessment, upgrade, {
    judgedAt: settings.judgedAt,
    waivers: settings.waivers,
  });
  const multipath = forecastMultipath(
    inventory,
    judgement.assessment,
    {
      from: source.version,
      to: target.version,
      targetName: target.name,
      targetBaseline: settings.targetBaseline,
    },
    knowledge.multipath,
  );
  return {
    inventory,
    inventorySha256: createHash('sha256').update(JSON.stringify(inventory)).digest('hex'),
    upgrade,
    fromName: source.name,
    toName: target.name,
    assessment: judgement.assessment,
    outcomes: judgement.outcomes,
    verdict: judgement.verdict,
    verdictBecause: judgement.verdictBecause,
    diffs: [
      ...(settings.baseline === null ? [] : configDiffs(inventory, settings.baseline, 'baseline')),
      ...(settings.targetBaseline === null ? [] : configDiffs(inventory, settings.targetBaseline, 'target')),
    ],
    backOut: profile.backOut,
    checklist: checklistFor(knowledge, upgrade),
    uncertainties: [...profile.uncertainties, ...notes(source, target)],
    unusedWaivers: judgement.unusedWaivers.map(unusedWaiver),
    ...(multipath === null ? {} : { multipath }),
  };
}

function sourceRelease(inventory: Inventory, from: string | null): Release {
  const { host } = inventory;
  const hotfixes = Object.values(inventory.sections)
    .flatMap((section) => section.items)
    .flatMap((item) => (item.kind === 'hotfix' && item.name !== null ? [item.name] : []));
  const release = from === null ? detectRelease(host.product, host.version, hotfixes) : findRelease(from);
  if (release) return release;
  throw new AuditError(
    'release-undetected',
    from === null
      ? `The release of ${host.address} could not be told: its /etc/xensource-inventory ${host.version === null ? 'was not read' : `says PRODUCT_VERSION ${host.version}`}.`
      : `"${from}" is no release that is known.`,
    'Name the release that runs on the host with --from, such as --from 6.5.',
  );
}

function checklistFor(knowledge: Knowledge, upgrade: JudgedHost['upgrade']): ChecklistEntry[] {
  return knowledge.rules.checklist
    .filter((entry) => appliesTo(entry.applies, upgrade))
    .map(({ id, text, source }) => ({ id, text, source }));
}

function notes(source: Release, target: Release): string[] {
  const path = upgradePath(source, target);
  return [path.official ? null : path.because, source.note, target.note].flatMap((note) => note ?? []);
}

function unusedWaiver({ finding, rule, subject, reason, approver, expires }: WaiverEntry): UnusedWaiver {
  return { about: finding ?? `${rule ?? ''} ${subject ?? ''}`.trim(), reason, approver, expires };
}
