import type { OpenSource, Source } from '../source.ts';
import { connectRoute } from './connect.ts';
import { limitsOf, type SshOptions } from './options.ts';
import { ProgramRun } from './program-run.ts';
import { resolveRoute } from './route.ts';
import { startCommand } from './shell.ts';
import { becomeRoot, SUDO_COMMAND } from './sudo.ts';
import type { SshTarget } from './target.ts';

export type { Prompter, SecretRequest, SshLimits, SshOptions } from './options.ts';
export { parseTarget, type SshTarget } from './target.ts';

/**
 * A live host over SSH: one connection, one channel, the program on the standard input of `sh -s`.
 * Hosts that are given the same options object share unlocked keys.
 */
export function sshSource(target: SshTarget, options: SshOptions): Source {
  return { open: (program) => openProgram(target, options, program) };
}

async function openProgram(target: SshTarget, options: SshOptions, program: string): Promise<OpenSource> {
  const route = await resolveRoute(target, options);
  const connection = await connectRoute(route, options);
  const limits = limitsOf(options);
  const { endpoint } = connection.target;
  const sudo = options.sudo && endpoint.user !== 'root';
  try {
    const shell = sudo ? SUDO_COMMAND : 'sh -s';
    const command = await startCommand(connection.target, shell, limits.answerTimeoutSeconds);
    if (sudo) await becomeRoot(command, endpoint, options);
    const facts = { ...connection.facts, privilege: sudo ? 'sudo' : 'login' };
    const run = new ProgramRun(command, { ...connection, facts }, limits);
    command.channel.write(program);
    await run.started();
    return run;
  } catch (error) {
    connection.close();
    throw error;
  }
}
