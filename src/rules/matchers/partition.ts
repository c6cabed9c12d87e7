import { defineItemMatcher } from './define.ts';
import { names, oneOf, range, words } from './conditions.ts';

/** Partitions of all disks. */
export const partitionMatcher = defineItemMatcher({
  kind: 'partition',
  title: 'a partition',
  usually: 'any',
  fields: (is) => ({
    disk: is(names, (item) => item.disk),
    device: is(names, (item) => item.device),
    number: is(range, (item) => item.number),
    type: is(words, (item) => item.type),
    label: is(words, (item) => item.label),
    role: is(oneOf(['root', 'backup', 'sr', 'boot', 'log', 'swap', 'other']), (item) => item.role),
    sizeBytes: is(range, (item) => item.sizeBytes),
    name: is(words, (item) => item.name ?? null),
    fsType: is(names, (item) => item.fsType ?? null),
  }),
});
