import { createPrivateKey } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';

/** What a key file turned out to be. */
export type KeyContent =
  | { readonly state: 'open'; readonly key: ParsedKey }
  /** Needs a passphrase; the public half where the file shows it. */
  | { readonly state: 'locked'; readonly publicKey: ParsedKey | null }
  /** A public key: says which key of the agent is meant. */
  | { readonly state: 'public'; readonly key: ParsedKey }
  | { readonly state: 'unusable'; readonly why: string };

/** Reads a key in PEM (PKCS#1, PKCS#8, SEC1), OpenSSH or PuTTY (version 2) form. Never throws. */
export function readKey(bytes: Buffer): KeyContent {
  const text = bytes.toString('latin1');
  if (text.includes('BEGIN ENCRYPTED PRIVATE KEY')) return { state: 'locked', publicKey: null };
  const key = parse(text.includes('BEGIN PRIVATE KEY') ? fromPkcs8(bytes, null) : bytes, null);
  if (key instanceof Error)
    return /no passphrase given/i.test(key.message)
      ? { state: 'locked', publicKey: publicHalf(text) }
      : { state: 'unusable', why: key.message };
  return key.isPrivateKey() ? { state: 'open', key } : { state: 'public', key };
}

/** The private key, or null when the passphrase is wrong. */
export function unlockKey(bytes: Buffer, passphrase: string): ParsedKey | null {
  const pkcs8 = bytes.toString('latin1').includes('BEGIN ENCRYPTED PRIVATE KEY');
  const key = pkcs8 ? parse(fromPkcs8(bytes, passphrase), null) : parse(bytes, passphrase);
  return key instanceof Error || !key.isPrivateKey() ? null : key;
}

/** A public key in the form of a `.pub` file or an agent's blob; null when it is none. */
export function readPublicKey(bytes: Buffer): ParsedKey | null {
  const key = parse(bytes, null);
  return key instanceof Error ? null : key;
}

function parse(bytes: Buffer | Error, passphrase: string | null): ParsedKey | Error {
  if (bytes instanceof Error) return bytes;
  try {
    // The library's own types leave out that files of several keys come as a list.
    const parsed: unknown = ssh2.utils.parseKey(bytes, passphrase ?? undefined);
    return (Array.isArray(parsed) ? parsed[0] : parsed) as ParsedKey | Error;
  } catch (cause) {
    return new Error('the key is malformed', { cause });
  }
}

/** ssh2 does not read PKCS#8; Node does, and writes the older forms that ssh2 reads. */
function fromPkcs8(bytes: Buffer, passphrase: string | null): Buffer | Error {
  try {
    const key = createPrivateKey(passphrase === null ? bytes : { key: bytes, passphrase });
    if (key.asymmetricKeyType === 'rsa') return Buffer.from(key.export({ type: 'pkcs1', format: 'pem' }));
    if (key.asymmetricKeyType === 'ec') return Buffer.from(key.export({ type: 'sec1', format: 'pem' }));
    return new Error('a PKCS#8 key of this type is not supported; `ssh-keygen -p -f FILE` rewrites it');
  } catch (cause) {
    return new Error('the key is malformed, or the passphrase is wrong', { cause });
  }
}

/** OpenSSH's own format keeps the public key readable beside the locked one (PROTOCOL.key of OpenSSH). */
function publicHalf(text: string): ParsedKey | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1];
  if (body === undefined) return null;
  const bytes = Buffer.from(body, 'base64');
  let at = 'openssh-key-v1\0'.length;
  try {
    // Cipher, key derivation and its options come first, then the number of keys.
    for (let skip = 0; skip < 3; skip++) at += 4 + bytes.readUInt32BE(at);
    at += 4;
    return readPublicKey(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at)));
  } catch {
    return null;
  }
}
