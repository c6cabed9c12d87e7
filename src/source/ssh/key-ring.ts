import { readFile } from 'node:fs/promises';
import type { ParsedKey } from 'ssh2';
import { AuditError } from '../../model/errors.ts';
import type { IdentityFile } from './endpoint.ts';
import { hasCode } from './error-code.ts';
import type { SshOptions } from './options.ts';
import { type KeyContent, readKey, readPublicKey, unlockKey } from './private-key.ts';

/** ssh asks as often. */
const PASSPHRASE_ATTEMPTS = 3;

/**
 * Key files, each read and unlocked once for all hosts that share the same options:
 * deriving a key from a passphrase takes long by intent, and a person types it once.
 */
export class KeyRing {
  readonly #options: SshOptions;
  readonly #contents = new Map<string, Promise<KeyContent | null>>();
  readonly #unlocked = new Map<string, Promise<ParsedKey | null>>();

  constructor(options: SshOptions) {
    this.#options = options;
  }

  /**
   * What is in a key file; null when it does not exist.
   * @throws AuditError `key-unreadable` when the file was named by hand and cannot be used
   */
  async read(file: IdentityFile): Promise<KeyContent | null> {
    let reading = this.#contents.get(file.path);
    if (!reading) this.#contents.set(file.path, (reading = readKeyFile(file.path)));
    const content = await reading;
    if (file.required && (content === null || content.state === 'unusable'))
      throw unreadable(file.path, content === null ? 'there is no such file' : content.why);
    return content;
  }

  /** The private key of a locked file; asks for the passphrase. Null when there is no right answer. */
  unlock(path: string): Promise<ParsedKey | null> {
    let unlocking = this.#unlocked.get(path);
    if (!unlocking) this.#unlocked.set(path, (unlocking = this.#askAndUnlock(path)));
    return unlocking;
  }

  async #askAndUnlock(path: string): Promise<ParsedKey | null> {
    const { batch, prompter } = this.#options;
    if (batch || prompter === null) return null;
    const bytes = await readFile(path);
    for (let attempt = 1; attempt <= PASSPHRASE_ATTEMPTS; attempt++) {
      const answer = await prompter.ask({
        kind: 'passphrase',
        subject: path,
        jumpHost: false,
        prompt: '',
        echo: false,
        attempt,
      });
      if (answer === null) return null;
      const key = unlockKey(bytes, answer);
      if (key) return key;
    }
    return null;
  }
}

async function readKeyFile(path: string): Promise<KeyContent | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return null;
    return { state: 'unusable', why: 'it cannot be read' };
  }
  const content = readKey(bytes);
  if (content.state !== 'locked' || content.publicKey !== null) return content;
  return { state: 'locked', publicKey: await readBesides(path) };
}

async function readBesides(path: string): Promise<ParsedKey | null> {
  try {
    return readPublicKey(await readFile(`${path}.pub`));
  } catch {
    return null;
  }
}

function unreadable(path: string, why: string): AuditError {
  return new AuditError(
    'key-unreadable',
    `The key file ${path} cannot be used: ${why}.`,
    'Check the path, owner and mode of the file; `ssh-keygen -y -f FILE` shows whether ssh can read it.',
  );
}

const RINGS = new WeakMap<SshOptions, KeyRing>();

/** The key ring of these options: hosts that are given the same object share it. */
export function keyRingOf(options: SshOptions): KeyRing {
  let ring = RINGS.get(options);
  if (!ring) RINGS.set(options, (ring = new KeyRing(options)));
  return ring;
}
