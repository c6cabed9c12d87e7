import { isDeepStrictEqual } from 'node:util';
import { fieldDifferences } from '../field-differences.ts';
import { ruleOf } from '../kinds/index.ts';
import type { OtherItem } from '../kinds/rule.ts';
import { answer, hiddenAnswer, type Answer, type Foretold, type Sides } from './answer.ts';
import { closeFile } from './close-file.ts';
import { closePackage } from './close-package.ts';

/** Closes an item that is no file, by what the running system says of it. */
export function closeOther(item: OtherItem, foretold: Foretold | null, sides: Sides): Answer {
  const file = item.kind === 'plugin' ? sides.before.index.file(item.path) : null;
  // What a plug-in does is what is in its file.
  if (file !== null) return closeFile(file, foretold, sides);
  const found = counterpart(item, sides);
  if (foretold !== null && isOfProduct(foretold)) return closeProductPart(item, found);
  if (found === null)
    return hiddenAnswer(sides.hiddenBy(item)) ?? answer('missing', 'Nothing like it is there.');
  if (item.kind === 'partition' && foretold?.fate === 'destroyed')
    return answer('changed', 'It was made anew, as foretold: what was on it is gone.', {
      foundAt: found.id,
      proof: 'record',
    });
  if (found.kind === 'package' && item.kind === 'package')
    return closePackage(item, found, sides.after.index);
  return closeFound(item, found, sides);
}

/** The same id, else what the rule of the kind finds; of two, the one that says the same. */
function counterpart(item: OtherItem, { after }: Sides): OtherItem | null {
  const { match, view } = ruleOf(item);
  const others = after.index.ofKind(item.kind) as readonly OtherItem[];
  const sameId = after.index.get(item.id);
  const matched = match(item, others);
  if (matched !== null && isDeepStrictEqual(view(matched), view(item))) return matched;
  return sameId !== null && sameId.kind !== 'file' ? sameId : matched;
}

function closeFound(item: OtherItem, found: OtherItem, sides: Sides): Answer {
  const { view, withoutEffect, unseen } = ruleOf(item);
  const differences = fieldDifferences(view(item), view(found));
  const seen = { foundAt: found.id, proof: 'record', differences } as const;
  const lost = withoutEffect(item, found, sides.after.index);
  if (lost !== null) return answer('missing', lost, seen);
  const unknown = unseen(item, found);
  if (unknown !== null)
    return answer('untold', `It is there. ${unknown}`, {
      ...seen,
      wouldTell: 'Look on the host, or clear the gap and verify again.',
    });
  if (differences.length === 0) return answer('identical', 'It is there as before, and in effect.', seen);
  return answer(
    'changed',
    `It is there, and differs in ${differences.map(({ field }) => field).join(', ')}.`,
    seen,
  );
}

/** What the product brings in its own version is no customisation, even where the audit lists it. */
function isOfProduct({ provenance, fate }: Foretold): boolean {
  return (
    fate === 'replaced' && (provenance === 'stock' || provenance === 'hotfix' || provenance === 'runtime')
  );
}

function closeProductPart(item: OtherItem, found: OtherItem | null): Answer {
  if (found === null)
    return answer(
      'changed',
      'A part of the product: the new release does without it, or has it under another name.',
    );
  const { view } = ruleOf(item);
  return answer('changed', 'A part of the product: the new release has its own.', {
    foundAt: found.id,
    proof: 'record',
    differences: fieldDifferences(view(item), view(found)),
  });
}
