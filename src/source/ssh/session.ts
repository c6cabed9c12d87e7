import type { Duplex } from 'node:stream';
import ssh2, { type AuthenticationType, type Client, type ClientErrorExtensions } from 'ssh2';
import type { AuditError } from '../../model/errors.ts';
import { isLegacyKex, offeredAlgorithms } from './algorithms.ts';
import type { Endpoint } from './endpoint.ts';
import {
  handshakeFailure,
  loginFailure,
  lostBeforeHandshake,
  noCommonAlgorithm,
  refusedByPolicy,
  timeoutFailure,
} from './failures.ts';
import { HostKeyCheck } from './host-key.ts';
import { collectIdentities, type Identities } from './identities.ts';
import { keyRingOf } from './key-ring.ts';
import { hasCode } from './error-code.ts';
import { Listening } from './listening.ts';
import { Login } from './login.ts';
import { limitsOf, type SshLimits, type SshOptions } from './options.ts';
import { Patience } from './patience.ts';
import { printable } from './server-text.ts';

type ClientError = Error & ClientErrorExtensions & { readonly code?: unknown };

/** A server that we are logged in to. */
export interface Session {
  readonly client: Client;
  readonly endpoint: Endpoint;
  /** For the report. */
  readonly facts: Readonly<Record<string, string>>;
  /** Why the connection ended, as the end of a sentence; to be asked once it has. */
  lostBecause(): string;
  /** Ends the connection at once. */
  close(): void;
}

/** What is read before connecting, so that the server does not wait for our files and agents. */
export interface Preparation {
  readonly hostKey: HostKeyCheck;
  readonly identities: Identities;
}

/** @throws AuditError `key-unreadable`, `known-hosts-unreadable` */
export async function prepareSession(endpoint: Endpoint, options: SshOptions): Promise<Preparation> {
  const hostKey = await HostKeyCheck.load(endpoint, options);
  return { hostKey, identities: await collectIdentities(endpoint, keyRingOf(options)) };
}

/**
 * Shakes hands and logs in over a stream that stands.
 * @throws AuditError naming the server and what to do; the stream is closed then
 */
