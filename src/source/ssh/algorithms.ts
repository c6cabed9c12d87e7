import { getCiphers, getHashes } from 'node:crypto';
import type {
  Algorithms,
  CipherAlgorithm,
  KexAlgorithm,
  MacAlgorithm,
  NegotiatedAlgorithms,
  ServerHostKeyAlgorithm,
} from 'ssh2';

// Today's algorithms come first. What OpenSSH 4.3 (CentOS 5, so every dom0 up to XenServer 6.5) needs is appended.

const KEX: readonly KexAlgorithm[] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
  // Group exchange makes this side test a large prime, seconds of work: after the fixed groups.
  'diffie-hellman-group-exchange-sha256',
];

// Group 14 first for the same reason: with group exchange a handshake was seen to take from 1.7 to over 11 seconds.
const LEGACY_KEX: readonly KexAlgorithm[] = [
  'diffie-hellman-group14-sha1',
  'diffie-hellman-group-exchange-sha1',
  'diffie-hellman-group1-sha1',
];

const HOST_KEYS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];
const LEGACY_HOST_KEYS: readonly ServerHostKeyAlgorithm[] = ['ssh-rsa', 'ssh-dss'];

const CIPHERS: readonly CipherAlgorithm[] = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
];
const LEGACY_CIPHERS: readonly CipherAlgorithm[] = ['aes128-cbc', '3des-cbc'];

const MACS: readonly MacAlgorithm[] = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha1-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
  // Still part of what today's OpenSSH offers; not counted as legacy.
  'hmac-sha1',
];
const LEGACY_MACS: readonly MacAlgorithm[] = ['hmac-md5'];

/** Names of the same ciphers and hashes in Node, to leave out what this Node (FIPS, other OpenSSL) lacks. */
const OPENSSL_CIPHERS: Readonly<Partial<Record<CipherAlgorithm, string>>> = {
  'aes128-gcm@openssh.com': 'aes-128-gcm',
  'aes256-gcm@openssh.com': 'aes-256-gcm',
  'aes128-ctr': 'aes-128-ctr',
  'aes192-ctr': 'aes-192-ctr',
  'aes256-ctr': 'aes-256-ctr',
  'chacha20-poly1305@openssh.com': 'chacha20',
  'aes128-cbc': 'aes-128-cbc',
  '3des-cbc': 'des-ede3-cbc',
};

/** The key type in a server's public key, by host key algorithm. */
function keyTypeFor(algorithm: ServerHostKeyAlgorithm): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

/**
 * What is offered to a server, best first. Host key algorithms whose key type is already known for the
 * host go to the front, so that a server with several keys shows the one that can be checked.
 */
export function offeredAlgorithms(knownTypes: readonly string[]): Required<Algorithms> {
  const ciphers = getCiphers();
  const hashes = getHashes();
  const hostKeys = [...HOST_KEYS, ...LEGACY_HOST_KEYS];
  const known = (algorithm: ServerHostKeyAlgorithm): boolean => knownTypes.includes(keyTypeFor(algorithm));
  return {
    kex: [...KEX, ...LEGACY_KEX],
    serverHostKey: [...hostKeys.filter(known), ...hostKeys.filter((algorithm) => !known(algorithm))],
    cipher: [...CIPHERS, ...LEGACY_CIPHERS].filter((name) => ciphers.includes(OPENSSL_CIPHERS[name] ?? '')),
    hmac: [...MACS, ...LEGACY_MACS].filter((name) => hashes.includes(hashOf(name))),
    // A bundle is compressed already, and an old dom0 has one busy processor.
    compress: ['none'],
  };
}

function hashOf(mac: MacAlgorithm): string {
  return mac.includes('md5')
    ? 'md5'
    : mac.includes('sha1')
      ? 'sha1'
      : mac.includes('512')
        ? 'sha512'
        : 'sha256';
}

/** What both sides agreed on, for the report. */
export interface AgreedAlgorithms {
  readonly kex: string;
  readonly hostKey: string;
  readonly cipher: string;
  /** `implicit` where the cipher brings its own. */
  readonly mac: string;
  /** At least one is among those that today's OpenSSH no longer offers. */
  readonly legacy: boolean;
}

export function readAgreed(agreed: NegotiatedAlgorithms): AgreedAlgorithms {
  const macs = [agreed.cs.mac, agreed.sc.mac];
  const legacy =
    LEGACY_KEX.includes(agreed.kex) ||
    LEGACY_HOST_KEYS.includes(agreed.serverHostKey) ||
    [agreed.cs.cipher, agreed.sc.cipher].some((cipher) => LEGACY_CIPHERS.includes(cipher)) ||
    macs.some((mac) => mac !== '' && LEGACY_MACS.includes(mac));
  return {
    kex: agreed.kex,
    hostKey: agreed.serverHostKey,
    cipher: bothWays(agreed.cs.cipher, agreed.sc.cipher),
    mac: bothWays(macs[0] ?? '', macs[1] ?? '') || 'implicit',
    legacy,
  };
}

function bothWays(out: string, back: string): string {
  return out === back ? out : `${out} out, ${back} back`;
}

/** Whether the server is of an age that takes RSA and DSA user keys only: it has no newer key exchange. */
export function isLegacyKex(kex: string): boolean {
  return LEGACY_KEX.some((name) => name === kex);
}
