import { defineItemMatcher } from './define.ts';
import { names, oneOf, range } from './conditions.ts';

/** Accounts of /etc/passwd. */
export const userMatcher = defineItemMatcher({
  kind: 'user',
  title: 'an account',
  usually: 'custom',
  fields: (is) => ({
    name: is(names, (item) => item.name),
    uid: is(range, (item) => item.uid),
    gid: is(range, (item) => item.gid),
    home: is(names, (item) => item.home),
    shell: is(names, (item) => item.shell),
    password: is(oneOf(['set', 'locked', 'empty', 'unknown']), (item) => item.password),
  }),
});
