import type { FileChange } from '../../model/inventory.ts';
import type { Actual, Expected } from './listing.ts';

/** %ghost: the package owns the name, not the content. */
const GHOST = 64;

/** Bits of FILEVERIFYFLAGS: without its bit, `rpm -V` does not look at it (rpm 4.4, lib/rpmlib.h). */
const VERIFY: Readonly<Record<FileChange, number>> = {
  digest: 1,
  size: 2,
  link: 4,
  user: 8,
  group: 16,
  mtime: 32,
  mode: 64,
  device: 128,
  type: 64,
};

export interface Comparison {
  readonly changes: readonly FileChange[];
  /** Of these, what `rpm -V` would not show. */
  readonly hidden: readonly FileChange[];
}

/**
 * How a path differs from what its package says, by the rules of `rpm -V`: times count for regular files only,
 * permissions not for links, and of a %ghost only mode and owner. A time alone is no change when the digest is right.
 */
function compare(actual: Actual, expected: Expected, digest: string | null): Comparison {
  const changes: FileChange[] = [];
  const ghost = (expected.flags & GHOST) !== 0;
  const type = actual.type;
  if (type !== expected.type && !ghost) changes.push('type');
  else if (!ghost) changes.push(...contentChanges(actual, expected, digest));
  if (type !== 'l' && expected.type !== 'l' && actual.mode !== expected.mode) changes.push('mode');
  if (actual.user !== expected.user) changes.push('user');
  if (actual.group !== expected.group) changes.push('group');
  return { changes, hidden: changes.filter((change) => (expected.verifyFlags & VERIFY[change]) === 0) };
}

function contentChanges(actual: Actual, expected: Expected, digest: string | null): FileChange[] {
  if (actual.type === 'l') return actual.link === expected.link ? [] : ['link'];
  if (actual.type !== 'f') return [];
  const known = digest !== null && expected.digest !== '';
  const changes: FileChange[] = [];
  if (actual.size !== expected.size) changes.push('size', 'digest');
  else if (known && digest !== expected.digest) changes.push('digest');
  if (actual.mtime !== expected.mtime && (changes.length > 0 || !known)) changes.push('mtime');
  return changes;
}

/** Of several packages that own a path, the one that it differs least from. */
export function closest(
  actual: Actual,
  owners: readonly Expected[],
  digest: string | null,
): { readonly owner: Expected; readonly comparison: Comparison } | null {
  let best: { owner: Expected; comparison: Comparison } | null = null;
  for (const owner of owners) {
    const comparison = compare(actual, owner, digest);
    if (best === null || comparison.changes.length < best.comparison.changes.length)
      best = { owner, comparison };
  }
  return best;
}
