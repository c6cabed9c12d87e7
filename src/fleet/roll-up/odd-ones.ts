import { compareText } from '../../lib/order.ts';
import type { FleetItemRow, PoolRollUp } from '../../model/fleet.ts';

/** A host with its place in the run. */
interface NamedHost {
  readonly place: number;
  readonly name: string;
}

/** Kinds that are another on every host by nature. */
const OF_ONE_HOST: readonly string[] = [
  'disk',
  'partition',
  'nic',
  'route',
  'certificate',
  'vg',
  'md',
  'pbd',
  'sr',
  'vm',
];

/** Files that hold a host's own names, addresses or keys, so that another content is no oddity. */
const OWN_CONTENT =
  /^file:\/etc\/(ssh\/ssh_host_|sysconfig\/network|hosts$|hostname$|iscsi\/initiatorname|adjtime$|xensource-inventory$|firstboot\.d\/)/;

type Odd = PoolRollUp['odd'][number];

/**
 * Where few hosts differ from the many: an item that few have or lack, or have in another form. With two hosts neither is
 * the odd one, and both are named. Fewest odd hosts first.
 * @param rows items of these hosts only
 */
export function oddOnes(rows: readonly FleetItemRow[], hosts: readonly NamedHost[]): Odd[] {
  if (hosts.length < 2) return [];
  const compared = rows.filter(({ kind }) => !OF_ONE_HOST.includes(kind));
  return compared
    .flatMap((row) => oddOf(row, hosts))
    .sort((a, b) => a.hosts.length - b.hosts.length || compareText(a.item, b.item));
}

function oddOf(row: FleetItemRow, hosts: readonly NamedHost[]): Odd[] {
  const having = new Set(row.values.flatMap((value) => value.hosts));
  const has = hosts.filter(({ place }) => having.has(place));
  const lacks = hosts.filter(({ place }) => !having.has(place));
  const what = row.id.slice(row.id.indexOf(':') + 1);
  const kind = row.kind;
  if (lacks.length > 0 && lacks.length < has.length)
    return [
      odd(
        row,
        lacks,
        `${names(lacks)} ${lacks.length === 1 ? 'lacks' : 'lack'} the ${kind} ${what} that ${others(has.length)} ${has.length === 1 ? 'has' : 'have'}.`,
      ),
    ];
  if (lacks.length > 0)
    return [odd(row, has, `Only ${names(has)} ${has.length === 1 ? 'has' : 'have'} the ${kind} ${what}.`)];
  // Where a value is not known, it is not known to differ.
  const [common, ...rest] = row.values.filter(({ value }) => value !== null);
  if (common === undefined || rest.length === 0 || OWN_CONTENT.test(row.id)) return [];
  const differing = new Set(rest.flatMap((value) => value.hosts));
  const few = hosts.filter(({ place }) => differing.has(place));
  if (few.length >= hosts.length) return [];
  return [
    odd(
      row,
      few,
      `The ${kind} ${what} is another on ${names(few)} than on ${others(hosts.length - few.length)}.`,
    ),
  ];
}

function odd(row: FleetItemRow, hosts: readonly NamedHost[], sentence: string): Odd {
  return { item: row.id, hosts: hosts.map(({ place }) => place), sentence };
}

function others(count: number): string {
  return count === 1 ? 'the other one' : `the other ${count}`;
}

/** Up to three names; more would hide the point. */
function names(hosts: readonly NamedHost[]): string {
  const shown = hosts.slice(0, 3).map(({ name }) => name);
  if (hosts.length > 3) return `${shown.join(', ')} and ${hosts.length - 3} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
