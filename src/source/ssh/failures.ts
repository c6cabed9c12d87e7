import { AuditError } from '../../model/errors.ts';
import type { Endpoint } from './endpoint.ts';
import { hasCode } from './error-code.ts';
import { printable } from './server-text.ts';

// Every way in which a host cannot be reached or refuses us: which host, what happened, what to do.

/** The TCP connection did not come about. */
export function connectFailure(endpoint: Endpoint, cause: unknown): AuditError {
  const { name, host, port } = endpoint;
  if (hasCode(cause, 'ECONNREFUSED'))
    return new AuditError(
      'ssh-refused',
      `The connection to ${name} was refused: nothing listens on port ${port}.`,
      'Check on the console of the host that sshd runs (`service sshd status`), and the port.',
      { cause },
    );
  if (hasCode(cause, 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NONAME', 'EAI_NODATA'))
    return new AuditError(
      'ssh-unresolved',
      `The name ${printable(host)} of ${name} could not be resolved to an address.`,
      'Check the spelling and the name server, give the address, or set HostName in ssh_config.',
      { cause },
    );
  if (hasCode(cause, 'ETIMEDOUT'))
    return timeoutFailure(endpoint, 'connecting', endpoint.connectTimeoutSeconds);
  if (hasCode(cause, 'ECONNRESET', 'EPIPE')) return lostBeforeHandshake(endpoint, cause);
  return new AuditError(
    'ssh-unreachable',
    `There is no way from here to ${name}${codeOf(cause)}.`,
    'Check the address, the network and the firewall between; a jump host can be set with ProxyJump in ssh_config.',
    { cause },
  );
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? ` (${printable(String(cause.code), 40)})` : '';
}

/** @param doing what was going on, as a participle: "connecting" */
export function timeoutFailure(endpoint: Endpoint, doing: string, seconds: number): AuditError {
  return new AuditError(
    'ssh-timeout',
    `${sentenceStart(endpoint.name)} did not answer within ${seconds} seconds while ${doing}.`,
    'Check that the host is up and that no firewall drops the connection. A host that looks up names in vain answers late: `UseDNS no` in its sshd_config helps, and so does a longer ConnectTimeout in ssh_config.',
  );
}

/** The server ended the connection before it said who it is. */
export function lostBeforeHandshake(endpoint: Endpoint, cause: unknown): AuditError {
  return new AuditError(
    'ssh-too-many-connections',
    `${sentenceStart(endpoint.name)} closed the connection before the SSH handshake.`,
    'sshd does so while too many connections wait for a login (MaxStartups, 10 by default): try again with a lower --concurrency. If it goes on, look at /etc/hosts.allow and /etc/hosts.deny on the host, and check that the port is the one of sshd.',
    { cause },
  );
}

/** @param what the kind of algorithm; @param offered the server's list, null when it was not heard */
export function noCommonAlgorithm(
  endpoint: Endpoint,
  what: string,
  offered: string | null,
  cause: unknown,
): AuditError {
  const theirs = offered === null ? '' : ` It offers: ${printable(offered, 600)}.`;
  return new AuditError(
    'ssh-no-common-algorithm',
    `${sentenceStart(endpoint.name)} and this tool have no ${what} in common.${theirs}`,
    'Allow one of the algorithms of a stock sshd again in sshd_config of the host, or print the program with `dom0-audit probe`, run it on the host and audit the bundle.',
    { cause },
  );
}

/** The OpenSSL of this machine refuses what old servers need, as the crypto policy of RHEL 9 does with SHA-1. */
export function refusedByPolicy(endpoint: Endpoint, cause: Error): AuditError {
  return new AuditError(
    'ssh-no-common-algorithm',
    `The crypto policy of this machine forbids what ${endpoint.name} needs: ${printable(cause.message)}.`,
    'Allow SHA-1 signatures here for the time of the audit (on RHEL 9: `update-crypto-policies --set DEFAULT:SHA1`), or run the tool on another machine.',
    { cause },
  );
}

export function handshakeFailure(endpoint: Endpoint, cause: unknown): AuditError {
  const why = cause instanceof Error ? `: ${printable(cause.message)}` : ', the connection was closed';
  return new AuditError(
    'ssh-handshake-failed',
    `The SSH handshake with ${endpoint.name} failed${why}.`,
    'Check that the port is the one of sshd, and look into /var/log/secure on the host.',
    { cause },
  );
}

/** What is known of a login that failed; no secrets. */
interface LoginFacts {
  readonly tried: readonly string[];
  /** What the server named as ways to go on. */
  readonly offered: readonly string[];
  readonly notes: readonly string[];
  /** The server's parting words. */
  readonly said: string | null;
}

export function loginFailure(endpoint: Endpoint, facts: LoginFacts, cause: unknown): AuditError {
  const tried =
    facts.tried.length > 0 ? `tried: ${[...new Set(facts.tried)].join(', ')}` : 'there was nothing to try';
  const offered = facts.offered.map((word) => printable(word, 40)).join(', ') || 'nothing';
  const said = facts.said === null ? '' : ` It said: ${printable(facts.said)}.`;
  const rootLogin =
    endpoint.user === 'root' &&
    facts.tried.some((word) => word === 'password' || word === 'keyboard-interactive')
      ? 'Check PermitRootLogin in sshd_config of the host. '
      : '';
  return new AuditError(
    'ssh-auth-failed',
    `${endpoint.user} could not log in to ${endpoint.name}; ${tried}; the server accepts: ${offered}.${said}`,
    `${facts.notes.map((note) => `${note} `).join('')}${rootLogin}Name a key with -i, load it into the SSH agent, use --password-file, or leave --batch away to be asked.`,
    { cause },
  );
}

/** A jump host did not connect us to the next one. */
export function forwardFailure(from: Endpoint, to: Endpoint, cause: unknown): AuditError {
  const why = cause instanceof Error ? printable(cause.message) : 'no reason given';
  return new AuditError(
    'proxy-failed',
    `${sentenceStart(from.name)} did not connect us to ${to.name}: ${why}.`,
    'Check that the name and port can be reached from the jump host, and that its sshd_config has AllowTcpForwarding and PermitOpen for it.',
    { cause },
  );
}

/** @param why what the host said or did, made printable by the caller */
export function execFailure(endpoint: Endpoint, why: string, cause?: unknown): AuditError {
  return new AuditError(
    'ssh-exec-refused',
    `${sentenceStart(endpoint.name)} did not run the shell for ${endpoint.user}: ${why}.`,
    'The login must give a shell: check the shell of the user in /etc/passwd, ForceCommand in sshd_config and command= in authorized_keys.',
    { cause },
  );
}

export function lostFailure(endpoint: Endpoint, why: string): AuditError {
  return new AuditError(
    'ssh-lost',
    `The connection to ${endpoint.name} was lost before anything came: ${why}.`,
    'Try again; look into /var/log/secure on the host if it happens again.',
  );
}

/** Sudo insists on a terminal, as it does by default on CentOS 5. */
export function sudoNeedsTerminal(endpoint: Endpoint): AuditError {
  return new AuditError(
    'ssh-sudo-requiretty',
    `Sudo on ${endpoint.name} wants a terminal (requiretty), and a terminal would spoil the data.`,
    `On the host, run visudo and add the line "Defaults:${endpoint.user} !requiretty", or log in as root.`,
  );
}

export function sudoDenied(endpoint: Endpoint, why: string): AuditError {
  return new AuditError(
    'ssh-sudo-denied',
    `Sudo on ${endpoint.name} did not make ${endpoint.user} root: ${why}.`,
    `On the host, run visudo and allow it: "${endpoint.user} ALL=(root) NOPASSWD: /bin/sh"; or give the password with --password-file; or log in as root.`,
  );
}

function sentenceStart(name: string): string {
  return name.replace(/^the jump host/, 'The jump host');
}
