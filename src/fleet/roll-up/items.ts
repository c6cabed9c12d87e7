import { compareText } from '../../lib/order.ts';
import { COMPATS, FATES, type Compat, type FateName, type Provenance } from '../../model/fate.ts';
import type { FleetItem, FleetItemRow } from '../../model/fleet.ts';
import type { ItemKind } from '../../model/inventory.ts';

interface Gathered {
  readonly kind: ItemKind;
  /** Of the host that comes first by name. */
  provenance: Provenance;
  firstHost: string;
  fate: FateName;
  compat: Compat;
  readonly values: Map<string | null, number[]>;
}

/** Gathers the items of many hosts; an item is held once, however many hosts have it. */
export class ItemTable {
  readonly #rows = new Map<string, Gathered>();

  /** @param place of the host, any number that no other host has */
  add(place: number, name: string, items: readonly FleetItem[]): void {
    for (const item of items) this.#addItem(place, name, item);
  }

  #addItem(place: number, name: string, { id, kind, provenance, fate, compat, value }: FleetItem): void {
    let row = this.#rows.get(id);
    if (row === undefined) {
      row = { kind, provenance, firstHost: name, fate, compat, values: new Map() };
      this.#rows.set(id, row);
    }
    if (compareText(name, row.firstHost) < 0) {
      row.firstHost = name;
      row.provenance = provenance;
    }
    if (FATES.indexOf(fate) > FATES.indexOf(row.fate)) row.fate = fate;
    if (COMPATS.indexOf(compat) > COMPATS.indexOf(row.compat)) row.compat = compat;
    const hosts = row.values.get(value);
    if (hosts === undefined) row.values.set(value, [place]);
    // The items of a host come one after another, and it may have a package in the same version twice.
    else if (hosts.at(-1) !== place) hosts.push(place);
  }

  /**
   * On the fewest hosts first, then by id.
   * @param placeOf the place of a host in the roll-up
   */
  rows(placeOf: (place: number) => number): FleetItemRow[] {
    return [...this.#rows]
      .map(([id, { kind, provenance, fate, compat, values }]): FleetItemRow => ({
        id,
        kind,
        provenance,
        fate,
        compat,
        values: sortValues(
          [...values].map(([value, hosts]) => ({ value, hosts: hosts.map(placeOf).sort((a, b) => a - b) })),
        ),
      }))
      .map((row) => ({ row, hosts: hostsOf(row).size }))
      .sort((a, b) => a.hosts - b.hosts || compareText(a.row.id, b.row.id))
      .map(({ row }) => row);
  }
}

/** Places of the hosts that have the item, in whatever form. */
export function hostsOf(row: FleetItemRow): ReadonlySet<number> {
  return new Set(row.values.flatMap((value) => value.hosts));
}

/** The most common value first. */
export function sortValues(values: FleetItemRow['values']): FleetItemRow['values'] {
  return [...values].sort(
    (a, b) => b.hosts.length - a.hosts.length || compareText(a.value ?? '', b.value ?? ''),
  );
}
