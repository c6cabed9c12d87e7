import type { Inventory, Item, ItemKind } from '../../model/inventory.ts';
import type { Accounts, ReleaseProfile } from '../releases/schema.ts';
import type { Account, RestoreFacts } from './world.ts';
import { allItems, itemsOfKind } from '../../model/items.ts';

/** What the restore depends on besides the tree, out of an inventory. The order of its items does not matter. */
export function restoreFacts(inventory: Inventory, profile: ReleaseProfile): RestoreFacts {
  const items = allItems(inventory);
  const of = <K extends ItemKind>(kind: K): Extract<Item, { kind: K }>[] => itemsOfKind(items, kind);
  const { inventoryKeys } = inventory.host;
  // Asking by number gives the first entry of the file; only installers that read the files themselves take the last.
  const takesFirst = profile.builds.every(({ engine }) => engine.owner !== 'files');
  const order = (path: string): readonly string[] =>
    takesFirst ? namesIn(inventory.contents.find((content) => content.path === path)?.text ?? '') : [];
  return {
    users: accountsOf(
      of('user').map(({ name, uid }) => ({ name, id: uid })),
      profile.accounts.users,
      order('/etc/passwd'),
    ),
    groups: accountsOf(
      of('group').map(({ name, gid }) => ({ name, id: gid })),
      profile.accounts.groups,
      order('/etc/group'),
    ),
    mountPoints: of('mount')
      .filter(({ mounted, target }) => mounted && target !== '/')
      .map(({ target }) => target),
    contents: new Map(inventory.contents.map((content) => [content.path, content])),
    inventory: inventoryKeys.length === 0 ? null : new Map(inventoryKeys),
  };
}

function namesIn(text: string): string[] {
  return text.split('\n').map((line) => line.slice(0, line.indexOf(':')));
}

/**
 * One account a number: of several names the first of the file, where its order is known and counts. Else, where one of them is
 * unknown to the target, that one is taken, because it stops the upgrade with one installer or the other.
 */
function accountsOf(
  accounts: readonly Account[],
  known: Accounts['users'],
  order: readonly string[],
): readonly Account[] | null {
  if (accounts.length === 0) return null;
  const chosen = new Map<number, Account>();
  const isKnown = ({ name }: Account): boolean => known[name] !== undefined;
  const isFirst = (one: Account, other: Account): boolean | null => {
    const [a, b] = [order.indexOf(one.name), order.indexOf(other.name)];
    return a === -1 || b === -1 ? null : a < b;
  };
  for (const account of [...accounts].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const before = chosen.get(account.id);
    if (before === undefined || (isFirst(account, before) ?? (isKnown(before) && !isKnown(account))))
      chosen.set(account.id, account);
  }
  return [...chosen.values()];
}
