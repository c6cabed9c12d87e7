import { readSteps } from '../lib/change-steps.ts';
import type { BackupManifest } from '../model/backup.ts';
import { isBuiltIn, isWaived, sortFindings, type Finding } from '../model/finding.ts';
import { allItems, itemsOfKind } from '../model/items.ts';
import type { JudgedHost } from '../model/judged.ts';
import { backupPartition, listItems } from '../model/listed.ts';
import type { PlanFinding, RestorePlan } from '../model/restore-plan.ts';
import type { AdviceContext } from './commands.ts';
import { restoreFiles } from './files.ts';
import { hasScript } from './has-script.ts';
import { planPaths } from './paths.ts';
import { restoreSteps } from './steps.ts';

/** What the change is called in the ticket system. */
export interface Change {
  readonly ticket: string | null;
  readonly title: string | null;
}

/**
 * What to do before, during and after the upgrade of one host, in the order of dependency. Pure.
 * @param manifest of the backup that lies beside the plan; null = there is none, files come from the backup partition
 */
export function planRestore(
  judged: JudgedHost,
  manifest: BackupManifest | null,
  change: Change = { ticket: null, title: null },
): RestorePlan {
  const { inventory, upgrade, assessment } = judged;
  const { host } = inventory;
  const findings = sortFindings(judged.outcomes);
  const listed = new Map(listItems(assessment.items, findings).map((item) => [item.assessed.item.id, item]));
  const paths = planPaths(assessment.items, listed, manifest, neededByMounts(judged));
  const files = restoreFiles(paths);
  const archive = archiveOf(manifest);
  return {
    schema: 'dom0-audit/restore-plan@1',
    tool: inventory.tool,
    ticket: change.ticket,
    title: change.title,
    host: { address: host.address, hostname: host.hostname, uuid: installationUuid(judged) },
    upgrade: {
      from: upgrade.from,
      to: upgrade.to,
      fromName: judged.fromName,
      toName: judged.toName,
      productVersion: productVersion(upgrade.to),
    },
    verdict: judged.verdict,
    archive,
    backupPartition: backupPartition(host),
    files,
    steps: restoreSteps(listed, paths, files, host, adviceContext(judged), hasScript({ archive, upgrade })),
    findings: findings.filter((finding) => !isBuiltIn(finding)).map(planFinding),
    backOut: judged.backOut,
    checklist: judged.checklist,
  };
}

/** The one thing of a host that an upgrade carries over and a new installation does not (backend.py:1497-1546@f7a21a1). */
function installationUuid({ inventory: { host } }: JudgedHost): string | null {
  return host.inventoryKeys.find(([key]) => key === 'INSTALLATION_UUID')?.[1] ?? host.uuid;
}

/**
 * PRODUCT_VERSION as the target's inventory file will have it: service packs of 6.x do not change it, and previews are
 * known by the number of their release.
 */
function productVersion(version: string): string {
  const bare = version.replace(/[-+].*$/, '');
  return /^6\.[25]\.1$/.test(bare) ? bare.replace(/1$/, '0') : bare;
}

/** Files that a mount reads before it is there: passwords of shares. */
function neededByMounts({ assessment }: JudgedHost): ReadonlySet<string> {
  return new Set(
    itemsOfKind(
      assessment.items.map(({ item }) => item),
      'mount',
    ).flatMap((mount) =>
      [
        ...`${mount.options},${mount.fstabOptions ?? ''}`.matchAll(/(?:^|,)cred(?:entials)?=([^,]+)/g),
      ].flatMap(([, path]) => path ?? []),
    ),
  );
}

function adviceContext({ inventory, upgrade }: JudgedHost): AdviceContext {
  const groups = itemsOfKind(allItems(inventory), 'group');
  return {
    systemd: Number.parseInt(upgrade.to, 10) >= 7,
    groupsOf: (user) => groups.filter(({ members }) => members.includes(user)).map(({ name }) => name),
    groupNamed: (gid) => groups.find((group) => group.gid === gid)?.name ?? null,
    hostUuid: inventory.host.uuid,
  };
}

function archiveOf(manifest: BackupManifest | null): RestorePlan['archive'] {
  if (!manifest?.archive) return null;
  const { file, sizeBytes, sha256, encryptedTo } = manifest.archive;
  return {
    file,
    sizeBytes,
    sha256,
    encrypted: encryptedTo.length > 0,
    takenAt: manifest.takenAt,
    missing: [
      ...manifest.entries
        .filter(({ member }) => member === null)
        .map(({ path, because }) => ({ path, because: because ?? 'no reason was given' })),
      ...manifest.facts
        .filter(({ because }) => because !== null)
        .map(({ command, because }) => ({ path: command, because: because ?? '' })),
    ],
    unsteady: manifest.entries
      .filter(({ status }) => status === 'changed-while-read')
      .map(({ path }) => path),
  };
}

function planFinding(finding: Finding): PlanFinding {
  const steps = readSteps(
    finding.remediation,
    finding.rule.startsWith('customisation-') ? 'after' : 'before',
  );
  return {
    id: finding.id,
    severity: finding.severity,
    title: finding.title,
    before: steps.filter(({ phase }) => phase === 'before').map(({ text }) => text),
    after: steps.filter(({ phase }) => phase === 'after').map(({ text }) => text),
    waived: isWaived(finding),
  };
}
