import { flag, mapping, words } from './conditions.ts';
import { defineItemMatcher } from './define.ts';

/** How this host reaches a storage repository. */
export const pbdMatcher = defineItemMatcher({
  kind: 'pbd',
  title: 'a PBD: how this host reaches a storage repository',
  usually: 'any',
  fields: (is) => ({
    sr: is(words, (item) => item.sr),
    attached: is(flag, (item) => item.attached),
    deviceConfig: is(mapping, (item) => item.deviceConfig),
  }),
});
