import { compileGlobs } from '../../lib/globs.ts';
import type { HostEntry } from './host-entry.ts';

/** Variables of a host or group, as far as they were written; values as text. */
export type Variables = ReadonlyMap<string, string>;

/** An Ansible inventory, whichever way it was written. */
export class AnsibleInventory {
  readonly #groups = new Map<string, Group>();

  group(name: string): Group {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group: Group = { hosts: new Map(), children: new Set(), variables: new Map() };
    this.#groups.set(name, group);
    return group;
  }

  has(name: string): boolean {
    return this.#groups.has(name);
  }

  /**
   * The hosts of the groups or names that `limit` names (all when null), in the order of the file, with the variables
   * that count for each: its own before those of its groups, those of a group before those of the groups above it, `all` last.
   * @param limit group or host names separated by commas or colons, `*` as in file names, `!` leaves out
   */
  hosts(limit: string | null): readonly HostEntry[] {
    const chosen = limit === null ? null : this.#chosen(limit);
    return this.#names()
      .filter((name) => chosen === null || chosen.has(name))
      .map((name) => entryOf(name, this.#variablesOf(name)));
  }

  #names(): string[] {
    return [...new Set([...this.#groups.values()].flatMap((group) => [...group.hosts.keys()]))];
  }

  #chosen(limit: string): ReadonlySet<string> {
    const words = limit.split(/[,:]/).map((word) => word.trim());
    const chosen = new Set<string>();
    for (const word of words.filter((one) => one !== '' && !one.startsWith('!')))
      for (const name of this.#named(word)) chosen.add(name);
    if (words.every((word) => word === '' || word.startsWith('!')))
      for (const name of this.#names()) chosen.add(name);
    for (const word of words.filter((one) => one.startsWith('!')))
      for (const name of this.#named(word.slice(1))) chosen.delete(name);
    return chosen;
  }

  #named(word: string): string[] {
    if (word === 'all' || word === '*') return this.#names();
    const globs = compileGlobs([word]);
    const test = (name: string): boolean => globs.test(name);
    const ofGroups = [...this.#groups.keys()]
      .filter(test)
      .flatMap((group) => this.#members(group, new Set()));
    return [...ofGroups, ...this.#names().filter(test)];
  }

  #members(name: string, seen: Set<string>): string[] {
    const group = this.#groups.get(name);
    if (group === undefined || seen.has(name)) return [];
    seen.add(name);
    return [...group.hosts.keys(), ...[...group.children].flatMap((child) => this.#members(child, seen))];
  }

  #variablesOf(host: string): Map<string, string> {
    const result = new Map<string, string>();
    const take = (variables: Variables): void => {
      for (const [key, value] of variables) if (!result.has(key)) result.set(key, value);
    };
    const direct = [...this.#groups].filter(([, group]) => group.hosts.has(host));
    for (const [, group] of direct) take(group.hosts.get(host) ?? new Map<string, string>());
    let level = direct.map(([name]) => name).filter((name) => name !== 'all');
    const seen = new Set<string>();
    while (level.length > 0) {
      for (const name of level) take(this.group(name).variables);
      for (const name of level) seen.add(name);
      const above = [...this.#groups].filter(
        ([name, group]) => name !== 'all' && !seen.has(name) && level.some((one) => group.children.has(one)),
      );
      level = above.map(([name]) => name);
    }
    if (this.has('all')) take(this.group('all').variables);
    return result;
  }
}

interface Group {
  readonly hosts: Map<string, Map<string, string>>;
  readonly children: Set<string>;
  readonly variables: Map<string, string>;
}

function entryOf(name: string, variables: Variables): HostEntry {
  const value = (...keys: readonly string[]): string | null => {
    for (const key of keys) {
      const found = variables.get(key);
      if (found !== undefined && found !== '') return found;
    }
    return null;
  };
  const port = value('ansible_port', 'ansible_ssh_port');
  return {
    name,
    host: value('ansible_host', 'ansible_ssh_host') ?? name,
    user: value('ansible_user', 'ansible_ssh_user'),
    port: port !== null && /^\d{1,5}$/.test(port) ? Number(port) : null,
  };
}

/** Variables that say how to get in, and that this program has another way for. */
const NOT_USED: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/^ansible_(ssh_)?pass(word)?$/, 'a password in an inventory is not used; give --password-file'],
  [/^ansible_(ssh_private_key_file)$/, 'keys are taken from -i, ssh_config and the agent'],
  [/^ansible_become/, 'give --sudo'],
  [/^ansible_ssh_(common|extra)_args$/, 'jump hosts and options are taken from ssh_config'],
];

/** What a variable asks for and does not get, a sentence; null = nothing. */
export function noteOn(variable: string): string | null {
  const found = NOT_USED.find(([pattern]) => pattern.test(variable));
  return found === undefined ? null : `${variable}: ${found[1]}.`;
}
