/** What is asked of the person at the terminal. */
export interface SecretRequest {
  /** `challenge`: any other question of the server, such as a one-time code; its answer is never worth remembering. */
  readonly kind: 'password' | 'passphrase' | 'challenge' | 'sudo-password';
  /** Whom the answer is for: `user@host:port`, or the path of a key file. */
  readonly subject: string;
  /** Asked by a jump host: its password is not that of the hosts behind it, nor the other way round. */
  readonly jumpHost: boolean;
  /** The server's own question where it has one, made printable; else empty. */
  readonly prompt: string;
  /** Whether the answer may be shown while it is typed. */
  readonly echo: boolean;
  /** 1 for the first question; more when the answer before was wrong. A remembered answer serves the first only. */
  readonly attempt: number;
}

/** Asks the person at the terminal. The command line implements it; questions may come from several hosts at once. */
export interface Prompter {
  /** Null when there is no answer (cancelled, end of input). */
  ask(request: SecretRequest): Promise<string | null>;
}

/** Everything that an SSH source knows of its surroundings. Nothing is read from the process. */
export interface SshOptions {
  /** For `~`, `%d` and the default key files; absolute. */
  readonly homeDirectory: string;
  /** Name of the person who runs the tool, for `%u`. */
  readonly localUser: string;
  /** SSH_AUTH_SOCK; null = no agent. */
  readonly agentSocket: string | null;
  /** ssh_config files, the most important first; those that do not exist are skipped. */
  readonly configFiles: readonly string[];
  /** Files for every host, read beside the user's own. */
  readonly globalKnownHostsFiles: readonly string[];
  /** Given by hand (`-i`): tried first, and an error when unreadable. */
  readonly identityFiles: readonly string[];
  /** Write down the key of a host that is not known yet; a changed key is refused all the same. */
  readonly acceptNewHostKey: boolean;
  /** Never ask. */
  readonly batch: boolean;
  /** For the target (password, keyboard-interactive, sudo), never for jump hosts. */
  readonly password: string | null;
  /** Become root with sudo after logging in as somebody else. */
  readonly sudo: boolean;
  readonly prompter: Prompter | null;
  /** What is going on, a sentence each. */
  readonly log?: (message: string) => void;
  /** Salt for hashed lines in known_hosts (`HashKnownHosts yes`), 20 random bytes; without it lines are written plain. */
  readonly salt?: () => Buffer;
  readonly limits?: Partial<SshLimits>;
}

/** Times in seconds; fractions are allowed. */
export interface SshLimits {
  /** Until the TCP connection stands; ssh_config's ConnectTimeout goes before the default. */
  readonly connectTimeoutSeconds: number;
  /** From there to the end of the key exchange. An old sshd that looks up names takes its time. */
  readonly handshakeTimeoutSeconds: number;
  /** For each answer of the server while logging in and while a channel is opened. */
  readonly answerTimeoutSeconds: number;
  /** Without a byte from the program while we wait for one. */
  readonly idleTimeoutSeconds: number;
  /** Without a byte, after the program has ended but something of it still holds its output open. */
  readonly lingerTimeoutSeconds: number;
  /** Between two questions whether the host is still there; 0 = never. */
  readonly keepAliveSeconds: number;
  /** Unanswered questions after which the connection is given up. */
  readonly keepAliveMissed: number;
  /** Pauses before another attempt when the server drops connections before the handshake. */
  readonly retryDelaysSeconds: readonly number[];
}

const DEFAULT_LIMITS: SshLimits = {
  connectTimeoutSeconds: 20,
  handshakeTimeoutSeconds: 60,
  answerTimeoutSeconds: 60,
  idleTimeoutSeconds: 900,
  lingerTimeoutSeconds: 10,
  keepAliveSeconds: 20,
  keepAliveMissed: 3,
  retryDelaysSeconds: [1, 3],
};

/** The limits of these options, with the defaults filled in. */
export function limitsOf(options: SshOptions): SshLimits {
  return { ...DEFAULT_LIMITS, ...options.limits };
}
