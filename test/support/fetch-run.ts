import { spawn, type ChildProcess } from 'node:child_process';
import { composeFetch } from '../../src/fetch/compose.ts';
import {
  FetchSession,
  type Channel,
  type FetchHeader,
  type TakenList,
} from '../../src/fetch/fetch-session.ts';
import type { TarEntry } from '../../src/fetch/tar-reader.ts';

export const FETCH_TOKEN = 'fedcba9876543210fedcba9876543210';

export interface FetchChannel extends Channel {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
}

export interface RunningFetch {
  readonly child: ChildProcess;
  readonly session: FetchSession;
  readonly header: FetchHeader;
  readonly exited: Promise<number | null>;
  /** Asks for the end, and waits for it. */
  finish(): Promise<number | null>;
}

/** Starts the fetch program as sshd does: on a pipe that stays open, as a session of its own. */
export function openFetch(shell: readonly string[], program = composeFetch().text): FetchChannel {
  const [command = 'sh', ...args] = shell;
  const child = spawn(command, [...args, '-s'], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.resume();
  child.stdin.on('error', () => undefined);
  child.stdin.write(`DOM0_AUDIT_TOKEN=${FETCH_TOKEN}\n${program}`);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const send = (data: Uint8Array): Promise<void> =>
    new Promise((resolve) =>
      child.stdin.write(data, () => {
        resolve();
      }),
    );
  return { child, exited, stdout: child.stdout as AsyncIterable<Buffer>, send };
}

/** The same, and waits until it is ready. */
export async function startFetch(shell: readonly string[], program?: string): Promise<RunningFetch> {
  const channel = openFetch(shell, program);
  const { child, exited } = channel;
  const session = new FetchSession(channel, FETCH_TOKEN);
  const header = await session.start();
  const finish = async (): Promise<number | null> => {
    await session.end();
    child.stdin?.end();
    return exited;
  };
  return { child, session, header, exited, finish };
}

export interface FetchedFile {
  readonly entry: TarEntry;
  readonly content: Buffer;
}

/** Takes paths and keeps what came, by path. */
export async function fetchFiles(
  session: FetchSession,
  paths: readonly (string | Buffer)[],
): Promise<{ readonly list: TakenList; readonly files: ReadonlyMap<string, FetchedFile> }> {
  const files = new Map<string, FetchedFile>();
  const list = await session.take(
    paths.map((path) => Buffer.from(path)),
    0,
    async (entry) => {
      const parts: Buffer[] = [];
      for await (const chunk of entry.content()) parts.push(Buffer.from(chunk));
      files.set(entry.name.toString('latin1'), { entry, content: Buffer.concat(parts) });
    },
  );
  return { list, files };
}
