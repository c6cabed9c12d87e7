import { defineItemMatcher } from './define.ts';
import { flag, names, range, words } from './conditions.ts';

/** File systems that are mounted or in fstab. */
export const mountMatcher = defineItemMatcher({
  kind: 'mount',
  title: 'a file system that is mounted or in fstab',
  usually: 'custom',
  fields: (is) => ({
    target: is(names, (item) => item.target),
    source: is(words, (item) => item.source),
    fsType: is(names, (item) => item.fsType),
    options: is(words, (item) => item.options),
    inFstab: is(flag, (item) => item.inFstab),
    mounted: is(flag, (item) => item.mounted),
    sizeBytes: is(range, (item) => item.sizeBytes),
    usedBytes: is(range, (item) => item.usedBytes),
    usedPercent: is(
      range,
      (item) =>
        item.usedBytes === null || item.sizeBytes === null || item.sizeBytes === 0
          ? null
          : (100 * item.usedBytes) / item.sizeBytes,
      'percent of the size that is used: number, or `{min, max}`',
    ),
    fstabOptions: is(words, (item) => item.fstabOptions ?? null),
  }),
});
