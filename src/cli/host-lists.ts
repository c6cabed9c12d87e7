import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { readAnsibleIni } from '../fleet/hosts/ansible-ini.ts';
import { readAnsibleYaml } from '../fleet/hosts/ansible-yaml.ts';
import { uniqueHosts, type HostEntry, type HostList } from '../fleet/hosts/host-entry.ts';
import { readPlainList } from '../fleet/hosts/plain-list.ts';
import { AuditError } from '../model/errors.ts';
import { parseTarget, readAliases, matchesWildcard, type SshOptions } from '../source/ssh/index.ts';

/** Where hosts are named, as the command line has it. */
export interface HostListOptions {
  /** Files with a host on each line; `-` is standard input. */
  readonly hosts?: readonly string[];
  readonly ansibleInventory?: readonly string[];
  /** As `ansible --limit`. */
  readonly limit?: string;
}

/**
 * All hosts of the command line and of the lists that it names, each once. A name with `*` or `?` stands for the hosts of
 * ssh_config that match it.
 * @param say is told what a list asks for and does not get
 * @throws AuditError `host-list-invalid` with every mistake of every list; `target-invalid`
 */
export async function listHosts(
  targets: readonly string[],
  options: HostListOptions,
  ssh: Pick<SshOptions, 'configFiles' | 'homeDirectory'>,
  say: (sentence: string) => void,
): Promise<readonly HostEntry[]> {
  const hosts: HostEntry[] = [];
  const mistakes: string[] = [];
  for (const target of targets) hosts.push(...(await expandTarget(target, ssh)));
  const lists: readonly (readonly [path: string, read: (content: string) => HostList])[] = [
    ...(options.hosts ?? []).map(
      (path) => [path, (content: string) => readPlainList(content, parseTarget)] as const,
    ),
    ...(options.ansibleInventory ?? []).map(
      (path) => [path, (content: string) => readInventory(path, content, options.limit ?? null)] as const,
    ),
  ];
  for (const [path, read] of lists) {
    const list = read(await readText(path));
    hosts.push(...list.hosts);
    for (const { line, sentence } of list.mistakes)
      mistakes.push(`${path}${line === null ? '' : `, line ${line}`}: ${sentence}`);
    for (const note of list.notes) say(`${path}: ${note}`);
  }
  if (mistakes.length > 0)
    throw new AuditError(
      'host-list-invalid',
      `The list of hosts has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n  ${mistakes.join('\n  ')}`,
      'Correct it and run the same command again; no host was looked at.',
    );
  return uniqueHosts(hosts);
}

async function expandTarget(
  target: string,
  { configFiles, homeDirectory }: Pick<SshOptions, 'configFiles' | 'homeDirectory'>,
): Promise<HostEntry[]> {
  if (!/[*?]/.test(target)) return [{ name: target, ...parseTarget(target) }];
  const aliases = await readAliases(configFiles, homeDirectory);
  const found = aliases.filter((alias) => matchesWildcard(target, alias));
  if (found.length === 0)
    throw new AuditError(
      'target-invalid',
      `No host of ssh_config matches ${target} (looked in ${configFiles.join(', ')}).`,
      'A pattern stands for names that have a Host line of their own; name another file with --ssh-config.',
    );
  return found.map((alias) => ({ name: alias, host: alias, user: null, port: null }));
}

/** By its name, else by its look: a YAML inventory begins with a group and a colon. */
function readInventory(path: string, content: string, limit: string | null): HostList {
  const yaml = /\.ya?ml$/i.test(path) || /^(---|[A-Za-z_][\w-]*:\s*$)/m.test(content);
  return yaml ? readAnsibleYaml(content, limit) : readAnsibleIni(content, limit);
}

async function readText(path: string): Promise<string> {
  try {
    return path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
  } catch (cause) {
    throw new AuditError(
      'host-list-unreadable',
      `The list of hosts ${path} could not be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Check its path and mode; - is standard input.',
      { cause },
    );
  }
}
