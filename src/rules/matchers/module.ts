import { defineItemMatcher } from './define.ts';
import { flag, names, words } from './conditions.ts';

/** Kernel modules, loaded or brought by a package. A dash and an underscore in a module's name are one letter. */
export const moduleMatcher = defineItemMatcher({
  kind: 'module',
  title: 'a kernel module',
  usually: 'any',
  fields: (is) => ({
    name: is(names, (item) => [item.name, item.name.replaceAll('_', '-'), item.name.replaceAll('-', '_')]),
    loaded: is(flag, (item) => item.loaded),
    path: is(names, (item) => item.path),
    package: is(names, (item) => item.package, 'glob on the NEVRA of the owning package'),
    version: is(words, (item) => item.version),
  }),
});
