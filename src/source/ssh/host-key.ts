import { AuditError } from '../../model/errors.ts';
import type { Endpoint } from './endpoint.ts';
import { fingerprintsOf, keyTypeOf } from './fingerprints.ts';
import { appendKnownHost, formatKnownHost, readKnownHosts } from './known-hosts-files.ts';
import {
  judgeHostKey,
  knownHostName,
  knownKeyTypes,
  type HostKeyVerdict,
  type KnownHost,
} from './known-hosts.ts';
import type { SshOptions } from './options.ts';

/** Checks the key that one server shows against known_hosts. */
export class HostKeyCheck {
  /** Key types to ask the server for first. */
  readonly knownTypes: readonly string[];
  readonly #entries: readonly KnownHost[];
  readonly #endpoint: Endpoint;
  readonly #options: SshOptions;
  #accepted: Buffer | null = null;
  #unwritten: Buffer | null = null;
  #refusal: AuditError | null = null;

  private constructor(endpoint: Endpoint, options: SshOptions, entries: readonly KnownHost[]) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#entries = entries;
    this.knownTypes = knownKeyTypes(entries, endpoint.hostKeyName, endpoint.hostKeyPort);
  }

  /** @throws AuditError `known-hosts-unreadable` */
  static async load(endpoint: Endpoint, options: SshOptions): Promise<HostKeyCheck> {
    const files = [...endpoint.userKnownHostsFiles, ...endpoint.globalKnownHostsFiles];
    return new HostKeyCheck(endpoint, options, await readKnownHosts(files));
  }

  /** Why the key was refused; null as long as it was not. */
  get refusal(): AuditError | null {
    return this.#refusal;
  }

  /** Of the accepted key. */
  get fingerprint(): string {
    return this.#accepted === null ? '' : fingerprintsOf(this.#accepted).sha256;
  }

  /** Whether to go on with a key. It is asked again when keys are exchanged anew: then the same key must come. */
  verify(key: Buffer): boolean {
    if (this.#accepted !== null) return this.#accepted.equals(key);
    const { hostKeyName, hostKeyPort, acceptNewHostKey } = this.#endpoint;
    const verdict = judgeHostKey(this.#entries, hostKeyName, hostKeyPort, key);
    const isNew = verdict.verdict === 'unknown' && verdict.others.length === 0;
    if (verdict.verdict !== 'match' && !(isNew && acceptNewHostKey)) {
      this.#refusal = refuse(this.#endpoint, verdict, key);
      return false;
    }
    this.#accepted = key;
    if (isNew) this.#unwritten = key;
    return true;
  }

  /**
   * Writes a new key down. To be called after the handshake: only then has the server proved that the key is its own.
   * @throws AuditError `known-hosts-unwritable`
   */
  async writeDown(): Promise<void> {
    const key = this.#unwritten;
    const { hostKeyName, hostKeyPort, hashKnownHosts, name, userKnownHostsFiles } = this.#endpoint;
    const file = userKnownHostsFiles[0];
    if (key === null || file === undefined) return;
    this.#unwritten = null;
    const salt = hashKnownHosts ? (this.#options.salt?.() ?? null) : null;
    const type = keyTypeOf(key) ?? '';
    await appendKnownHost(file, formatKnownHost(knownHostName(hostKeyName, hostKeyPort), type, key, salt));
    this.#options.log?.(`The new host key of ${name} was added to ${file}: ${describe(key)}.`);
  }
}

function describe(key: Buffer): string {
  const { sha256, md5 } = fingerprintsOf(key);
  return `${keyTypeOf(key) ?? 'unknown type'} ${sha256} (${md5})`;
}

const COMPARE =
  'Compare the fingerprint with the one on the console of the host (`ssh-keygen -l -f /etc/ssh/ssh_host_rsa_key.pub`, by the type of key)';

function refuse(endpoint: Endpoint, verdict: HostKeyVerdict, key: Buffer): AuditError {
  const { name } = endpoint;
  switch (verdict.verdict) {
    case 'revoked':
      return new AuditError(
        'ssh-host-key-revoked',
        `The host key of ${name} is marked as revoked in ${place(verdict.entry)}: ${describe(key)}.`,
        'Somebody has withdrawn trust in this key. Give the host a new one, or find out who answers at this address.',
      );
    case 'changed':
      return new AuditError(
        'ssh-host-key-changed',
        `The host key of ${name} has changed: it showed ${describe(key)}, but ${place(verdict.entry)} has ${describe(verdict.entry.key)}.`,
        `Somebody may stand between you and the host, or it was reinstalled. ${COMPARE}; if it is right, remove the old line with ${removal(endpoint, verdict.entry)} and connect again.`,
      );
    case 'match':
    case 'unknown':
      return refuseUnknown(endpoint, verdict, key);
  }
}

function refuseUnknown(endpoint: Endpoint, verdict: HostKeyVerdict, key: Buffer): AuditError {
  const others = verdict.verdict === 'unknown' ? verdict.others : [];
  const authority = verdict.verdict === 'unknown' ? verdict.certAuthority : null;
  const known = others.map((entry) => `${entry.keyType} (${place(entry)})`).join(', ');
  const other = known === '' ? '' : ` Known for it is only another type of key: ${known}.`;
  const byAuthority =
    authority === null
      ? ''
      : ` ${place(authority)} trusts a certificate authority; host certificates are not supported here.`;
  const way =
    others[0] === undefined
      ? 'run again with --accept-new-host-key, which writes it down'
      : `remove the old line with ${removal(endpoint, others[0])} and run again with --accept-new-host-key`;
  return new AuditError(
    'ssh-host-key-unknown',
    `The host key of ${endpoint.name} is not known: ${describe(key)}.${other}${byAuthority}`,
    `${COMPARE}; if it is right, ${way}.`,
  );
}

function place(entry: KnownHost): string {
  return `${entry.file} line ${entry.line}`;
}

function removal(endpoint: Endpoint, entry: KnownHost): string {
  return `\`ssh-keygen -R '${knownHostName(endpoint.hostKeyName, endpoint.hostKeyPort)}' -f '${entry.file}'\``;
}
