import { defineItemMatcher } from './define.ts';
import { flag, names, words } from './conditions.ts';

/** Rules of iptables. */
export const firewallMatcher = defineItemMatcher({
  kind: 'firewall',
  title: 'a rule of iptables',
  usually: 'custom',
  fields: (is) => ({
    table: is(names, (item) => item.table),
    rule: is(words, (item) => item.rule),
    file: is(names, (item) => item.file),
    active: is(flag, (item) => item.active),
  }),
});
