import type { AssessedItem } from '../model/fate.ts';
import type { Severity } from '../model/finding.ts';
import type { ItemKind } from '../model/inventory.ts';

/** Kinds whose loss is easily put right, or is told by another item. */
const SMALL_KINDS: ReadonlySet<ItemKind> = new Set([
  'group',
  'repo',
  'module',
  'nic',
  'swap',
  'hotfix',
  'setting',
]);
/** Left-overs, caches, logs and papers: nobody works with them, and nothing reads them. */
const COSMETIC =
  /\/(?:doc|docs|man|locale|__pycache__|cache|\.cache|\.svn|\.git)\/|^\/(?:tmp|var\/tmp|var\/log|var\/cache|var\/run|var\/lock|lost\+found)(?:\/|$)|(?:~|\.(?:bak|old|orig|rpmsave|rpmnew|rpmorig|swp|tmp|log|pyc|pyo|pid|lock|core|md|html?|txt))$|\/(?:README|LICENSE|COPYING|CHANGELOG|\.bash_history|\.viminfo|\.lesshst)[^/]*$/i;

/** `medium` for what someone made to be used, `low` for what is cosmetic or easily redone. */
export function plainSeverity({ item }: AssessedItem): Severity {
  if (SMALL_KINDS.has(item.kind)) return 'low';
  if (item.kind === 'package' && item.name === 'gpg-pubkey') return 'low';
  if (item.kind !== 'file') return 'medium';
  if (item.type !== 'file') return 'low';
  return COSMETIC.test(item.path) ? 'low' : 'medium';
}
