import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readBlocks } from '../../src/probe/blocks.ts';
import { readBundle, type Bundle } from '../../src/probe/bundle.ts';
import { composeProbe, launchText, type Launch } from '../../src/probe/compose.ts';
import type { Block, ProbeSection } from '../../src/probe/section.ts';

export interface TestPart {
  readonly id: string;
  /** Body of the shell function. */
  readonly shell: string;
  readonly seconds?: number;
  readonly maxBytes?: number;
}

/** A program of parts made for a test; `before` is more shell text for the fragment. */
export function programOf(parts: readonly TestPart[], before = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'probe-'));
  try {
    const functions = parts.map(({ id, shell }) => `part_made_${id}() {\n${shell}\n}\n`);
    const fragment = join(folder, 'probe.sh');
    writeFileSync(fragment, [before, ...functions].join('\n'));
    const list = parts.map(({ id, seconds = 20, maxBytes = 1_000_000 }) => ({ id, seconds, maxBytes }));
    return composeProbe([{ id: 'made', title: 'Made', parts: list, fragment: pathToFileURL(fragment) }]).text;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface RunningProbe {
  readonly child: ChildProcess;
  readonly bundle: Promise<Bundle>;
  readonly stderr: () => string;
  readonly exited: Promise<number | null>;
  /** Processes of its session that still run. */
  processes(): string[];
}

/** Sends a program to a shell as sshd does: on a pipe that stays open, as a session of its own. */
export function startProbe(shell: readonly string[], program: string, launch: Launch = {}): RunningProbe {
  const [command = 'sh', ...args] = shell;
  const child = spawn(command, [...args, '-s'], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.write(launchText(launch) + program);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    bundle: readBundle(child.stdout as AsyncIterable<Buffer>),
    stderr: () => stderr,
    exited,
    processes: () => sessionProcesses(child.pid ?? 0),
  };
}

function sessionProcesses(session: number): string[] {
  const { stdout } = spawnSync('ps', ['-s', String(session), '-o', 'stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('Z'));
}

/** Runs it to its end. */
export async function runProbe(
  shell: readonly string[],
  program: string,
  launch: Launch = {},
): Promise<Bundle> {
  const run = startProbe(shell, program, { stdinWatch: true, ...launch });
  try {
    const bundle = await run.bundle;
    await run.exited;
    return bundle;
  } finally {
    run.child.stdin?.end();
  }
}

export function sectionOf(bundle: Bundle, part: string): ProbeSection {
  const found = bundle.sections.find((section) => section.part === part);
  if (!found) throw new Error(`no section ${part}`);
  return found;
}

export function blocksOf(bundle: Bundle, part: string): Block[] {
  return readBlocks(sectionOf(bundle, part));
}

/** Waits until something holds, for at most ten seconds. */
export async function eventually(holds: () => boolean): Promise<boolean> {
  for (let i = 0; i < 200; i++) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return holds();
}
