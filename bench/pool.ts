// Sixteen lab hosts at once against the same hosts one after another: parallel time over (serial time / cores); the goal is 1.5.
//   npm run bench:pool            (as root on Debian, after `sh test/lab/setup.sh`)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildLab, type Lab } from '../test/lab/index.ts';

const HOSTS = 16;
const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');

const folder = mkdtempSync(join(tmpdir(), 'dom0-audit-pool-'));
const labs: Lab[] = [];
try {
  const config: string[] = [];
  const knownHosts: string[] = [];
  for (let number = 0; number < HOSTS; number++) {
    const lab = await buildLab({ size: 'full' });
    labs.push(lab);
    const running = await lab.start();
    knownHosts.push(running.knownHostsLine);
    config.push(
      `Host lab${number}`,
      `  HostName ${running.host}`,
      `  Port ${running.port}`,
      '  User root',
      `  IdentityFile ${running.privateKeyPath}`,
      `  UserKnownHostsFile ${join(folder, 'known_hosts')}`,
    );
  }
  writeFileSync(join(folder, 'known_hosts'), `${knownHosts.join('\n')}\n`);
  writeFileSync(join(folder, 'ssh_config'), `${config.join('\n')}\n`);
  audit('warm', HOSTS);
  const serial = audit('serial', 1);
  const parallel = audit('parallel', HOSTS);
  const cores = availableParallelism();
  console.log(
    `${HOSTS} lab hosts one after another ${serial.toFixed(1)} s, at once ${parallel.toFixed(1)} s, ${cores} cores`,
  );
  console.log(`at once / (one after another / cores): ${(parallel / (serial / cores)).toFixed(2)}`);
} finally {
  for (const lab of labs) await lab.remove();
  rmSync(folder, { recursive: true, force: true });
}

/** @returns seconds */
function audit(name: string, concurrency: number): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [MAIN, 'audit', 'lab*', '--batch', '--ssh-config', join(folder, 'ssh_config')].concat([
      '--concurrency',
      String(concurrency),
      '--out',
      join(folder, name),
    ]),
    { encoding: 'utf8' },
  );
  if (status === 70 || stderr.includes('not audited')) throw new Error(stderr);
  return (performance.now() - started) / 1000;
}
