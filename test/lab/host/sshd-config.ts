import type { Series } from '../face/face.ts';

/** How the lab's server lets people in; the host's own /etc/ssh/sshd_config plays no part in it. */
export interface SshdOptions {
  readonly port: number;
  /** Login with a password; default yes. */
  readonly password?: boolean;
  /** keyboard-interactive instead of password, one prompt `Password: `, through PAM; default no. */
  readonly keyboardInteractive?: boolean;
  /** Login with the lab's key; default yes. */
  readonly publicKey?: boolean;
  /** root may log in; default yes. */
  readonly rootLogin?: boolean;
  /** Offer what a modern server offers instead of what 4.3 did; default no. */
  readonly modern?: boolean;
  /** Only ssh-dss host keys. */
  readonly onlyDsa?: boolean;
  /** A real moduli file: group exchange then takes a prime that the client has to test, which is slow in Node; default no. */
  readonly moduli?: boolean;
  readonly extraLines?: readonly string[];
}

/** What the host that the server plays decides. */
export interface ServerHost {
  readonly series: Series;
  /** Its private host keys, as paths. */
  readonly hostKeys: readonly string[];
}

const yes = (value: boolean): string => (value ? 'yes' : 'no');

/** Algorithms of OpenSSH 4.3p2, as far as a modern server still has them, in its order. */
const OLD_ALGORITHMS = [
  'KexAlgorithms diffie-hellman-group-exchange-sha1,diffie-hellman-group14-sha1,diffie-hellman-group1-sha1',
  'PubkeyAcceptedAlgorithms ssh-rsa,ssh-dss',
  'CASignatureAlgorithms ssh-rsa',
  'Ciphers aes128-cbc,3des-cbc,aes192-cbc,aes256-cbc,aes128-ctr,aes192-ctr,aes256-ctr',
  'MACs hmac-md5,hmac-sha1,hmac-sha1-96,hmac-md5-96',
];

/** Algorithms of OpenSSH 6.6.1p1 of CentOS 7, as far as a modern server still has them, in its order. */
const EL7_ALGORITHMS = [
  'KexAlgorithms curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,diffie-hellman-group-exchange-sha1,diffie-hellman-group14-sha1,diffie-hellman-group1-sha1',
  'HostKeyAlgorithms ssh-ed25519,ecdsa-sha2-nistp256,ssh-rsa,ssh-dss',
  'PubkeyAcceptedAlgorithms ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,ssh-rsa,ssh-dss',
  'Ciphers aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com,aes128-cbc,3des-cbc',
  'MACs hmac-sha1-etm@openssh.com,umac-64-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha1,hmac-sha2-256,hmac-sha2-512',
];

function keysAndAlgorithms(options: SshdOptions, host: ServerHost): string[] {
  if (host.series === 'el7') return [...host.hostKeys.map((path) => `HostKey ${path}`), ...EL7_ALGORITHMS];
  const onlyDsa = options.onlyDsa === true;
  return [
    ...(onlyDsa ? [] : ['HostKey /etc/ssh/ssh_host_rsa_key']),
    'HostKey /etc/ssh/ssh_host_dsa_key',
    ...(options.modern === true
      ? []
      : [...OLD_ALGORITHMS, `HostKeyAlgorithms ${onlyDsa ? 'ssh-dss' : 'ssh-rsa,ssh-dss'}`]),
  ];
}

export function sshdConfig(options: SshdOptions, host: ServerHost): string {
  const interactive = options.keyboardInteractive ?? false;
  const password = !interactive && (options.password ?? true);
  return [
    `Port ${options.port}`,
    'ListenAddress 127.0.0.1',
    ...keysAndAlgorithms(options, host),
    // A modulus of 1024 bits is what these hosts still accept.
    'RequiredRSASize 1024',
    'DebianBanner no',
    'PidFile none',
    `PermitRootLogin ${yes(options.rootLogin ?? true)}`,
    `PubkeyAuthentication ${yes(options.publicKey ?? true)}`,
    `PasswordAuthentication ${yes(password)}`,
    `KbdInteractiveAuthentication ${yes(interactive)}`,
    `UsePAM ${yes(interactive)}`,
    'PermitEmptyPasswords no',
    'StrictModes no',
    'AuthorizedKeysFile /dev/.lab/state/authorized_keys .ssh/authorized_keys',
    'Subsystem sftp /usr/libexec/openssh/sftp-server',
    ...(options.moduli === true ? ['ModuliFile /dev/.lab/state/moduli'] : []),
    'MaxSessions 10',
    'MaxStartups 10',
    'MaxAuthTries 6',
    'PrintMotd no',
    'PrintLastLog no',
    'UseDNS no',
    ...(options.extraLines ?? []),
    '',
  ].join('\n');
}
