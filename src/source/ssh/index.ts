import type { HostConnection, HostSource } from '../source.ts';
import { connectRoute, type Connection } from './connect.ts';
import { limitsOf, type SshOptions } from './options.ts';
import { ProgramRun } from './program-run.ts';
import { resolveRoute } from './route.ts';
import { startCommand } from './shell.ts';
import { becomeRoot, SUDO_COMMAND } from './sudo.ts';
import type { SshTarget } from './target.ts';

export type { Prompter, SecretRequest, SshLimits, SshOptions } from './options.ts';
export { parseTarget, type SshTarget } from './target.ts';
export { readAliases } from './config-file.ts';
export { matchesWildcard } from './wildcard.ts';

/**
 * A live host over SSH: one connection, on it a channel for each program, which goes to the standard input of `sh -s`.
 * Hosts that are given the same options object share unlocked keys.
 */
export function sshSource(target: SshTarget, options: SshOptions): HostSource {
  return {
    connect: (signal) => connectHost(target, options, signal),
    open: async (program) => {
      const connection = await connectHost(target, options);
      try {
        const run = await connection.open(program);
        void run.done.then(() => {
          connection.close();
        });
        return run;
      } catch (error) {
        connection.close();
        throw error;
      }
    },
  };
}

async function connectHost(
  target: SshTarget,
  options: SshOptions,
  signal?: AbortSignal,
): Promise<HostConnection> {
  const route = await resolveRoute(target, options);
  const connection = await connectRoute(route, options, signal);
  return {
    open: (program) => startProgram(connection, options, program),
    close: () => {
      connection.close();
    },
  };
}

async function startProgram(
  connection: Connection,
  options: SshOptions,
  program: string,
): Promise<ProgramRun> {
  const limits = limitsOf(options);
  const { endpoint } = connection.target;
  const sudo = options.sudo && endpoint.user !== 'root';
  const shell = sudo ? SUDO_COMMAND : 'sh -s';
  const command = await startCommand(connection.target, shell, limits.answerTimeoutSeconds);
  try {
    if (sudo) await becomeRoot(command, endpoint, options);
    const facts = { ...connection.facts, privilege: sudo ? 'sudo' : 'login' };
    const run = new ProgramRun(command, { ...connection, facts }, limits);
    command.channel.write(program);
    await run.started();
    return run;
  } catch (error) {
    command.channel.close();
    throw error;
  }
}
