import { defineItemMatcher } from './define.ts';
import { flag, names, range } from './conditions.ts';

/** Swap files and partitions. */
export const swapMatcher = defineItemMatcher({
  kind: 'swap',
  title: 'a swap file or partition',
  usually: 'custom',
  fields: (is) => ({
    path: is(names, (item) => item.path),
    type: is(names, (item) => item.type),
    sizeBytes: is(range, (item) => item.sizeBytes),
    inFstab: is(flag, (item) => item.inFstab),
    active: is(flag, (item) => item.active),
  }),
});
