import { defineItemMatcher } from './define.ts';
import { names, words } from './conditions.ts';

/** Hotfixes that were applied to this host. */
export const hotfixMatcher = defineItemMatcher({
  kind: 'hotfix',
  title: 'a hotfix that was applied',
  usually: 'any',
  fields: (is) => ({
    uuid: is(names, (item) => item.uuid),
    name: is(words, (item) => item.name),
  }),
});
