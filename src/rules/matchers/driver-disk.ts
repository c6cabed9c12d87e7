import { defineItemMatcher } from './define.ts';
import { names, words } from './conditions.ts';

/** Driver disks that were installed. */
export const driverDiskMatcher = defineItemMatcher({
  kind: 'driver-disk',
  title: 'a driver disk',
  usually: 'custom',
  fields: (is) => ({
    driverDiskId: is(names, (item) => item.driverDiskId),
    name: is(names, (item) => item.name),
    version: is(words, (item) => item.version),
    packages: is(names, (item) => item.packages),
  }),
});
