import { LAB_PROGRAMS, type LabProgram } from '../catalogue/programs.ts';
import { mergedPath } from './merge-usr.ts';

/** Packages that have another name on CentOS 7. */
const RENAMED: Readonly<Record<string, string>> = {
  procps: 'procps-ng',
  'module-init-tools': 'kmod',
  SysVinit: 'systemd-sysv',
  'iptables-ipv6': 'iptables',
  mktemp: 'coreutils',
};

/** These run as they are: the shims hide what CentOS 5 did not know. */
const UNHIDDEN = new Set(['find', 'sort', 'df', 'stat', 'wc', 'sed']);

const host = (name: string, commands: string, optional = false): LabProgram[] =>
  commands.split(' ').map((command) => ({
    path: `/usr/bin/${command}`,
    package: name,
    from: 'host',
    source: command,
    ...(optional ? { optional: true as const } : {}),
  }));

const standIn = (path: string, name: string, source: string): LabProgram => ({
  path,
  package: name,
  from: 'stand-in',
  source,
});

/** What 7.0 has beside the programs of 6.x. */
const ADDED: readonly LabProgram[] = [
  ...host(
    'coreutils',
    'base64 install ln mkfifo nproc numfmt realpath sha256sum sha512sum shuf stdbuf timeout truncate',
  ),
  ...host('util-linux', 'mountpoint findmnt', true),
  ...host('glibc-common', 'getent'),
  ...host('xz', 'xz', true),
  ...['useradd', 'usermod', 'groupadd'].map((command): LabProgram => ({
    path: `/usr/sbin/${command}`,
    package: 'shadow-utils',
    from: 'host',
    source: command,
    optional: true,
  })),
  standIn('/usr/bin/systemctl', 'systemd', 'systemctl'),
];

/** Programs that run in the 7.0 lab. */
export const EL7_PROGRAMS: readonly LabProgram[] = [
  ...LAB_PROGRAMS.map((one): LabProgram => {
    const moved = { ...one, path: mergedPath(one.path), package: RENAMED[one.package] ?? one.package };
    if (one.source === 'rpm') return { ...moved, source: 'rpm-el7' };
    if (one.source === 'hostname') return { ...moved, package: 'hostname' };
    return one.from === 'shim' && UNHIDDEN.has(one.source) ? { ...moved, from: 'host' } : moved;
  }),
  ...ADDED,
];
