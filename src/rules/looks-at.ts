import { formatNamed } from '../formats/index.ts';
import { compileGlobs } from '../lib/globs.ts';
import type { AssessedItem } from '../model/fate.ts';
import type { FileItem, ItemKind } from '../model/inventory.ts';
import { compileGlobList, names } from './matchers/conditions.ts';
import type { MatchSpec } from './matchers/index.ts';
import { RELATIONS } from './relations/index.ts';
import type { Rule } from './rule.ts';

type Item = AssessedItem['item'];

/**
 * Whether a rule looks at an item at all, whatever it then finds: for `explain`. It does when the item has the name or path
 * that the rule asks for. A rule on stop conditions looks at none in particular, so that it counts only by its findings.
 * @param isScript whether the text of a file is a script that we can read
 */
export function looksAt(
  rule: Pick<Rule, 'match'>,
  { item }: Pick<AssessedItem, 'item'>,
  isScript: boolean,
): boolean {
  return asks(rule.match, item, isScript);
}

function asks(spec: MatchSpec, item: Item, isScript: boolean): boolean {
  return Object.entries(spec).some(([word, inner]) => {
    switch (word) {
      // The schema has checked that these are lists of matchers.
      case 'same':
        return (inner as readonly MatchSpec[]).every((operand) => asks(operand, item, isScript));
      case 'all':
      case 'any':
      case 'one':
        return (inner as readonly MatchSpec[]).some((operand) => asks(operand, item, isScript));
      case 'not':
        return asks(inner as MatchSpec, item, isScript);
      case 'file':
      case 'content':
      case 'config':
        return item.kind === 'file' && takesPath(word, inner, item);
      case 'script':
        return takesScript(inner, item, isScript);
      case 'elf':
        return (item.kind === 'file' || item.kind === 'package') && item.elf !== undefined;
      case 'cross':
        return relationKinds(inner).includes(item.kind);
      case 'inventory-key':
        return item.id === 'file:/etc/xensource-inventory';
      default:
        return word === item.kind && isCalled(inner, item);
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

function takesScript(inner: unknown, item: Item, isScript: boolean): boolean {
  const { path: globs, in: places = ['files', 'cron'] } = inner as {
    readonly path?: unknown;
    readonly in?: string | readonly string[];
  };
  const isIn = (path: string) => globs === undefined || compileGlobList(globs).test(path);
  if (item.kind === 'cron') return [places].flat().includes('cron') && isIn(item.file);
  return item.kind === 'file' && isScript && [places].flat().includes('files') && isIn(item.path);
}

/** By which fields, all of them globs, the matchers of a kind say which item they mean. */
const NAMING: Readonly<Partial<Record<ItemKind, readonly string[]>>> = {
  package: ['name'],
  service: ['name', 'path'],
  cron: ['file'],
  user: ['name'],
  group: ['name'],
  module: ['name'],
  'boot-arg': ['target', 'name'],
  mount: ['target', 'fsType'],
  swap: ['path'],
  repo: ['repoId', 'file'],
  setting: ['area', 'key'],
  pack: ['packId', 'name'],
  'driver-disk': ['driverDiskId', 'name'],
  hotfix: ['uuid'],
  certificate: ['path'],
  plugin: ['path', 'area'],
  nic: ['name'],
};

function isCalled(inner: unknown, item: Item): boolean {
  const spec = inner as Readonly<Record<string, unknown>>;
  const fields = item as unknown as Readonly<Record<string, unknown>>;
  return (NAMING[item.kind] ?? []).every((field) => {
    const value = fields[field];
    return spec[field] === undefined || (typeof value === 'string' && names.compile(spec[field])(value));
  });
}

function relationKinds(inner: unknown): readonly string[] {
  const { relation } = inner as { readonly relation: string };
  return RELATIONS.find(({ name }) => name === relation)?.kinds ?? [];
}
