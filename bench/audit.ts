// What an audit costs against the floor: the two lists alone, `rpm -qa --qf …` and `find / -xdev -printf …`, asked for
// directly through OpenSSH in the same run. A lab host of the size of a real dom0, warm; medians of several rounds.
//   npm run bench:audit            (as root on Debian, after `sh test/lab/setup.sh`)
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildLab, type RunningLab } from '../test/lab/index.ts';

const ROUNDS = 7;
const DELAY_MS = 20;
const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');
const FLOOR =
  'rpm -qa --qf "[%{FILENAMES}\\t%{FILESIZES}\\t%{FILEMTIMES}\\t%{FILEMODES:octal}\\t%{FILEUSERNAME}\\t%{FILEGROUPNAME}\\t%{FILEMD5S}\\t%{FILEFLAGS}\\t%{FILEVERIFYFLAGS}\\t%{FILELINKTOS}\\n]"; ' +
  'find / -xdev -printf "%y\\t%m\\t%u\\t%g\\t%s\\t%Ts\\t%U\\t%G\\t%n\\t%l\\t%p\\n"';

interface Sample {
  readonly seconds: number;
  /** Of this process's child: bytes of resident memory at its peak. */
  readonly peakBytes: number;
  /** Processor seconds on the host. */
  readonly hostSeconds: number;
}

const folder = mkdtempSync(join(tmpdir(), 'dom0-audit-bench-'));
const lab = await buildLab({ size: 'full' });
try {
  const running = await lab.start();
  console.log(
    `lab host: ${lab.exec('rpm -qa | wc -l').stdout.toString().trim()} packages, ${lab.exec('find / -xdev | wc -l').stdout.toString().trim()} paths`,
  );
  const handshake = await rounds(running, () => openssh(running, 'true'));
  const floor = await rounds(running, () => openssh(running, FLOOR));
  const audit = await rounds(running, () => audited(running, running.port, 'ok'));
  lab.setXeMode('down');
  const withoutXe = await rounds(running, () => audited(running, running.port, 'no-xe'));
  const phases = phasesOf(join(folder, 'no-xe', 'inventory.json.gz'));
  const delay = await delayed(running.port);
  const far = await rounds(running, () => audited(running, delay.port, 'far'));
  delay.close();
  show('handshake (OpenSSH, `true`)', handshake);
  show('floor (rpm and find lists, OpenSSH)', floor);
  show('audit, everything', audit);
  show('audit, xe down', withoutXe);
  show(`audit, xe down, ${2 * DELAY_MS} ms of round trip`, far);
  console.log(`audit without xe / floor: ${(median(withoutXe).seconds / median(floor).seconds).toFixed(2)}`);
  console.log(
    `with ${2 * DELAY_MS} ms / without: ${(median(far).seconds / median(withoutXe).seconds).toFixed(2)}`,
  );
  console.log(phases);
} finally {
  await lab.remove();
  rmSync(folder, { recursive: true, force: true });
}

async function rounds(
  running: RunningLab,
  run: () => Promise<{ seconds: number; peakBytes: number }>,
): Promise<Sample[]> {
  await run();
  const samples: Sample[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = hostSeconds(running);
    const { seconds, peakBytes } = await run();
    samples.push({ seconds, peakBytes, hostSeconds: hostSeconds(running) - before });
  }
  return samples;
}

/** Processor seconds of everything that the host's sshd has waited for: fields 16 and 17 of its stat, in ticks of 10 ms. */
function hostSeconds({ pid }: RunningLab): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function openssh(
  running: RunningLab,
  command: string,
): Promise<{ seconds: number; peakBytes: number }> {
  writeFileSync(join(folder, 'known_hosts'), `${running.knownHostsLine}\n`);
  return timed('ssh', [
    '-F',
    'none',
    '-o',
    `UserKnownHostsFile=${join(folder, 'known_hosts')}`,
    '-o',
    'KexAlgorithms=diffie-hellman-group14-sha1',
    '-o',
    'HostKeyAlgorithms=ssh-rsa',
    '-o',
    'PubkeyAcceptedAlgorithms=+ssh-rsa',
    '-i',
    running.privateKeyPath,
    '-p',
    String(running.port),
    `root@${running.host}`,
    command,
  ]);
}

async function audited(
  running: RunningLab,
  port: number,
  name: string,
): Promise<{ seconds: number; peakBytes: number }> {
  const key = running.knownHostsLine.replace(/^\S+/, `[${running.host}]:${port}`);
  writeFileSync(join(folder, 'known_hosts'), `${key}\n`);
  writeFileSync(
    join(folder, 'config'),
    `Host lab\n HostName ${running.host}\n Port ${port}\n User root\n UserKnownHostsFile ${join(folder, 'known_hosts')}\n`,
  );
  return timed(process.execPath, [
    MAIN,
    'audit',
    'lab',
    '--ssh-config',
    join(folder, 'config'),
    '-i',
    running.privateKeyPath,
    '--batch',
    '--out',
    join(folder, name),
  ]);
}

/** Wall time and peak memory of a whole process; what it prints is thrown away. */
function timed(command: string, args: readonly string[]): Promise<{ seconds: number; peakBytes: number }> {
  return new Promise((done, fail) => {
    const start = performance.now();
    const child = spawn(command, args, { stdio: 'pipe' });
    let peakBytes = 0;
    const poll = setInterval(() => {
      try {
        const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(child.pid)}/status`, 'latin1'));
        peakBytes = Math.max(peakBytes, Number(match?.[1] ?? 0) * 1024);
      } catch {
        // It has just ended.
      }
    }, 20);
    let said = '';
    child.stdout.resume();
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', fail);
    child.on('close', (code) => {
      clearInterval(poll);
      if (code === null || code > 2) fail(new Error(`${command} ended with ${String(code)}: ${said}`));
      done({ seconds: (performance.now() - start) / 1000, peakBytes });
    });
  });
}

/** A way to the host that is slower by DELAY_MS in each direction. */
async function delayed(port: number): Promise<{ port: number; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => setTimeout(() => to.write(chunk), DELAY_MS));
      from.on('close', () => setTimeout(() => to.end(), DELAY_MS));
      from.on('error', () => to.destroy());
    }
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function phasesOf(inventory: string): string {
  const collection = JSON.parse(gunzipSync(readFileSync(inventory)).toString('utf8')) as {
    collection: { seconds: number; bytesReceived: number };
  };
  return `host's own clock: ${collection.collection.seconds} s for all sections; ${collection.collection.bytesReceived} bytes on the wire`;
}

function median(samples: readonly Sample[]): Sample {
  const by = (field: keyof Sample): number =>
    [...samples].map((sample) => sample[field]).sort((a, b) => a - b)[samples.length >> 1] ?? 0;
  return { seconds: by('seconds'), peakBytes: by('peakBytes'), hostSeconds: by('hostSeconds') };
}

function show(name: string, samples: readonly Sample[]): void {
  const middle = median(samples);
  const all = samples.map(({ seconds }) => seconds).sort((a, b) => a - b);
  console.log(
    `${name.padEnd(42)} ${middle.seconds.toFixed(2)} s (${(all[0] ?? 0).toFixed(2)} to ${(all.at(-1) ?? 0).toFixed(2)}), ` +
      `${middle.hostSeconds.toFixed(2)} processor seconds on the host, peak memory here ${(middle.peakBytes / 1e6).toFixed(0)} MB`,
  );
}
