import type { Endpoint } from './endpoint.ts';
import { execFailure, lostFailure, timeoutFailure } from './failures.ts';
import { printable } from './server-text.ts';
import { RemoteCommand } from './remote-command.ts';
import type { Session } from './session.ts';

/**
 * Opens the one channel and starts a command in it.
 * @throws AuditError `ssh-exec-refused`, `ssh-lost`, `ssh-timeout`
 */
export function startCommand(session: Session, command: string, seconds: number): Promise<RemoteCommand> {
  const { client, endpoint } = session;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(timeoutFailure(endpoint, 'starting a shell', seconds));
    }, seconds * 1000);
    const fail = (cause: unknown): void => {
      clearTimeout(timer);
      reject(refusal(session, cause));
    };
    try {
      client.exec(command, (error, channel) => {
        if (error) {
          fail(error);
          return;
        }
        clearTimeout(timer);
        resolve(new RemoteCommand(channel));
      });
    } catch (cause) {
      fail(cause);
    }
  });
}

function refusal(session: Session, cause: unknown): Error {
  const message = cause instanceof Error ? cause.message : '';
  if (/no response from server|not connected/i.test(message))
    return lostFailure(session.endpoint, session.lostBecause());
  return execFailure(session.endpoint, printable(message.replace('(SSH) ', '')) || 'no reason given', cause);
}

/**
 * What accounts without a shell say instead of running one; from nologin(8) of util-linux and shadow,
 * OpenSSH's internal-sftp, rssh and scponly.
 */
const REFUSALS =
  /account is (?:currently )?not available|service allows sftp connections only|account is restricted by rssh|scponly/i;

/** Whether the first words of an answer sound like an account without a shell. */
export function soundsLikeRefusal(first: Buffer): boolean {
  return first.length <= 1024 && REFUSALS.test(first.toString('latin1'));
}

/** A shell that ended before the program answered. */
export function deadShell(endpoint: Endpoint, status: number | null, words: string): Error {
  const said = printable(words, 200);
  const ending = status === null ? 'it was ended by a signal' : `it ended with status ${status}`;
  return execFailure(endpoint, said === '' ? ending : `${ending} and said "${said}"`);
}
