import { defineItemMatcher } from './define.ts';
import { names, oneOf, words } from './conditions.ts';

/** Arguments of Xen or of the dom0 kernel in the default boot entry. */
export const bootArgMatcher = defineItemMatcher({
  kind: 'boot-arg',
  title: 'an argument of Xen or of the dom0 kernel in the default boot entry',
  usually: 'any',
  fields: (is) => ({
    target: is(oneOf(['xen', 'kernel']), (item) => item.target),
    name: is(names, (item) => item.name),
    value: is(words, (item) => item.value),
    entry: is(names, (item) => item.entry),
  }),
});
