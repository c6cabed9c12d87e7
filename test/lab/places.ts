import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json, from the sources as well as from the compiled copy in `.build`. */
function findProjectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the lab lies in no folder with a package.json');
    folder = parent;
  }
  return folder;
}

/** The lab's own sources: shell scripts and lists are read from here, compiled or not. */
export function labSources(...parts: string[]): string {
  return join(findProjectRoot(), 'test', 'lab', ...parts);
}

/**
 * The lab's code as it runs: these sources, or their compiled copy. What is built is named after the code that built it, which
 * may be a compiled copy older than the sources.
 */
export function labCode(...parts: string[]): string {
  return join(dirname(fileURLToPath(import.meta.url)), ...parts);
}

/** Everything the lab makes lies below this git-ignored folder. */
export function labCache(...parts: string[]): string {
  return join(process.env['DOM0_AUDIT_LAB_DIR'] ?? join(findProjectRoot(), '.lab'), ...parts);
}
