import { defineItemMatcher } from './define.ts';
import { flag, names, oneOf, range, words } from './conditions.ts';

/** Disks of the host. */
export const diskMatcher = defineItemMatcher({
  kind: 'disk',
  title: 'a disk',
  usually: 'any',
  fields: (is) => ({
    device: is(names, (item) => item.device),
    byId: is(names, (item) => item.byId),
    vendor: is(words, (item) => item.vendor),
    model: is(words, (item) => item.model),
    table: is(oneOf(['gpt', 'dos', 'none', 'unknown']), (item) => item.table),
    isPrimary: is(flag, (item) => item.isPrimary),
    sizeBytes: is(range, (item) => item.sizeBytes),
    paths: is(names, (item) => item.paths ?? null, 'glob on a path of a multipath map'),
  }),
});
