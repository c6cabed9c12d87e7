import { defineItemMatcher } from './define.ts';
import { names, oneOf } from './conditions.ts';

/** Network interfaces. */
export const nicMatcher = defineItemMatcher({
  kind: 'nic',
  title: 'a network interface',
  usually: 'any',
  fields: (is) => ({
    name: is(names, (item) => item.name),
    driver: is(names, (item) => item.driver),
    role: is(oneOf(['physical', 'bond', 'vlan', 'bridge', 'other']), (item) => item.role),
    configFile: is(names, (item) => item.configFile),
    members: is(names, (item) => item.members ?? null),
  }),
});
