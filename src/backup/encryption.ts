import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter } from 'age-encryption';
import { AuditError } from '../model/errors.ts';

/**
 * The public keys that `--encrypt-to` names: `age1…` itself, or a file with one on each line (`#` begins a comment).
 * @throws AuditError `recipient-invalid`
 */
export async function readRecipients(values: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    values.map(async (value) => (value.startsWith('age1') ? [value] : keysOf(await readKeys(value)))),
  );
  const recipients = lists.flat();
  for (const recipient of recipients) checkRecipient(recipient);
  return recipients;
}

function keysOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

async function readKeys(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new AuditError(
      'recipient-invalid',
      `"${path}" is no public key of age, and no file with such keys.`,
      'Give a key that begins with age1 (age-keygen makes a pair), or a file with one such key on each line.',
      { cause },
    );
  }
}

function checkRecipient(recipient: string): void {
  try {
    if (!recipient.startsWith('age1')) throw new Error('it does not begin with age1');
    new Encrypter().addRecipient(recipient);
  } catch (cause) {
    const isSsh = /^(ssh-|ecdsa-)/.test(recipient);
    throw new AuditError(
      'recipient-invalid',
      isSsh
        ? 'The backup cannot be encrypted to an SSH key.'
        : `"${recipient.slice(0, 40)}" is no public key of age: ${reasonOf(cause)}.`,
      'Make a pair with age-keygen -o key.txt, keep key.txt in a safe place, and give the public key, which begins with age1.',
      { cause },
    );
  }
}

/** What is read, encrypted to each of the recipients (the format of age, age-encryption.org/v1). */
export async function encryptStream(plain: Readable, recipients: readonly string[]): Promise<Readable> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return fromWeb(await encrypter.encrypt(toWeb(plain)));
}

/**
 * @param identityFile secret keys, `AGE-SECRET-KEY-1…`, one on each line
 * @throws AuditError `identity-invalid`, `identity-wrong`
 */
export async function decryptStream(sealed: Readable, identityFile: string): Promise<Readable> {
  const decrypter = new Decrypter();
  const keys = keysOf(await readIdentity(identityFile));
  try {
    if (keys.length === 0) throw new Error('it is empty');
    for (const key of keys) decrypter.addIdentity(key);
  } catch (cause) {
    throw invalidIdentity(identityFile, cause);
  }
  try {
    return fromWeb(await decrypter.decrypt(toWeb(sealed)));
  } catch (cause) {
    throw new AuditError(
      'identity-wrong',
      `The archive cannot be opened with ${identityFile}: ${reasonOf(cause)}.`,
      'Give the secret key that belongs to one of the public keys in backup.manifest.json (encryptedTo). If it is the right one, the head of the file is damaged.',
      { cause },
    );
  }
}

async function readIdentity(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw invalidIdentity(path, cause);
  }
}

function invalidIdentity(path: string, cause: unknown): AuditError {
  return new AuditError(
    'identity-invalid',
    `${path} is no file with secret keys of age: ${reasonOf(cause)}.`,
    'Give the file that age-keygen made; its key begins with AGE-SECRET-KEY-1.',
    { cause },
  );
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

// The library speaks of the web's streams, which are those of node:stream/web under another name.

function toWeb(stream: Readable): globalThis.ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as unknown as globalThis.ReadableStream<Uint8Array>;
}

function fromWeb(stream: unknown): Readable {
  return Readable.fromWeb(stream as ReadableStream);
}
