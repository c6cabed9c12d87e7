import { compareText } from '../../lib/order.ts';
import { SEVERITIES, type Severity } from '../../model/finding.ts';
import type { FleetFinding, FleetRule } from '../../model/fleet.ts';

interface Gathered {
  severity: Severity;
  /** Of the host that comes first by name. */
  title: string;
  firstHost: string;
  readonly hosts: number[];
  readonly waived: number[];
}

/** Gathers which rules found something where. */
export class RuleTable {
  readonly #rows = new Map<string, Gathered>();

  /** @param place of the host, any number that no other host has */
  add(place: number, name: string, findings: readonly FleetFinding[]): void {
    const open = new Set(findings.filter(({ waived }) => !waived).map(({ rule }) => rule));
    for (const { rule, severity, title } of findings) {
      let row = this.#rows.get(rule);
      if (row === undefined) {
        row = { severity, title, firstHost: name, hosts: [], waived: [] };
        this.#rows.set(rule, row);
      }
      if (compareText(name, row.firstHost) < 0) {
        row.firstHost = name;
        row.title = title;
      }
      if (SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(row.severity)) row.severity = severity;
      const list = open.has(rule) ? row.hosts : row.waived;
      if (list.at(-1) !== place) list.push(place);
    }
  }

  /**
   * Worst first, then on most hosts, then by id.
   * @param placeOf the place of a host in the roll-up
   */
  rows(placeOf: (place: number) => number): FleetRule[] {
    const places = (list: readonly number[]): number[] => list.map(placeOf).sort((a, b) => a - b);
    return [...this.#rows]
      .map(([rule, { severity, title, hosts, waived }]): FleetRule => ({
        rule,
        severity,
        title,
        hosts: places(hosts),
        waived: places(waived),
      }))
      .sort(
        (a, b) =>
          SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
          b.hosts.length - a.hosts.length ||
          compareText(a.rule, b.rule),
      );
  }
}
