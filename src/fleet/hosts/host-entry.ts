/** A host of a list, before anything is known of it. What is null is looked up in ssh_config, then falls back to root and 22. */
export interface HostEntry {
  /** As the list calls it; what the run, its folders and `--resume` know it by. */
  readonly name: string;
  /** Name or address to connect to. */
  readonly host: string;
  readonly user: string | null;
  readonly port: number | null;
}

/** A mistake in a list of hosts. */
export interface ListMistake {
  /** Line in the file, from 1; null = the file as a whole. */
  readonly line: number | null;
  readonly sentence: string;
}

/** What was read of a list; the mistakes all at once. */
export interface HostList {
  readonly hosts: readonly HostEntry[];
  readonly mistakes: readonly ListMistake[];
  /** What the list says and this program does not use, a sentence each. */
  readonly notes: readonly string[];
}

/** Names that two lists give stand once, the first as it is. */
export function uniqueHosts(hosts: readonly HostEntry[]): readonly HostEntry[] {
  const byName = new Map<string, HostEntry>();
  for (const host of hosts) if (!byName.has(host.name)) byName.set(host.name, host);
  return [...byName.values()];
}
