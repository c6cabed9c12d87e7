import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

/** Programs that the tests against the real OpenSSH start; Debian packages openssh-server, openssh-client, sudo. */
const PROGRAMS = [
  '/usr/sbin/sshd',
  '/usr/bin/ssh-keygen',
  '/usr/bin/ssh-agent',
  '/usr/bin/ssh-add',
  '/usr/bin/sudo',
  '/usr/bin/unshare',
  '/usr/bin/setpriv',
];

/** What is missing for these tests on this machine, a sentence each. */
export function missingTools(): string[] {
  const missing = PROGRAMS.filter((path) => !isExecutable(path)).map((path) => `${path} is not installed`);
  if (process.getuid?.() !== 0) return [...missing, 'the tests are not run as root'];
  const namespace = spawnSync('unshare', [
    '--mount',
    '--pid',
    '--fork',
    'mount',
    '-t',
    'tmpfs',
    'none',
    '/run',
  ]);
  return namespace.status === 0 ? missing : [...missing, 'private mounts (unshare --mount) are not allowed'];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The versions met, for the log of the test run. */
export function toolVersions(): string {
  const { stderr } = spawnSync('/usr/sbin/sshd', ['-V'], { encoding: 'utf8' });
  const sshd = /OpenSSH_\S+/.exec(stderr)?.[0] ?? 'sshd of unknown version';
  return `${sshd}, ${execFileSync('/usr/bin/sudo', ['-V'], { encoding: 'utf8' }).split('\n')[0] ?? ''}`;
}
