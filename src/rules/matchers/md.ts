import { defineItemMatcher } from './define.ts';
import { names } from './conditions.ts';

/** Software RAID arrays. */
export const mdMatcher = defineItemMatcher({
  kind: 'md',
  title: 'a software RAID array',
  usually: 'any',
  fields: (is) => ({
    device: is(names, (item) => item.device),
    level: is(names, (item) => item.level),
    members: is(names, (item) => item.members),
  }),
});
