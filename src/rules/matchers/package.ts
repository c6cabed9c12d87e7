import { defineItemMatcher } from './define.ts';
import { evrRange } from './evr.ts';
import { names, range, words } from './conditions.ts';

/** Installed rpm packages. `custom` leaves out what the product and its hotfixes bring. */
export const packageMatcher = defineItemMatcher({
  kind: 'package',
  title: 'an installed rpm package',
  usually: 'custom',
  fields: (is) => ({
    name: is(names, (item) => item.name),
    arch: is(names, (item) => item.arch),
    vendor: is(words, (item) => item.vendor),
    packager: is(words, (item) => item.packager),
    buildHost: is(words, (item) => item.buildHost),
    summary: is(words, (item) => item.summary),
    evr: is(evrRange, (item) => item),
    notablePaths: is(
      names,
      (item) => item.notablePaths,
      'glob on a path it owns: kernel modules, init scripts, cron files, libraries',
    ),
    fileCount: is(range, (item) => item.fileCount),
  }),
});
