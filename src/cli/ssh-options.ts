import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { AuditError } from '../model/errors.ts';
import type { SshOptions } from '../source/ssh/index.ts';
import type { ConnectionOptions } from './options.ts';
import { terminalPrompter } from './prompter.ts';

/** What an SSH source may know of this process: the one place where environment and home are read for it. */
export function sshOptions(options: ConnectionOptions, log: (message: string) => void): SshOptions {
  const home = homedir();
  return {
    homeDirectory: home,
    localUser: userInfo().username,
    agentSocket: process.env['SSH_AUTH_SOCK'] ?? null,
    configFiles:
      options.sshConfig === undefined
        ? [join(home, '.ssh', 'config'), '/etc/ssh/ssh_config']
        : [options.sshConfig],
    globalKnownHostsFiles: ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
    identityFiles: options.identity,
    acceptNewHostKey: options.acceptNewHostKey,
    batch: options.batch,
    password: options.passwordFile === undefined ? null : readPassword(options.passwordFile),
    sudo: options.sudo,
    prompter: options.batch ? null : terminalPrompter(),
    log,
    salt: () => randomBytes(20),
    limits: {
      ...(options.connectTimeout === undefined ? {} : { connectTimeoutSeconds: options.connectTimeout }),
      ...(options.idleTimeout === undefined ? {} : { idleTimeoutSeconds: options.idleTimeout }),
    },
  };
}

/** The first line; `-` is not taken, since standard input may be wanted for something else. */
function readPassword(path: string): string {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/)[0] ?? '';
  } catch (cause) {
    throw new AuditError(
      'password-file-unreadable',
      `The password file ${path} could not be read.`,
      'Check its path and its mode; 0600 is right for a password.',
      { cause },
    );
  }
}
