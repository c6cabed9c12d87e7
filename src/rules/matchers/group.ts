import { defineItemMatcher } from './define.ts';
import { names, range } from './conditions.ts';

/** Groups of /etc/group. */
export const groupMatcher = defineItemMatcher({
  kind: 'group',
  title: 'a group of accounts',
  usually: 'custom',
  fields: (is) => ({
    name: is(names, (item) => item.name),
    gid: is(range, (item) => item.gid),
    members: is(names, (item) => item.members),
  }),
});
