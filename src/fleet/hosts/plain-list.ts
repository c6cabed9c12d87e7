import type { HostEntry, HostList, ListMistake } from './host-entry.ts';

/**
 * Reads a list of hosts, one on a line; blank lines and comments (`#`) are passed over.
 * @param read turns one host as the user writes it (`[user@]host[:port]`) into its parts; throws an Error whose message is a sentence
 */
export function readPlainList(text: string, read: (host: string) => Omit<HostEntry, 'name'>): HostList {
  const hosts: HostEntry[] = [];
  const mistakes: ListMistake[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/(^|\s)#.*$/s, '').trim();
    if (line === '') continue;
    try {
      if (/\s/.test(line))
        throw new Error('there is more than one word on the line; one host stands on one line.');
      hosts.push({ name: line, ...read(line) });
    } catch (error) {
      mistakes.push({ line: index + 1, sentence: error instanceof Error ? error.message : String(error) });
    }
  }
  return { hosts, mistakes, notes: [] };
}
