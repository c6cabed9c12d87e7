import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { labSources } from '../places.ts';

/** What the namespace needs to know of a lab. */
export interface NamespacePlaces {
  /** The lab's own folder. */
  readonly folder: string;
  /** The process in whose mount namespace the root file system is mounted. */
  readonly keeperPid: number;
  /** The root file system, as this process reaches it. */
  readonly root: string;
  readonly machine: string;
  readonly state: string;
  readonly hostname: string;
}

export interface ExecResult {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const PATH = '/sbin:/bin:/usr/sbin:/usr/bin';
const ENVIRONMENT = { PATH, HOME: '/root', LC_ALL: 'C', USER: 'root', LOGNAME: 'root', SHELL: '/bin/bash' };

/** `unshare` and its first process; `--kill-child` and the death signal let nothing outlive the process that started it. */
function namespaceArguments(places: NamespacePlaces, command: readonly string[]): string[] {
  const start = [
    labSources('host', 'namespace.sh'),
    places.folder,
    places.machine,
    places.state,
    places.hostname,
    ...command,
  ];
  return [
    '--pdeathsig',
    'KILL',
    'nsenter',
    '--target',
    String(places.keeperPid),
    '--mount',
    '--wd=/',
    'unshare',
    '--mount',
    '--pid',
    '--uts',
    '--ipc',
    '--fork',
    '--kill-child',
    'sh',
    ...start,
  ];
}

/** Starts a command as process 1 of namespaces of its own, inside the lab's root. */
export function startInNamespace(
  places: NamespacePlaces,
  command: readonly string[],
  log: number,
): ChildProcess {
  return spawn('setpriv', namespaceArguments(places, command), {
    stdio: ['ignore', log, log],
    env: { ...ENVIRONMENT, PATH: `${PATH}:/usr/local/bin` },
  });
}

/** Runs one shell command in the lab and waits for it: in the running namespace, or in one of its own. */
export function execInNamespace(
  places: NamespacePlaces,
  runningPid: number | null,
  command: string,
  input: Buffer | string = '',
): ExecResult {
  const inside = ['/bin/sh', '-c', command];
  const [program, args] =
    runningPid === null
      ? (['setpriv', namespaceArguments(places, inside)] as const)
      : ([
          'nsenter',
          [
            '--target',
            String(runningPid),
            '--mount',
            '--pid',
            '--uts',
            '--ipc',
            `--root=/proc/${runningPid}/root`,
            '--wdns=/',
            ...inside,
          ],
        ] as const);
  const result = spawnSync(program, args, {
    input,
    env: { ...ENVIRONMENT },
    maxBuffer: 1024 * 1024 * 1024,
    timeout: 300_000,
    killSignal: 'SIGKILL',
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr.toString('utf8') };
}
