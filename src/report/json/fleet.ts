import type { FleetIndex } from '../../model/fleet.ts';

/** index.json: a line for each host, pool, rule and item, so that it can be searched with `grep`. */
export function renderIndexJson(index: FleetIndex): string {
  const { hosts, pools, rules, items, ...head } = index;
  const lists = Object.entries({ hosts, pools, rules, items }).map(
    ([name, entries]) =>
      `  ${JSON.stringify(name)}: [${entries.map((entry) => `\n    ${JSON.stringify(entry)}`).join(',')}\n  ]`,
  );
  const facts = Object.entries(head).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${[...facts, ...lists].join(',\n')}\n}\n`;
}
