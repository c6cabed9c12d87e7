import { spawn } from 'node:child_process';

/**
 * A sleeping process in a mount namespace of its own, which holds the lab's root file system mounted. Through its
 * `/proc/PID/root` this process works on the files; when this process ends, however it ends, the kernel ends the keeper, and
 * with the namespace the mount and its loop device are gone.
 */
export interface Keeper {
  readonly pid: number;
  /** Turns a path of this machine into the same path as the keeper sees it. */
  seen(path: string): string;
  /** Unmounts and ends it. */
  release(): Promise<void>;
}

const SCRIPT = 'mount -t ext3 -o loop,noatime "$1" "$2" && echo ready && exec sleep infinity';

export async function keepMounted(image: string, folder: string): Promise<Keeper> {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', '--mount', '--propagation', 'private', 'sh', '-c', SCRIPT, 'keeper', image, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let complaint = '';
    child.stderr.on('data', (data: Buffer) => (complaint += data.toString('utf8')));
    child.stdout.once('data', () => resolve());
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`the lab's image could not be mounted: ${complaint}`)));
  });
  // A lab that nobody removes must not keep the process from ending.
  child.unref();
  child.stdout.destroy();
  child.stderr.destroy();
  const pid = child.pid ?? 0;
  return {
    pid,
    seen: (path) => `/proc/${pid}/root${path}`,
    release: async () => {
      child.ref();
      child.kill('SIGKILL');
      await ended;
    },
  };
}
