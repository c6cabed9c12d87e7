import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A throw-away key pair made by ssh-keygen. */
export interface TestKey {
  readonly path: string;
  /** The line of the `.pub` file. */
  readonly publicLine: string;
}

/** Options of ssh-keygen by the name of the key's kind. */
const KINDS = {
  'rsa-pem': ['-t', 'rsa', '-b', '2048', '-m', 'PEM'],
  'rsa-1024': ['-t', 'rsa', '-b', '1024', '-m', 'PEM'],
  'rsa-openssh': ['-t', 'rsa', '-b', '2048'],
  'rsa-pkcs8': ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'],
  dsa: ['-t', 'dsa'],
  ecdsa: ['-t', 'ecdsa', '-b', '256'],
  ed25519: ['-t', 'ed25519'],
} as const;

export type KeyKind = keyof typeof KINDS;

export function makeKey(folder: string, kind: KeyKind, name: string = kind, passphrase = ''): TestKey {
  const path = join(folder, name);
  execFileSync('ssh-keygen', ['-q', ...KINDS[kind], '-N', passphrase, '-C', name, '-f', path]);
  return { path, publicLine: readFileSync(`${path}.pub`, 'utf8').trim() };
}

/** The public key as known_hosts has it. */
export function knownHostsLine(names: string, key: TestKey): string {
  return `${names} ${key.publicLine.split(' ').slice(0, 2).join(' ')}\n`;
}
