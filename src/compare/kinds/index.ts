import { NETWORK } from './network.ts';
import type { KindRule, KindRules, OtherItem } from './rule.ts';
import { SOFTWARE } from './software.ts';
import { STORAGE } from './storage.ts';

const RULES: KindRules<OtherItem['kind']> = { ...SOFTWARE, ...STORAGE, ...NETWORK };

/** The rule of an item's kind. */
export function ruleOf<I extends OtherItem>(item: I): KindRule<I> {
  return RULES[item.kind] as unknown as KindRule<I>; // the table has the rule of a kind under its name
}
