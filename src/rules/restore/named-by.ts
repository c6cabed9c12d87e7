import { RE2JS } from 're2js';
import type { ReleaseProfile, RestoreRule } from '../releases/schema.ts';
import { bytesOf } from './source-tree.ts';

const compiled = new Map<string, RE2JS>();

/** Whether a folder entry takes a child: from the start of the path, open at the end, on bytes; a dot takes all but a newline. */
export function takesChild(rule: Extract<RestoreRule, { kind: 'directory' }>, path: string): boolean {
  if (rule.pattern === undefined) return true;
  let pattern = compiled.get(rule.pattern);
  if (pattern === undefined) {
    pattern = RE2JS.compile(rule.pattern);
    compiled.set(rule.pattern, pattern);
  }
  return pattern.matcher(path).lookingAt();
}

/**
 * Entries of the restore list that name a path, or a folder around it, whatever then comes of the copying; of several
 * candidate builds the entries of all, each once.
 * @param path as an item has it
 */
export function entriesNaming(
  profile: ReleaseProfile,
  path: string,
  encoding?: 'percent',
): readonly RestoreRule[] {
  const relative = bytesOf(path, encoding);
  const entries = new Map(
    profile.builds.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule] as const)),
  );
  return [...entries.values()].filter((rule) => names(rule, relative));
}

function names(rule: RestoreRule, path: string): boolean {
  const isAboutChildren = rule.kind === 'directory' && rule.pattern !== undefined;
  if (path === rule.path) return !isAboutChildren;
  const folder = `${rule.path}/`;
  if (!path.startsWith(folder)) return false;
  const [child = ''] = path.slice(folder.length).split('/');
  return rule.kind !== 'directory' || takesChild(rule, folder + child);
}
