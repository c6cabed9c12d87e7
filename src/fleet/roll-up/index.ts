import { compareText } from '../../lib/order.ts';
import type {
  FleetDone,
  FleetFailed,
  FleetFinding,
  FleetHost,
  FleetIndex,
  FleetPool,
  FleetRow,
} from '../../model/fleet.ts';
import { ItemTable } from './items.ts';
import { isOfThePool, rollUpPools, type PooledHost } from './pools.ts';
import { RuleTable } from './rules.ts';

/** What is known of the run as a whole. */
export type RunFacts = Pick<FleetIndex, 'tool' | 'judgedAt' | 'ticket' | 'title'>;

/** What is held of a host beside the tables. */
interface HeldHost {
  readonly row: FleetFailed | Omit<FleetDone, 'findings' | 'items' | 'pool'>;
  readonly pool: FleetPool | null;
  readonly poolFindings: readonly FleetFinding[];
}

/**
 * The roll-up of many hosts, taken in one by one in any order: what is held does not grow with what hosts have in common.
 * The result is sorted by name, so that the order in which they ended makes no difference.
 */
export class RollUp {
  readonly #hosts: HeldHost[] = [];
  readonly #items = new ItemTable();
  readonly #rules = new RuleTable();

  /** Each host once. */
  add(host: FleetHost): void {
    const place = this.#hosts.length;
    if (host.status === 'failed') {
      this.#hosts.push({ row: host, pool: null, poolFindings: [] });
      return;
    }
    const { findings, items, pool, ...row } = host;
    this.#hosts.push({ row, pool, poolFindings: findings.filter(isOfThePool) });
    this.#items.add(place, host.name, items);
    this.#rules.add(place, host.name, findings);
  }

  finish(run: RunFacts): FleetIndex {
    const sorted = [...this.#hosts.entries()].sort(([, a], [, b]) => compareText(a.row.name, b.row.name));
    const places = new Map(sorted.map(([arrival], place) => [arrival, place]));
    const placeOf = (arrival: number): number => places.get(arrival) ?? arrival;
    const items = this.#items.rows(placeOf);
    return {
      schema: 'dom0-audit/index@1',
      ...run,
      hosts: sorted.map(([, host]) => rowOf(host)),
      pools: rollUpPools(
        sorted.flatMap(([, host], place) => pooled(host, place)),
        items,
      ),
      rules: this.#rules.rows(placeOf),
      items,
    };
  }
}

/** A host that stands alone is a pool of one, of which there is nothing to say. */
function pooled({ row, pool, poolFindings }: HeldHost, place: number): PooledHost[] {
  if (row.status === 'failed' || pool === null || pool.members.length < 2) return [];
  return [{ ...row, pool, poolFindings, place }];
}

function rowOf({ row, pool }: HeldHost): FleetRow {
  if (row.status === 'failed') return row;
  return { ...row, pool: pool === null || pool.members.length < 2 ? null : pool.name || pool.uuid };
}
