import { BUNDLE_SECTION } from '../collectors/collect.ts';
import { isWaived, SEVERITIES, type Severity } from '../model/finding.ts';
import type { FleetDone, FleetFinding, FleetItem, FleetPool } from '../model/fleet.ts';
import type { Inventory, Item } from '../model/inventory.ts';
import { allItems, itemsOfKind } from '../model/items.ts';
import type { ReportHost } from '../model/report-document.ts';

/**
 * What the roll-up keeps of one host: what its report lists, without the sentences and the contents.
 * @param folder of the report, relative to that of the run
 */
export function fleetHost(
  inventory: Inventory,
  report: ReportHost,
  folder: string,
): Omit<FleetDone, 'name' | 'attempts' | 'seconds' | 'code'> {
  const items = new Map(allItems(inventory).map((item) => [item.id, item]));
  const findings = report.findings.map(fleetFinding);
  return {
    status: 'done',
    folder,
    address: report.host.address,
    hostname: report.host.hostname,
    uuid: report.host.uuid,
    version: report.host.version,
    build: report.host.build,
    from: report.upgrade.from,
    to: report.upgrade.to,
    poolRole: report.host.poolRole,
    pool: fleetPool(inventory),
    collectedAt: report.host.collectedAt,
    verdict: report.verdict,
    verdictBecause: report.verdictBecause,
    severities: countOpen(findings),
    gaps: report.gaps.length,
    ...bundleProblems(inventory),
    findings,
    items: report.items.flatMap(({ id, provenance, fate, compat }): FleetItem[] => {
      const item = items.get(id);
      if (item === undefined) return [];
      return [{ id: commonId(item), kind: item.kind, provenance, fate, compat, value: valueOf(item) }];
    }),
  };
}

function bundleProblems({ sections }: Inventory): Pick<FleetDone, 'bundleProblems'> {
  const gaps = sections[BUNDLE_SECTION]?.gaps ?? [];
  return gaps.length === 0 ? {} : { bundleProblems: gaps.map(({ detail }) => detail) };
}

function fleetFinding(finding: ReportHost['findings'][number]): FleetFinding {
  const { id, rule, severity, subject, title } = finding;
  return { id, rule, severity, subject, title, waived: isWaived(finding) };
}

function countOpen(findings: readonly FleetFinding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { blocker: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const severity of SEVERITIES)
    counts[severity] = findings.filter((finding) => !finding.waived && finding.severity === severity).length;
  return counts;
}

/** The id of a package carries its version; in a roll-up the version is its value. */
function commonId(item: Item): string {
  return item.kind === 'package' ? `package:${item.name}` : item.id;
}

/** What must be equal for two hosts to have the same. */
function valueOf(item: Item): string | null {
  if (item.kind === 'file') return item.digest ?? item.linkTarget;
  if (item.kind === 'package') return item.nevra;
  if (item.kind === 'setting' || item.kind === 'boot-arg') return item.value;
  if (item.kind === 'pack') return item.version;
  if (item.kind === 'service')
    return item.enabledRunlevels.length === 0 ? 'off' : `on in ${item.enabledRunlevels.join('')}`;
  return null;
}

/**
 * The pool as the xapi of this host knows it (`setting:pool.*`, `setting:xapi.hosts.<uuid>.*` of the collector xapi);
 * null when xapi did not answer.
 */
function fleetPool(inventory: Inventory): FleetPool | null {
  const settings = itemsOfKind(allItems(inventory), 'setting');
  const pool = new Map(settings.filter(({ area }) => area === 'pool').map(({ key, value }) => [key, value]));
  const uuid = pool.get('uuid');
  if (uuid === undefined) return null;
  const members = new Map<string, Map<string, string>>();
  for (const { area, key, value } of settings) {
    const match = area === 'xapi' ? /^hosts\.([^.]+)\.([^.]+)$/.exec(key) : null;
    if (match === null) continue;
    const [, host = '', field = ''] = match;
    members.set(host, (members.get(host) ?? new Map<string, string>()).set(field, value));
  }
  return {
    uuid,
    name: pool.get('name-label') ?? '',
    master: pool.get('master') ?? null,
    members: [...members].map(([member, fields]) => ({
      uuid: member,
      name: fields.get('name-label') ?? fields.get('hostname') ?? member,
      address: fields.get('address') ?? null,
    })),
  };
}
