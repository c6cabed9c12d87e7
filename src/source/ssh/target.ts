import { AuditError } from '../../model/errors.ts';
import { printable } from './server-text.ts';

/** A host as the user named it; what is null is looked up in ssh_config, then falls back to root and 22. */
export interface SshTarget {
  /** Name, address, or an alias of ssh_config; an IPv6 address without brackets. */
  readonly host: string;
  readonly user: string | null;
  readonly port: number | null;
}

/**
 * Reads `[user@]host[:port]`, `[user@][v6][:port]`, a bare IPv6 address, or `ssh://[user@]host[:port]`.
 * A user name may itself contain `@`: the last one counts.
 * @throws AuditError `target-invalid`; a password given in the target is refused and not repeated.
 */
export function parseTarget(text: string): SshTarget {
  const uri = /^ssh:\/\//i.test(text);
  const rest = uri ? text.replace(/^ssh:\/\//i, '').replace(/\/$/, '') : text;
  const at = rest.lastIndexOf('@');
  const user = at === -1 ? null : readUser(rest.slice(0, at), uri);
  const { host, port } = readHostPort(rest.slice(at + 1), text);
  return { host, user, port };
}

function readUser(part: string, uri: boolean): string {
  if (part.includes(':'))
    throw new AuditError(
      'target-invalid',
      'A target must not contain a password.',
      'Other users of this machine can read command lines. Use a key, the password prompt or --password-file.',
    );
  const user = uri ? decodeUser(part.split(';')[0] ?? '') : part;
  if (user === '' || /[\p{C}\s]/u.test(user))
    throw invalid(part, 'the user name is empty or has blanks in it');
  return user;
}

function decodeUser(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw invalid(part, 'the user name is not percent-encoded as an address should be', cause);
  }
}

function readHostPort(part: string, whole: string): { host: string; port: number | null } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(part);
  if (bracketed) return { host: checkHost(bracketed[1] ?? '', whole), port: readPort(bracketed[2], whole) };
  const colons = part.split(':').length - 1;
  if (colons > 1) return { host: checkHost(part, whole), port: null };
  const [host = '', port] = part.split(':');
  return { host: checkHost(host, whole), port: readPort(port, whole) };
}

function checkHost(host: string, whole: string): string {
  if (host === '') throw invalid(whole, 'the host name is missing');
  if (host.startsWith('-')) throw invalid(whole, 'a host name does not begin with a dash');
  if (/[\p{C}\s/\\,'"`$[\]]/u.test(host))
    throw invalid(whole, 'the host name has characters that no host name has');
  return host;
}

function readPort(text: string | undefined, whole: string): number | null {
  if (text === undefined) return null;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65535) throw invalid(whole, 'the port is not a number from 1 to 65535');
  return port;
}

function invalid(text: string, why: string, cause?: unknown): AuditError {
  return new AuditError(
    'target-invalid',
    `"${printable(text, 100)}" is not a host to connect to: ${why}.`,
    'Write a host as [user@]host[:port], an IPv6 address as [address]:port, or ssh://user@host:port.',
    { cause },
  );
}
