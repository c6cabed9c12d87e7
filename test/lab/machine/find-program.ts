import { accessSync, constants, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';

const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/bin', '/usr/lib/openssh'];

/** Where this machine keeps a program, links resolved; null = it has none. */
export function findProgram(command: string): string | null {
  for (const folder of FOLDERS) {
    const path = join(folder, command);
    try {
      accessSync(path, constants.X_OK);
      return realpathSync(path);
    } catch {
      continue;
    }
  }
  return null;
}

/** Shared libraries that a program needs, and the loader, as absolute paths of this machine. */
export function librariesOf(program: string): string[] {
  const { stdout } = runCommand('ldd', [program]);
  const found: string[] = [];
  for (const line of stdout.toString('utf8').split('\n')) {
    const match = /=> (\/\S+) \(0x/.exec(line) ?? /^\s*(\/\S+) \(0x/.exec(line);
    if (match?.[1] !== undefined) found.push(match[1]);
  }
  return found;
}
