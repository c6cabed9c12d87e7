import type { PackageItem } from '../../model/inventory.ts';
import { fieldDifferences } from '../field-differences.ts';
import type { InventoryIndex } from '../inventory-index.ts';
import { ruleOf } from '../kinds/index.ts';
import { answer, type Answer } from './answer.ts';

/** Closes a package of which one with the same name is there: is it a build for this release? */
export function closePackage(item: PackageItem, found: PackageItem, after: InventoryIndex): Answer {
  const { view } = ruleOf(item);
  const seen = {
    foundAt: found.id,
    proof: 'record',
    differences: fieldDifferences(view(item), view(found)),
  } as const;
  const tag = distributionOf(found);
  const base = baseDistribution(after);
  if (tag !== null && base !== null && tag !== base)
    return answer('changed', `${found.nevra} is a build for ${tag}; this release is built on ${base}.`, {
      ...seen,
      needsLook: true,
    });
  if (seen.differences.length === 0) return answer('identical', 'The same build is there.', seen);
  return answer(
    'changed',
    tag === null ? `Present as ${found.nevra}.` : `Present as ${found.nevra}, a build for this release.`,
    seen,
  );
}

/** `el5`, as packages for Enterprise Linux carry it in their release; null = none. */
function distributionOf({ release }: PackageItem): string | null {
  return /(?:^|[._])(el\d+)(?![a-z0-9])/.exec(release)?.[1] ?? null;
}

/** What most packages of the host are built for; null = none says. */
function baseDistribution(host: InventoryIndex): string | null {
  const counts = new Map<string, number>();
  for (const item of host.ofKind('package')) {
    const tag = distributionOf(item);
    if (tag !== null) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return most?.[0] ?? null;
}
