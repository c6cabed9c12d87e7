import { createHmac } from 'node:crypto';
import { keyTypeOf } from './fingerprints.ts';
import { matchesWildcard } from './wildcard.ts';

/** One line of a known_hosts file; see sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
export interface KnownHost {
  readonly file: string;
  readonly line: number;
  readonly marker: 'revoked' | 'cert-authority' | null;
  readonly hosts: HostPatterns;
  readonly keyType: string;
  readonly key: Buffer;
}

type HostPatterns =
  | { readonly type: 'plain'; readonly patterns: readonly string[] }
  | { readonly type: 'hashed'; readonly salt: Buffer; readonly hash: Buffer };

/** What known_hosts says of a key that a server showed. */
export type HostKeyVerdict =
  | { readonly verdict: 'match' | 'changed' | 'revoked'; readonly entry: KnownHost }
  | {
      readonly verdict: 'unknown';
      /** Keys of other types that are known for this host: a reason to look twice. */
      readonly others: readonly KnownHost[];
      /** Only a `@cert-authority` line speaks of this host; host certificates are not supported. */
      readonly certAuthority: KnownHost | null;
    };

/**
 * Reads a known_hosts file. Lines that cannot be read (version 1 keys, unknown markers, broken base64)
 * are left out, as ssh does.
 */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  const entries: KnownHost[] = [];
  text.split('\n').forEach((raw, index) => {
    const entry = parseLine(raw.trim(), file, index + 1);
    if (entry) entries.push(entry);
  });
  return entries;
}

function parseLine(line: string, file: string, number: number): KnownHost | null {
  if (line === '' || line.startsWith('#')) return null;
  const words = line.split(/[ \t]+/);
  const marker = words[0]?.startsWith('@') ? words.shift() : null;
  if (marker !== null && marker !== '@revoked' && marker !== '@cert-authority') return null;
  const [names = '', keyType = '', base64 = ''] = words;
  const hosts = parseHosts(names);
  const key = Buffer.from(base64, 'base64');
  if (hosts === null || keyTypeOf(key) !== keyType) return null;
  return {
    file,
    line: number,
    marker: marker === '@revoked' ? 'revoked' : marker === '@cert-authority' ? 'cert-authority' : null,
    hosts,
    keyType,
    key,
  };
}

function parseHosts(names: string): HostPatterns | null {
  if (!names.startsWith('|')) return { type: 'plain', patterns: names.toLowerCase().split(',') };
  const [, version, salt = '', hash = ''] = names.split('|');
  const bytes = { salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
  return version === '1' && bytes.hash.length === 20 ? { type: 'hashed', ...bytes } : null;
}

/** The name that known_hosts has for a host: with the port in brackets unless it is 22. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** HMAC-SHA1 of the name, as hashed lines hold it. */
export function hashHostName(name: string, salt: Buffer): Buffer {
  return createHmac('sha1', salt).update(name).digest();
}

function speaksOf(entry: KnownHost, name: string): boolean {
  if (entry.hosts.type === 'hashed') return hashHostName(name, entry.hosts.salt).equals(entry.hosts.hash);
  let found = false;
  for (const pattern of entry.hosts.patterns) {
    if (pattern.startsWith('!') && matchesWildcard(pattern.slice(1), name)) return false;
    if (matchesWildcard(pattern, name)) found = true;
  }
  return found;
}

/** Lines for the host. With another port than 22, lines for the bare name count only where they match: see `judgeHostKey`. */
function entriesFor(entries: readonly KnownHost[], name: string): KnownHost[] {
  return entries.filter((entry) => speaksOf(entry, name));
}

/** Key types that are known and not revoked for a host, in file order: the ones to ask the server for. */
export function knownKeyTypes(entries: readonly KnownHost[], host: string, port: number): string[] {
  const own = entriesFor(entries, knownHostName(host, port));
  const found = own.length > 0 || port === 22 ? own : entriesFor(entries, knownHostName(host, 22));
  return [...new Set(found.filter((entry) => entry.marker === null).map((entry) => entry.keyType))];
}

/**
 * Judges a key as ssh does: revoked wins, then an equal key, then a differing key of the same type.
 * For another port than 22 an equal key under the bare name is accepted too.
 */
export function judgeHostKey(
  entries: readonly KnownHost[],
  host: string,
  port: number,
  key: Buffer,
): HostKeyVerdict {
  const bare = entriesFor(entries, knownHostName(host, 22));
  const own = port === 22 ? bare : entriesFor(entries, knownHostName(host, port));
  const equal = [...own, ...bare].filter((entry) => entry.key.equals(key));
  const revoked = equal.find((entry) => entry.marker === 'revoked');
  if (revoked) return { verdict: 'revoked', entry: revoked };
  const match = equal.find((entry) => entry.marker === null);
  if (match) return { verdict: 'match', entry: match };
  const plain = own.filter((entry) => entry.marker === null);
  const changed = plain.find((entry) => entry.keyType === keyTypeOf(key));
  if (changed) return { verdict: 'changed', entry: changed };
  const certAuthority = own.find((entry) => entry.marker === 'cert-authority') ?? null;
  return { verdict: 'unknown', others: plain, certAuthority };
}
