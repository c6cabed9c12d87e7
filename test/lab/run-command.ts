import { spawnSync } from 'node:child_process';

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: Buffer | string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
}

/** Runs a program and waits for it. Never throws for its exit status. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): CommandResult {
  const result = spawnSync(command, args, {
    input: options.input ?? '',
    env: { ...process.env, LC_ALL: 'C', ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    maxBuffer: 1024 * 1024 * 1024,
    timeout: options.timeoutMs ?? 120_000,
    killSignal: 'SIGKILL',
  });
  if (result.error && result.status === null && result.signal === null)
    throw new Error(`${command} could not be started: ${result.error.message}`, { cause: result.error });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr.toString('utf8') };
}

/** As `runCommand`, but anything other than exit status 0 is an error that carries what the program said. */
export function mustRun(command: string, args: readonly string[], options: CommandOptions = {}): Buffer {
  const result = runCommand(command, args, options);
  if (result.status !== 0)
    throw new Error(
      `${command} ${args.join(' ')} ended with ${String(result.status)}: ${result.stderr.slice(0, 2000)}`,
    );
  return result.stdout;
}
