import type { Endpoint } from './endpoint.ts';
import { sudoDenied, sudoNeedsTerminal, timeoutFailure } from './failures.ts';
import { limitsOf, type SshOptions } from './options.ts';
import { printable } from './server-text.ts';
import type { RemoteCommand } from './remote-command.ts';

const PROMPT = 'dom0-audit-sudo-password:';
const READY = 'dom0-audit-sudo-ready';
/** sudo asks as often. */
const ATTEMPTS = 3;

/**
 * The command for sites that log in as another user. Sudo asks on standard error with words of ours and reads
 * the answer from standard input (-S); then the shell says that it is there. The program is sent only after
 * that: a password that nobody asked for would be run as a command, and a program sent too early would be
 * taken for the password. `-n` is not used, since the sudo of early CentOS 5 does not know it.
 */
export const SUDO_COMMAND = `env LC_ALL=C sudo -S -p ${PROMPT} /bin/sh -c 'echo ${READY} >&2; exec /bin/sh -s'`;

/**
 * Waits until the root shell is there, answering sudo's question if it asks.
 * @throws AuditError `ssh-sudo-requiretty`, `ssh-sudo-denied`, `ssh-timeout`
 */
export async function becomeRoot(
  command: RemoteCommand,
  endpoint: Endpoint,
  options: SshOptions,
): Promise<void> {
  const events = new SudoEvents(command);
  for (let attempt = 1; ; attempt++) {
    const event = await events.next(limitsOf(options).answerTimeoutSeconds);
    if (event === 'ready') break;
    if (event === 'silence')
      throw timeoutFailure(endpoint, 'becoming root with sudo', limitsOf(options).answerTimeoutSeconds);
    if (event === 'ended') throw refusal(endpoint, command.stderr.text);
    const password = attempt > ATTEMPTS ? null : await passwordFor(attempt, endpoint, options);
    if (password === null) throw noPassword(endpoint, attempt);
    command.channel.write(`${password}\n`);
  }
  command.stderr.clear();
}

type SudoEvent = 'prompt' | 'ready' | 'ended' | 'silence';

/** Follows standard error until one of our words comes, or the end. */
class SudoEvents {
  readonly #command: RemoteCommand;
  #seen = 0;

  constructor(command: RemoteCommand) {
    this.#command = command;
  }

  async next(seconds: number): Promise<SudoEvent> {
    for (;;) {
      const event = this.#look();
      if (event !== null) return event;
      if (this.#command.stderr.ended) return 'ended';
      if (!(await this.#command.change(seconds))) return 'silence';
    }
  }

  #look(): SudoEvent | null {
    const text = this.#command.stderr.text.slice(this.#seen);
    const prompt = text.indexOf(PROMPT);
    if (text.includes(READY)) return 'ready';
    if (prompt === -1) return null;
    this.#seen += prompt + PROMPT.length;
    return 'prompt';
  }
}

async function passwordFor(attempt: number, endpoint: Endpoint, options: SshOptions): Promise<string | null> {
  if (attempt === 1 && options.password !== null) return options.password;
  if (options.batch || options.prompter === null) return null;
  const subject = `${endpoint.user}@${endpoint.host}:${endpoint.port}`;
  return options.prompter.ask({
    kind: 'sudo-password',
    subject,
    jumpHost: false,
    prompt: '',
    echo: false,
    attempt,
  });
}

function noPassword(endpoint: Endpoint, attempt: number): Error {
  return sudoDenied(
    endpoint,
    attempt === 1 ? 'it asks for a password, and there is none' : 'the password is wrong',
  );
}

function refusal(endpoint: Endpoint, stderr: string): Error {
  if (/must have a tty/i.test(stderr)) return sudoNeedsTerminal(endpoint);
  const words = printable(stderr.replaceAll(PROMPT, ''), 200);
  return sudoDenied(endpoint, words === '' ? 'it ended without a word' : `it said "${words}"`);
}
