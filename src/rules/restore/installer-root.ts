/**
 * What an absolute link of the old root finds in the installer's own root. That root is small and its content is not
 * published as a list; devices and the usual directories are sure to be there, any file that a dom0 has is not.
 */
export function installerHas(path: string): 'null-device' | 'device' | 'directory' | null {
  if (path === '/dev/null') return 'null-device';
  if (DEVICES.has(path)) return 'device';
  return DIRECTORIES.has(path) ? 'directory' : null;
}

const DEVICES = new Set([
  '/dev/zero',
  '/dev/full',
  '/dev/random',
  '/dev/urandom',
  '/dev/tty',
  '/dev/console',
]);

const DIRECTORIES = new Set(
  [
    '',
    'bin',
    'dev',
    'etc',
    'lib',
    'mnt',
    'opt',
    'proc',
    'root',
    'sbin',
    'sys',
    'tmp',
    'usr',
    'usr/bin',
    'usr/lib',
    'usr/sbin',
    'var',
    'var/log',
    'var/run',
    'var/tmp',
  ].map((path) => `/${path}`),
);
