import * as fs from 'node:fs';
import { join } from 'node:path';
import { buildOnce } from '../cache.ts';
import { mustRun } from '../run-command.ts';

export interface HostKey {
  /** File name below /etc/ssh. */
  readonly name: string;
  readonly privateKey: Buffer;
  readonly publicKey: Buffer;
}

/** Keys of the lab, made once: they take longer than everything else of a small lab. */
export interface LabKeys {
  readonly hostKeys: readonly HostKey[];
  /** A second set, for a host whose key has changed. */
  readonly otherHostKeys: readonly HostKey[];
  /** Opens root's account. */
  readonly clientKeyPath: string;
  readonly clientPublicKey: string;
  /** Self-signed certificate and key of the toolstack. */
  readonly xapiPem: Buffer;
  /** The same, signed by an authority of the site. */
  readonly signedPem: Buffer;
}

const HOST_KEYS = [
  ['ssh_host_rsa_key', 'rsa', '2048'],
  ['ssh_host_dsa_key', 'dsa', '1024'],
] as const;

export function labKeys(): LabKeys {
  const folder = buildOnce('keys-2', makeKeys);
  const read = (part: string): HostKey[] =>
    HOST_KEYS.map(([name]) => ({
      name,
      privateKey: fs.readFileSync(join(folder, part, name)),
      publicKey: fs.readFileSync(join(folder, part, `${name}.pub`)),
    }));
  return {
    hostKeys: read('host'),
    otherHostKeys: read('other'),
    clientKeyPath: join(folder, 'client_rsa'),
    clientPublicKey: fs.readFileSync(join(folder, 'client_rsa.pub'), 'utf8').trim(),
    xapiPem: fs.readFileSync(join(folder, 'xapi-ssl.pem')),
    signedPem: fs.readFileSync(join(folder, 'signed.pem')),
  };
}

function makeKeys(draft: string): void {
  const make = (path: string, type: string, bits: string): Buffer =>
    mustRun('ssh-keygen', ['-q', '-t', type, '-b', bits, '-N', '', '-C', 'lab', '-f', path]);
  for (const part of ['host', 'other']) {
    fs.mkdirSync(join(draft, part), { recursive: true });
    for (const [name, type, bits] of HOST_KEYS) make(join(draft, part, name), type, bits);
  }
  make(join(draft, 'client_rsa'), 'rsa', '2048');
  makeCertificates(draft);
}

function makeCertificates(folder: string): void {
  const path = (name: string): string => join(folder, name);
  const selfSigned = (name: string, subject: string): void =>
    void mustRun('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '3650',
      '-subj',
      subject,
      '-keyout',
      path(`${name}.key`),
      '-out',
      path(`${name}.crt`),
    ]);
  const bundle = (name: string, key: string, certificate: string): void => {
    fs.writeFileSync(
      path(name),
      Buffer.concat([fs.readFileSync(path(key)), Buffer.from('\n'), fs.readFileSync(path(certificate))]),
      { mode: 0o600 },
    );
  };
  selfSigned('xapi', '/CN=192.0.2.17');
  selfSigned('authority', '/O=The Site/CN=Site Authority');
  mustRun('openssl', [
    'req',
    '-new',
    '-newkey',
    'rsa:1024',
    '-nodes',
    '-subj',
    '/O=The Site/CN=lab-dom0.example.test',
    '-keyout',
    path('signed.key'),
    '-out',
    path('signed.csr'),
  ]);
  mustRun('openssl', [
    'x509',
    '-req',
    '-in',
    path('signed.csr'),
    '-CA',
    path('authority.crt'),
    '-CAkey',
    path('authority.key'),
    '-set_serial',
    '4711',
    '-days',
    '365',
    '-out',
    path('signed.crt'),
  ]);
  bundle('xapi-ssl.pem', 'xapi.key', 'xapi.crt');
  bundle('signed.pem', 'signed.key', 'signed.crt');
}
