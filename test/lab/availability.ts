import { findProgram } from './machine/find-program.ts';
import { runCommand } from './run-command.ts';

/** Programs without which the lab cannot be built or started. */
const NEEDED = [
  'rpm',
  'rpmdb',
  'sshd',
  'ssh',
  'ssh-keygen',
  'sftp-server',
  'sudo',
  'dash',
  'bash',
  'busybox',
  'gawk',
  'mawk',
  'cpio',
  'openssl',
  'unshare',
  'setpriv',
  'nsenter',
  'find',
  'ldd',
  'ldconfig',
  'ps',
  'mkfs.ext3',
  'mount',
  'mountpoint',
  'losetup',
];

export interface Availability {
  readonly ok: boolean;
  readonly missing: readonly string[];
  /** What to do, a sentence; empty when nothing is missing. */
  readonly hint: string;
}

let known: Availability | null = null;

/**
 * Whether this machine can run the lab: programs, and the right to make namespaces.
 * @param programs that a test needs beside those of the lab
 */
export function labAvailable(programs: readonly string[] = []): Availability {
  known ??= look();
  const more = programs.filter((command) => findProgram(command) === null);
  return more.length === 0 ? known : answer([...known.missing, ...more]);
}

function look(): Availability {
  const missing = NEEDED.filter((command) => findProgram(command) === null);
  if (process.getuid?.() !== 0) missing.push('root');
  else if (
    missing.length === 0 &&
    runCommand('unshare', ['--mount', '--pid', '--uts', '--ipc', '--fork', 'mount', '--make-rprivate', '/'])
      .status !== 0
  )
    missing.push('CAP_SYS_ADMIN');
  else if (missing.length === 0 && runCommand('losetup', ['--find']).status !== 0)
    missing.push('loop devices');
  return answer(missing);
}

function answer(missing: readonly string[]): Availability {
  const hint =
    missing.length === 0
      ? ''
      : `The lab needs ${missing.join(', ')}. On Debian 12, as root: sh test/lab/setup.sh`;
  return { ok: missing.length === 0, missing, hint };
}
