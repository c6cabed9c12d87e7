import { defineItemMatcher } from './define.ts';
import { flag, mapping, names, range, words } from './conditions.ts';

/** Storage repositories of the pool database. */
export const srMatcher = defineItemMatcher({
  kind: 'sr',
  title: 'a storage repository',
  usually: 'any',
  fields: (is) => ({
    name: is(words, (item) => item.name),
    type: is(names, (item) => item.type),
    contentType: is(names, (item) => item.contentType),
    shared: is(flag, (item) => item.shared),
    location: is(words, (item) => item.location),
    sizeBytes: is(range, (item) => item.sizeBytes),
    vdiCount: is(range, (item) => item.vdiCount),
    onThisHost: is(flag, (item) => item.onThisHost ?? null),
    otherConfig: is(mapping, (item) => item.otherConfig ?? null),
  }),
});
