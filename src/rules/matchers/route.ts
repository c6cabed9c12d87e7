import { defineItemMatcher } from './define.ts';
import { flag, names, words } from './conditions.ts';

/** Routes that someone set. */
export const routeMatcher = defineItemMatcher({
  kind: 'route',
  title: 'a route',
  usually: 'custom',
  fields: (is) => ({
    destination: is(words, (item) => item.destination),
    via: is(words, (item) => item.via),
    device: is(names, (item) => item.device),
    file: is(names, (item) => item.file),
    table: is(names, (item) => item.table ?? null),
    protocol: is(names, (item) => item.protocol ?? null),
    active: is(flag, (item) => item.active ?? null),
  }),
});
