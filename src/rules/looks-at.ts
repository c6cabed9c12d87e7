import { formatNamed } from '../formats/index.ts';
import { compileGlobs } from '../lib/globs.ts';
import type { AssessedItem } from '../model/fate.ts';
import type { FileItem } from '../model/inventory.ts';
import { compileGlobList } from './matchers/conditions.ts';
import type { MatchSpec } from './matchers/index.ts';
import { RELATIONS } from './relations/index.ts';
import type { Rule } from './rule.ts';

/**
 * Whether a rule looks at an item at all, whatever it then finds: for `explain`. A rule on stop conditions looks at none
 * in particular, so that it counts only by its findings.
 */
export function looksAt(rule: Pick<Rule, 'match'>, { item }: Pick<AssessedItem, 'item'>): boolean {
  return asks(rule.match, item);
}

function asks(spec: MatchSpec, item: AssessedItem['item']): boolean {
  return Object.entries(spec).some(([word, inner]) => {
    switch (word) {
      case 'all':
      case 'same':
      case 'any':
        // The schema has checked that it is a list of matchers.
        return (inner as readonly MatchSpec[]).some((operand) => asks(operand, item));
      case 'not':
        return asks(inner as MatchSpec, item);
      case 'file':
      case 'content':
      case 'config':
      case 'script':
        return (
          (item.kind === 'file' && takesPath(word, inner, item)) ||
          (word === 'script' && item.kind === 'cron')
        );
      case 'cross':
        return relationKinds(inner).includes(item.kind);
      case 'inventory-key':
        return item.id === 'file:/etc/xensource-inventory';
      default:
        return word === item.kind;
    }
  });
}

function takesPath(word: string, inner: unknown, { path }: FileItem): boolean {
  const { path: globs, format } = inner as { readonly path?: unknown; readonly format?: string };
  if (globs !== undefined) return compileGlobList(globs).test(path);
  return word === 'config' && format !== undefined
    ? compileGlobs(formatNamed(format).files).test(path)
    : true;
}

function relationKinds(inner: unknown): readonly string[] {
  const { relation } = inner as { readonly relation: string };
  return RELATIONS.find(({ name }) => name === relation)?.kinds ?? [];
}
