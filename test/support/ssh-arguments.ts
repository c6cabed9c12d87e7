import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningLab } from '../lab/index.ts';

/** Words by which the program reaches a lab as `xs1`. Writes an ssh config and a known_hosts into the folder. */
export function sshArguments(folder: string, running: RunningLab): string[] {
  const config = join(folder, 'config');
  const known = join(folder, 'known_hosts');
  writeFileSync(known, `${running.knownHostsLine}\n`);
  writeFileSync(
    config,
    `Host xs1\n  HostName ${running.host}\n  Port ${running.port}\n  User ${running.user}\n  UserKnownHostsFile ${known}\n`,
  );
  return ['xs1', '--batch', '--ssh-config', config, '--identity', running.privateKeyPath];
}
