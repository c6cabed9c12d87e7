import { defineItemMatcher } from './define.ts';
import { flag, names, words } from './conditions.ts';

/** Package repositories of yum. */
export const repoMatcher = defineItemMatcher({
  kind: 'repo',
  title: 'a package repository of yum',
  usually: 'custom',
  fields: (is) => ({
    repoId: is(names, (item) => item.repoId),
    file: is(names, (item) => item.file),
    name: is(words, (item) => item.name),
    baseUrl: is(words, (item) => item.baseUrl),
    enabled: is(flag, (item) => item.enabled),
  }),
});
