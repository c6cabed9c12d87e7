import { connect as connectSocket, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AuditError } from '../../model/errors.ts';
import type { Endpoint } from './endpoint.ts';
import { connectFailure, forwardFailure, timeoutFailure } from './failures.ts';
import { limitsOf, type SshOptions } from './options.ts';
import { type Preparation, prepareSession, type Session, startSession } from './session.ts';

/** A chain of sessions, each through the one before; the last is the target. */
export interface Connection {
  readonly target: Session;
  /** For the report, jump hosts included. */
  readonly facts: Readonly<Record<string, string>>;
  /** Ends all sessions. */
  close(): void;
}

/**
 * Connects to the last endpoint of a route, through the others. Dropped connections are tried again, since a
 * jump host that serves many at once drops some (MaxStartups).
 * @param signal ends the connection, also while it is being made
 * @throws AuditError
 */
export async function connectRoute(
  route: readonly Endpoint[],
  options: SshOptions,
  signal?: AbortSignal,
): Promise<Connection> {
  const sessions: Session[] = [];
  const close = (): void => {
    for (const session of sessions.toReversed()) session.close();
  };
  try {
    for (const endpoint of route) {
      sessions.push(await connectPatiently(endpoint, sessions.at(-1), options, signal));
    }
  } catch (error) {
    close();
    throw error;
  }
  const target = sessions.at(-1);
  if (!target) throw new Error('a route has at least the target');
  const jumps = sessions
    .slice(0, -1)
    .map((session) => `${session.endpoint.user}@${session.facts['address'] ?? ''}`);
  const facts = jumps.length > 0 ? { ...target.facts, jumpHosts: jumps.join(', ') } : target.facts;
  return { target, facts, close };
}

async function connectPatiently(
  endpoint: Endpoint,
  through: Session | undefined,
  options: SshOptions,
  signal?: AbortSignal,
): Promise<Session> {
  const preparation = await prepareSession(endpoint, options);
  for (const delaySeconds of limitsOf(options).retryDelaysSeconds) {
    try {
      return await connectOnce(endpoint, through, options, preparation, signal);
    } catch (error) {
      if (!(error instanceof AuditError) || error.code !== 'ssh-too-many-connections') throw error;
      options.log?.(`${endpoint.name} dropped the connection; trying again in ${delaySeconds} s.`);
      await new Promise((resolve) => setTimeout(resolve, delaySeconds * 1000));
    }
  }
  return connectOnce(endpoint, through, options, preparation, signal);
}

async function connectOnce(
  endpoint: Endpoint,
  through: Session | undefined,
  options: SshOptions,
  preparation: Preparation,
  signal?: AbortSignal,
): Promise<Session> {
  options.log?.(`Connecting to ${endpoint.name} as ${endpoint.user}.`);
  const stream = through ? await forward(through, endpoint) : await connectTcp(endpoint);
  const end = (): void => {
    stream.destroy();
  };
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end, { once: true });
  return startSession(endpoint, stream, options, preparation);
}

function connectTcp(endpoint: Endpoint): Promise<Socket> {
  const { host, port, connectTimeoutSeconds } = endpoint;
  return new Promise((resolve, reject) => {
    const socket = connectSocket({
      host,
      port,
      noDelay: true,
      autoSelectFamily: true,
      // Node's quarter of a second for each of several addresses is too short for a slow line.
      autoSelectFamilyAttemptTimeout: 5000,
    });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(timeoutFailure(endpoint, 'connecting', connectTimeoutSeconds));
    }, connectTimeoutSeconds * 1000);
    const fail = (cause: Error): void => {
      clearTimeout(timer);
      reject(connectFailure(endpoint, cause));
    };
    socket.once('error', fail).once('connect', () => {
      clearTimeout(timer);
      socket.removeListener('error', fail);
      // Until ssh2 listens for itself, an error must not end the program; a closed socket tells ssh2 as well.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function forward(through: Session, endpoint: Endpoint): Promise<Duplex> {
  const { host, port, connectTimeoutSeconds } = endpoint;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(timeoutFailure(endpoint, `connecting through ${through.endpoint.name}`, connectTimeoutSeconds));
    }, connectTimeoutSeconds * 1000);
    const fail = (cause: unknown): void => {
      clearTimeout(timer);
      reject(forwardFailure(through.endpoint, endpoint, cause));
    };
    try {
      through.client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        clearTimeout(timer);
        if (error) fail(error);
        else resolve(channel);
      });
    } catch (cause) {
      fail(cause);
    }
  });
}
