import { defineItemMatcher } from './define.ts';
import { names, range } from './conditions.ts';

/** LVM volume groups. */
export const vgMatcher = defineItemMatcher({
  kind: 'vg',
  title: 'an LVM volume group',
  usually: 'any',
  fields: (is) => ({
    name: is(names, (item) => item.name),
    physicalVolumes: is(names, (item) => item.physicalVolumes),
    logicalVolumes: is(names, (item) => item.logicalVolumes),
    sizeBytes: is(range, (item) => item.sizeBytes),
    freeBytes: is(range, (item) => item.freeBytes ?? null),
  }),
});
