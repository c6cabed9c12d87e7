import { defineItemMatcher } from './define.ts';
import { names, words } from './conditions.ts';

/** Base and supplemental packs. */
export const packMatcher = defineItemMatcher({
  kind: 'pack',
  title: 'a supplemental pack',
  usually: 'custom',
  fields: (is) => ({
    packId: is(names, (item) => item.packId),
    name: is(names, (item) => item.name),
    version: is(words, (item) => item.version),
    packages: is(names, (item) => item.packages),
  }),
});
