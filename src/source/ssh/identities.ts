import { basename } from 'node:path';
import type { ParsedKey } from 'ssh2';
import { listAgentKeys, type AgentKey, type Sign, type SignHash } from './agent.ts';
import type { Endpoint } from './endpoint.ts';
import type { KeyRing } from './key-ring.ts';
import { printable } from './server-text.ts';

/** A key that can be offered to a server. */
export interface Identity {
  /** For the list of methods tried: type and where it is. */
  readonly label: string;
  readonly type: string;
  /** The public half; asks for the passphrase where the file does not show it. Null = no key after all. */
  publicKey(): Promise<ParsedKey | null>;
  readonly sign: Sign;
}

export interface Identities {
  /** In the order in which they are offered. */
  readonly keys: readonly Identity[];
  /** What was left out and why, a sentence each. */
  readonly notes: readonly string[];
}

interface FileKey {
  readonly path: string;
  readonly publicKey: ParsedKey | null;
  /** Null for a `.pub` file: only an agent can sign for it. */
  readonly identity: Identity | null;
}

/**
 * Collects what can be offered to a server, in ssh's order: the agent's keys that the settings name, the
 * agent's other keys (not with IdentitiesOnly), then key files that the agent does not hold.
 * @throws AuditError `key-unreadable` for a file named by hand
 */
export async function collectIdentities(endpoint: Endpoint, ring: KeyRing): Promise<Identities> {
  const notes: string[] = [];
  const files = await readFiles(endpoint, ring, notes);
  const agentKeys = await readAgent(endpoint, notes);
  const named = files.flatMap((file) => agentKeys.filter(({ key }) => isSame(key, file.publicKey)));
  const others = endpoint.identitiesOnly ? [] : agentKeys.filter((agentKey) => !named.includes(agentKey));
  const alone = files.filter((file) => !named.some(({ key }) => isSame(key, file.publicKey)));
  const fromFiles = alone.map((file) => file.identity).filter((identity) => identity !== null);
  return { keys: [...[...new Set([...named, ...others])].map(identityOfAgent), ...fromFiles], notes };
}

function isSame(key: ParsedKey, other: ParsedKey | null): boolean {
  return other !== null && key.getPublicSSH().equals(other.getPublicSSH());
}

async function readAgent(endpoint: Endpoint, notes: string[]): Promise<AgentKey[]> {
  if (endpoint.agentSocket === null) return [];
  try {
    return await listAgentKeys(endpoint.agentSocket);
  } catch {
    notes.push('The SSH agent could not be reached, so its keys were not tried.');
    return [];
  }
}

function identityOfAgent({ key, sign }: AgentKey): Identity {
  const comment = printable(key.comment, 60);
  const label = `${key.type} of the agent${comment === '' ? '' : ` (${comment})`}`;
  return { label, type: key.type, publicKey: () => Promise.resolve(key), sign };
}

async function readFiles(endpoint: Endpoint, ring: KeyRing, notes: string[]): Promise<FileKey[]> {
  const keys: FileKey[] = [];
  const seen = new Set<string>();
  for (const file of endpoint.identityFiles) {
    if (seen.has(file.path)) continue;
    seen.add(file.path);
    const content = await ring.read(file);
    if (content === null) continue;
    if (content.state === 'unusable') notes.push(`The key file ${file.path} was left out: ${content.why}.`);
    else if (content.state === 'locked') keys.push(lockedKey(file.path, content.publicKey, ring));
    else keys.push({ path: file.path, publicKey: content.key, identity: openKey(file.path, content.key) });
  }
  return keys;
}

function openKey(path: string, key: ParsedKey): Identity | null {
  if (!key.isPrivateKey()) return null;
  return {
    label: `${key.type} in ${basename(path)}`,
    type: key.type,
    publicKey: () => Promise.resolve(key),
    sign: (data, hash) => Promise.resolve(signWithKey(key, data, hash)),
  };
}

function lockedKey(path: string, publicKey: ParsedKey | null, ring: KeyRing): FileKey {
  const identity: Identity = {
    label: `${publicKey?.type ?? 'key'} in ${basename(path)}, locked with a passphrase`,
    type: publicKey?.type ?? 'ssh-rsa',
    publicKey: () => (publicKey === null ? ring.unlock(path) : Promise.resolve(publicKey)),
    sign: async (data, hash) => {
      const key = await ring.unlock(path);
      if (key === null) throw new Error(`the passphrase of ${path} is not known`);
      return signWithKey(key, data, hash);
    },
  };
  return { path, publicKey, identity };
}

function signWithKey(key: ParsedKey, data: Buffer, hash: SignHash): Buffer {
  // ssh2 returns its errors, which its types do not say.
  const signature: unknown = key.sign(data, hash);
  if (Buffer.isBuffer(signature)) return signature;
  throw signature instanceof Error ? signature : new Error('the key did not sign');
}
