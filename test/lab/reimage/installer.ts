import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';

/**
 * The system from which the installer runs: a small root with this machine's commands and nothing else, the old root mounted at
 * /tmp/old and the new one at /tmp/new. A link of the old root with an absolute target leads into this small root, as it does on a
 * real upgrade.
 */
export interface Installer {
  /** The old and the new root as this process reaches them; links in them must not be followed from here. */
  readonly old: string;
  readonly new: string;
  /** Runs a command in the small root. Arguments are bytes. */
  run(...command: readonly (string | Buffer)[]): Ran;
  /** Unmounts both and ends. */
  finish(): Promise<void>;
}

export interface Ran {
  readonly status: number | null;
  /** It had not ended after its time. */
  readonly waited: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Longer than any copy of the lab takes. */
const PATIENCE_MS = 20_000;

const SCRIPT = `set -e
cd "$1"
mkdir -p installer
mount -t tmpfs -o mode=755 tmpfs installer
cd installer
mkdir dev etc mnt opt proc root sys tmp usr var var/log var/run var/tmp tmp/old tmp/new
mount --bind /usr usr
for name in bin sbin lib lib64; do
  if [ -L "/$name" ]; then ln -s "usr/$name" "$name"; elif [ -d "/$name" ]; then mkdir "$name" && mount --bind "/$name" "$name"; fi
done
for node in null:3 zero:5; do mknod -m 666 "dev/\${node%:*}" c 1 "\${node#*:}"; done
mount -t ext3 -o loop,noatime ../backup.img tmp/old
mount -t ext3 -o loop,noatime ../root.img tmp/new
echo ready
exec sleep infinity`;

/** @param folder of the new lab: root.img and backup.img. */
export async function startInstaller(folder: string): Promise<Installer> {
  const child = spawn(
    'setpriv',
    [
      '--pdeathsig',
      'KILL',
      'unshare',
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      SCRIPT,
      'sh',
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  await new Promise<void>((resolve, reject) => {
    let complaint = '';
    child.stderr.on('data', (data: Buffer) => (complaint += data.toString('utf8')));
    child.stdout.once('data', () => {
      resolve();
    });
    child.once('exit', () => {
      reject(new Error(`the installer did not start: ${complaint}`));
    });
  });
  const root = join(folder, 'installer');
  const seen = `/proc/${String(child.pid)}/root${root}`;
  const inside = ['--target', String(child.pid), '--mount', '--wd=/'];
  return {
    old: `${seen}/tmp/old`,
    new: `${seen}/tmp/new`,
    run: (...command) => runInside([...inside, 'chroot', root], command),
    finish: async () => {
      spawnSync('nsenter', [...inside, 'umount', join(root, 'tmp/old'), join(root, 'tmp/new')]);
      child.kill('SIGKILL');
      await ended;
      fs.rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The command goes through xargs, since arguments of a process of Node are text. */
function runInside(enter: readonly string[], command: readonly (string | Buffer)[]): Ran {
  const words = command.map((word) => Buffer.concat([Buffer.from(word as Buffer), Buffer.from([0])]));
  const result = spawnSync('nsenter', [...enter, 'xargs', '-0', '-x', 'env'], {
    input: Buffer.concat(words),
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 256 * 1024 * 1024,
  });
  return {
    status: result.status,
    waited: result.error !== undefined && 'code' in result.error && result.error.code === 'ETIMEDOUT',
    stdout: result.stdout,
    stderr: result.stderr.toString('utf8'),
  };
}
