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

/**
 * Mounts the root, attaches the disks, and says so. A disk is let go of at once: the open file keeps its loop device until the
 * keeper is gone. `devices` gets a line `NAME MAJOR MINOR` for each, in hexadecimal numbers. A backup partition is one more file.
 */
const SCRIPT = `set -e
cd "$1"
mount -t ext3 -o loop,noatime root.img root
attach() {
  device=$(losetup --find --show --read-only "disks/$1.img")
  echo "$1 $(stat -c '0x%t 0x%T' "$device")" >>devices
}
attach sda
exec 3<"$device"
losetup -d "$device"
attach sdb
exec 4<"$device"
losetup -d "$device"
if [ -e backup.img ]; then
  device=$(losetup --find --show backup.img)
  echo "sda2 $(stat -c '0x%t 0x%T' "$device")" >>devices
  exec 5<"$device"
  losetup -d "$device"
fi
echo ready
exec sleep infinity`;

/** `folder` is the lab's own: root.img, root (an empty folder), disks. */
export async function keepMounted(folder: string): Promise<Keeper> {
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
      'keeper',
      folder,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
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
    child.once('error', reject);
    child.once('exit', () => {
      reject(new Error(`the lab's image could not be mounted: ${complaint}`));
    });
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
