import { compareText } from '../../lib/order.ts';
import { SEVERITIES, type Verdict } from '../../model/finding.ts';
import type {
  FleetDone,
  FleetFinding,
  FleetItemRow,
  FleetPool,
  PoolRollUp,
  PoolStep,
} from '../../model/fleet.ts';
import { sortValues } from './items.ts';
import { oddOnes } from './odd-ones.ts';

/** A host of a pool with its place in the roll-up. */
export interface PooledHost extends Omit<FleetDone, 'findings' | 'items'> {
  readonly pool: FleetPool;
  readonly place: number;
  readonly poolFindings: readonly FleetFinding[];
}

const VERDICTS: readonly Verdict[] = ['ready', 'action-needed', 'incomplete', 'blocked'];

/** Whether it is about something that the pool database holds for all hosts of the pool. */
export function isOfThePool({ subject }: FleetFinding): boolean {
  return /^(vm:|sr:|pbd:|setting:(pool|ha|wlb)\.|setting:xapi\.(hosts|patch-elsewhere)\.)/.test(subject);
}

/**
 * The pools of the hosts that were audited.
 * @param items of the whole run
 */
export function rollUpPools(hosts: readonly PooledHost[], items: readonly FleetItemRow[]): PoolRollUp[] {
  const pools = new Map<string, PooledHost[]>();
  for (const host of hosts) pools.set(host.pool.uuid, [...(pools.get(host.pool.uuid) ?? []), host]);
  const rows = itemsByPool(hosts, items);
  return [...pools].map(([uuid, members]) => rollUpPool(members, rows.get(uuid) ?? []));
}

/** The rows cut down to the hosts of each pool. */
function itemsByPool(
  hosts: readonly PooledHost[],
  items: readonly FleetItemRow[],
): ReadonlyMap<string, readonly FleetItemRow[]> {
  const poolOf = new Map(hosts.map(({ place, pool }) => [place, pool.uuid]));
  const result = new Map<string, FleetItemRow[]>();
  for (const row of items) {
    const byPool = new Map<string, { value: string | null; hosts: number[] }[]>();
    for (const { value, hosts: places } of row.values)
      for (const place of places) {
        const pool = poolOf.get(place);
        if (pool === undefined) continue;
        const values = byPool.get(pool) ?? [];
        byPool.set(pool, values);
        const last = values.at(-1);
        if (last?.value === value) last.hosts.push(place);
        else values.push({ value, hosts: [place] });
      }
    for (const [pool, values] of byPool) {
      const own = { ...row, values: sortValues(values) };
      const rows = result.get(pool);
      if (rows === undefined) result.set(pool, [own]);
      else rows.push(own);
    }
  }
  return result;
}

/**
 * One pool from those of its hosts that were audited.
 * Source of the order: in a pool the master is upgraded first (XenServer 7.0 Installation Guide, "Rolling pool upgrades").
 */
function rollUpPool(hosts: readonly PooledHost[], items: readonly FleetItemRow[]): PoolRollUp {
  const order = steps(hosts);
  const verdicts = hosts.map(({ verdict }) => verdict);
  if (order.some((step) => step.host === null)) verdicts.push('incomplete');
  const [first] = hosts;
  return {
    uuid: first?.pool.uuid ?? '',
    name: first?.pool.name ?? '',
    verdict: VERDICTS[Math.max(...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))] ?? 'incomplete',
    order,
    findings: poolFindings(hosts),
    odd: oddOnes(
      items,
      hosts.map(({ place, hostname, name }) => ({ place, name: hostname ?? name })),
    ),
  };
}

/** The master knows its pool best; a member that lost it may say otherwise. */
function steps(hosts: readonly PooledHost[]): PoolStep[] {
  const master = hosts.find(({ pool, uuid }) => pool.master !== null && pool.master === uuid);
  const pool = (master ?? hosts[0])?.pool;
  const byUuid = new Map(hosts.map((host) => [host.uuid, host]));
  return [...(pool?.members ?? [])]
    .sort(
      (a, b) =>
        Number(b.uuid === pool?.master) - Number(a.uuid === pool?.master) || compareText(a.name, b.name),
    )
    .map(({ uuid, name }) => {
      const role = uuid === pool?.master ? 'master' : 'member';
      const host = byUuid.get(uuid);
      return { uuid, name, role, host: host?.place ?? null, ...goOf(host, role, master) };
    });
}

function goOf(
  host: PooledHost | undefined,
  role: 'master' | 'member',
  master: PooledHost | undefined,
): Pick<PoolStep, 'go' | 'because'> {
  if (host === undefined) return { go: 'unknown', because: 'It is in the pool, but was not audited.' };
  const first = host.verdictBecause[0] ?? '';
  if (host.verdict === 'blocked') return { go: 'no-go', because: first };
  if (role === 'member' && master?.verdict === 'blocked')
    return { go: 'no-go', because: 'The master is upgraded first, and its upgrade is blocked.' };
  if (host.verdict === 'incomplete') return { go: 'unknown', because: first };
  if (host.verdict === 'ready') return { go: 'go', because: 'Nothing stands in the way.' };
  return { go: 'go', because: `Nothing blocks it. ${first}`.trim() };
}

/** What more than one host reports of the same object of the pool database is said once. */
function poolFindings(hosts: readonly PooledHost[]): PoolRollUp['findings'] {
  const found = new Map<string, FleetFinding & { hosts: number[] }>();
  for (const { place, poolFindings: own } of hosts)
    for (const finding of own) {
      const known = found.get(finding.id);
      if (known === undefined) found.set(finding.id, { ...finding, hosts: [place] });
      else known.hosts.push(place);
    }
  return [...found.values()].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || compareText(a.id, b.id),
  );
}
