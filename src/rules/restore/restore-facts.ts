import type { Inventory, Item, ItemKind } from '../../model/inventory.ts';
import type { Accounts, ReleaseProfile } from '../releases/schema.ts';
import type { Account, RestoreFacts } from './world.ts';

/** What the restore depends on besides the tree, out of an inventory. The order of its items does not matter. */
export function restoreFacts(inventory: Inventory, profile: ReleaseProfile): RestoreFacts {
  const items = Object.values(inventory.sections).flatMap((section) => section.items);
  const of = <K extends ItemKind>(kind: K): Extract<Item, { kind: K }>[] =>
    items.filter((item): item is Extract<Item, { kind: K }> => item.kind === kind);
  const { inventoryKeys } = inventory.host;
  return {
    users: accountsOf(
      of('user').map(({ name, uid }) => ({ name, id: uid })),
      profile.accounts.users,
    ),
    groups: accountsOf(
      of('group').map(({ name, gid }) => ({ name, id: gid })),
      profile.accounts.groups,
    ),
    mountPoints: of('mount')
      .filter(({ mounted, target }) => mounted && target !== '/')
      .map(({ target }) => target),
    contents: new Map(inventory.contents.map((content) => [content.path, content])),
    inventory: inventoryKeys.length === 0 ? null : new Map(inventoryKeys),
  };
}

/**
 * One account a number. Of several names for one number the installers take the first or the last of the file; where one
 * of them is unknown to the target, that one is taken, because it stops the upgrade with one installer or the other.
 */
function accountsOf(accounts: readonly Account[], known: Accounts['users']): readonly Account[] | null {
  if (accounts.length === 0) return null;
  const chosen = new Map<number, Account>();
  const isKnown = ({ name }: Account): boolean => known[name] !== undefined;
  for (const account of [...accounts].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const before = chosen.get(account.id);
    if (before === undefined || (isKnown(before) && !isKnown(account))) chosen.set(account.id, account);
  }
  return [...chosen.values()];
}
