import { collectorsOfArea, SETTING_AREAS } from '../collectors-of.ts';
import { asList, names, words } from './conditions.ts';
import { defineItemMatcher } from './define.ts';

/** Settings that are no file of their own: what the installer carries in another form, states of the host, pool settings. */
export const settingMatcher = defineItemMatcher({
  kind: 'setting',
  title: 'a setting or state that is no item of its own, such as a pool setting',
  usually: 'any',
  fields: (is) => ({
    area: is(names, (item) => item.area, `glob or list of globs; of ${SETTING_AREAS.join(', ')}`),
    key: is(names, (item) => item.key),
    value: is(words, (item) => item.value),
    from: is(names, (item) => item.from),
  }),
  // A glob for an area may mean any of them.
  collectors: ({ area }) => (area === undefined ? ['*'] : asList(area)).flatMap(collectorsOfArea),
});