export async function startSession(
  endpoint: Endpoint,
  stream: Duplex,
  options: SshOptions,
  preparation: Preparation,
): Promise<Session> {
  try {
    return await new SessionStart(endpoint, stream, options, preparation).run();
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

class SessionStart {
  readonly #client = new ssh2.Client();
  readonly #endpoint: Endpoint;
  readonly #stream: Duplex;
  readonly #limits: SshLimits;
  readonly #hostKey: HostKeyCheck;
  readonly #login: Login;
  readonly #listening = new Listening();
  readonly #patience: Patience;
  readonly #outcome: Promise<void>;
  #succeed: () => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;
  #written: Promise<void> = Promise.resolve();
  /** What the server said last when it ended the connection, or what the connection broke by. */
  #lost: string | null = null;

  constructor(endpoint: Endpoint, stream: Duplex, options: SshOptions, { hostKey, identities }: Preparation) {
    this.#endpoint = endpoint;
    this.#stream = stream;
    this.#limits = limitsOf(options);
    this.#hostKey = hostKey;
    this.#login = new Login(endpoint, options, identities, {
      whileAsking: (work) => this.#whileAsking(work),
      giveUp: (error) => {
        this.#fail(error ?? this.#loginFailure(null));
      },
    });
    this.#outcome = new Promise((resolve, reject) => {
      this.#succeed = resolve;
      this.#fail = reject;
    });
    this.#patience = new Patience((seconds) => {
      const doing = this.#listening.agreed === null ? 'shaking hands' : 'logging in';
      this.#fail(timeoutFailure(endpoint, doing, seconds));
    });
  }

  async run(): Promise<Session> {
    this.#listen();
    this.#patience.start(this.#limits.handshakeTimeoutSeconds);
    try {
      this.#connect();
      await this.#outcome;
      await this.#written;
    } finally {
      this.#patience.end();
      this.#listening.stop();
    }
    return this.#session();
  }

  #listen(): void {
    const { name } = this.#endpoint;
    this.#client
      .on('handshake', (negotiated) => {
        if (this.#listening.agreed !== null) return;
        this.#listening.agree(negotiated);
        if (isLegacyKex(negotiated.kex)) this.#login.preferOldKeys();
        this.#patience.start(this.#limits.answerTimeoutSeconds);
        this.#written = this.#hostKey.writeDown();
        this.#written.catch(this.#fail);
      })
      .on('change password', () => {
        this.#fail(
          this.#loginFailure(null, `The password has expired: log in to ${name} by hand and change it.`),
        );
      })
      .on('ready', () => {
        this.#succeed();
      })
      .on('error', (error: ClientError) => {
        this.#hearError(error);
      })
      .on('close', () => {
        this.#fail(this.#closedEarly());
      });
  }

  #connect(): void {
    const { keepAliveSeconds, keepAliveMissed } = this.#limits;
    this.#client.connect({
      sock: this.#stream,
      username: this.#endpoint.user,
      // The waiting is done here, where it can stop while a person is being asked.
      readyTimeout: 0,
      keepaliveInterval: keepAliveSeconds * 1000,
      keepaliveCountMax: keepAliveMissed,
      algorithms: offeredAlgorithms(this.#hostKey.knownTypes),
      hostVerifier: (key: Buffer) => this.#hostKey.verify(key),
      debug: (line) => {
        this.#listening.hear(line);
      },
      authHandler: (left, _partial, next) => {
        void this.#tryNext(left, next as (method: unknown) => void);
      },
    });
  }

  /** `next` takes false as well, for "nothing left", which its types do not say. */
  async #tryNext(left: AuthenticationType[] | null, next: (method: unknown) => void): Promise<void> {
    this.#patience.stop();
    // After a key of an agent, ssh2 hands out a list that is out of date: what was heard is newer.
    this.#login.offered = this.#listening.methods.length > 0 ? this.#listening.methods : (left ?? []);
    try {
      const method = await this.#login.next();
      this.#patience.start(this.#limits.answerTimeoutSeconds);
      next(method ?? false);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #whileAsking<T>(work: () => Promise<T>): Promise<T> {
    this.#patience.stop();
    try {
      return await work();
    } finally {
      this.#patience.start(this.#limits.answerTimeoutSeconds);
    }
  }

  #hearError(error: ClientError): void {
    // An agent that does not sign: the next key is tried.
    if (error.level === 'agent') return;
    this.#lost ??= lostBy(error);
    this.#fail(this.#failureOf(error));
  }

  #failureOf(error: ClientError): AuditError {
    const endpoint = this.#endpoint;
    if (this.#hostKey.refusal !== null) return this.#hostKey.refusal;
    const missing = this.#listening.missingAlgorithm(error.message);
    if (missing !== null) return noCommonAlgorithm(endpoint, missing.what, missing.offered, error);
    if (/invalid digest|digital envelope/i.test(error.message)) return refusedByPolicy(endpoint, error);
    if (error.level === 'client-authentication') return this.#loginFailure(error);
    if (this.#listening.agreed !== null) return this.#brokenLogin(error);
    // What is not an end of the connection is something that ssh2 could not read.
    const ended = error.level === 'client-socket' || /lost before handshake/i.test(error.message);
    const early = ended && this.#listening.server === null;
    return early ? lostBeforeHandshake(endpoint, error) : handshakeFailure(endpoint, error);
  }

  #closedEarly(): AuditError {
    if (this.#listening.agreed !== null) return this.#brokenLogin(null);
    if (this.#listening.server === null) return lostBeforeHandshake(this.#endpoint, null);
    return handshakeFailure(this.#endpoint, null);
  }

  #brokenLogin(error: ClientError | null): AuditError {
    return this.#loginFailure(error, 'The host ended the connection during the login.');
  }

  #loginFailure(error: ClientError | null, ...more: readonly string[]): AuditError {
    const notes = [...more, ...this.#login.notes];
    // A number is the reason of a disconnect message, whose text is the server's.
    const said = error !== null && typeof error.code === 'number' ? error.message : null;
    const facts = { tried: this.#login.tried, offered: this.#listening.methods, notes, said };
    return loginFailure(this.#endpoint, facts, error);
  }

  #session(): Session {
    const { agreed, server } = this.#listening;
    const { user, host, port } = this.#endpoint;
    return {
      client: this.#client,
      endpoint: this.#endpoint,
      facts: {
        address: `${host}:${port}`,
        user,
        server: server ?? '',
        kex: agreed?.kex ?? '',
        hostKey: agreed?.hostKey ?? '',
        hostKeyFingerprint: this.#hostKey.fingerprint,
        cipher: agreed?.cipher ?? '',
        mac: agreed?.mac ?? '',
        legacy: agreed?.legacy === true ? 'yes' : 'no',
        authentication: this.#login.tried.at(-1) ?? 'none',
      },
      lostBecause: () => this.#lost ?? 'the host closed the connection',
      close: () => {
        this.#client.end();
        this.#stream.destroy();
      },
    };
  }
}

function lostBy(error: ClientError): string {
  if (error.message === 'Keepalive timeout') return 'the host no longer answered';
  if (hasCode(error, 'ECONNRESET', 'EPIPE')) return 'the connection was reset';
  return printable(error.message);
}
