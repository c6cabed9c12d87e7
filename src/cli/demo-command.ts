import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROBE } from '../audit/collect-host.ts';
import { startDemoHost } from '../demo/server.ts';
import { runAudit } from './audit-command.ts';
import { EXIT } from './exit.ts';
import type { AuditOptions, ConnectionOptions } from './options.ts';

const BUNDLE = fileURLToPath(new URL('../../fixtures/hosts/demo/host.bundle', import.meta.url));

/** The end of the program, by which the demo host knows that it has it whole. */
const LAST_LINE = PROBE.text.trimEnd().split('\n').at(-1) ?? '';

/**
 * The whole job against an SSH host that is part of the program: the ordinary audit, over real SSH on loopback. Findings of the
 * demo host do not fail it.
 */
export async function runDemo(options: AuditOptions & Pick<ConnectionOptions, never>): Promise<number> {
  const password = randomBytes(12).toString('hex');
  const host = await startDemoHost(await readFile(BUNDLE), LAST_LINE, password);
  const folder = await mkdtemp(join(tmpdir(), 'dom0-audit-demo-'));
  try {
    await writeFile(join(folder, 'known_hosts'), `${host.hostKeyLine}\n`, { mode: 0o600 });
    await writeFile(join(folder, 'password'), `${password}\n`, { mode: 0o600 });
    await writeFile(
      join(folder, 'ssh_config'),
      `Host demo\n  HostName 127.0.0.1\n  Port ${host.port}\n  User ${host.user}\n  UserKnownHostsFile ${join(folder, 'known_hosts')}\n`,
    );
    process.stderr.write(
      'The demo host listens on this machine only; it answers with a recorded bundle and runs nothing.\n',
    );
    const code = await runAudit(['demo'], {
      ...options,
      identity: [],
      sshConfig: join(folder, 'ssh_config'),
      passwordFile: join(folder, 'password'),
      batch: true,
      acceptNewHostKey: false,
      sudo: false,
    });
    return code === EXIT.findings ? EXIT.done : code;
  } finally {
    await host.close();
    await rm(folder, { recursive: true, force: true });
  }
}
