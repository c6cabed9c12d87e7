import { defineItemMatcher } from './define.ts';
import { names, words } from './conditions.ts';

/** DRBD resources. */
export const drbdMatcher = defineItemMatcher({
  kind: 'drbd',
  title: 'a DRBD resource',
  usually: 'any',
  fields: (is) => ({
    resource: is(names, (item) => item.resource),
    file: is(names, (item) => item.file),
    state: is(words, (item) => item.state),
  }),
});
