import type { FleetIndex } from '../../../model/fleet.ts';

/** Of a digest or a setting; enough to tell two apart. */
const VALUE_CHARACTERS = 60;

/** What the script searches. Hosts by their place; short keys, since a large fleet has tens of thousands of items. */
export function pageData({ hosts, rules, items }: FleetIndex): object {
  return {
    hosts: hosts.map(({ name }) => name),
    rules: rules.map((rule) => ({ id: rule.rule, on: rule.hosts, waived: rule.waived })),
    items: items.map(({ id, kind, fate, compat, values }) => ({
      id,
      kind,
      fate,
      compat,
      values: values.map(({ value, hosts: on }) => ({ value: shorten(kind, value), on })),
    })),
  };
}

function shorten(kind: string, value: string | null): string {
  if (value === null) return '';
  return value.slice(0, kind === 'file' && /^[0-9a-f]{32,}$/.test(value) ? 12 : VALUE_CHARACTERS);
}
