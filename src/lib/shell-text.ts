import { readFileSync } from 'node:fs';

/**
 * Shell text that both programs are put together from: `host` (surroundings, watchdog) and `mask` (what is withheld
 * before anything leaves the host). Fixed text, read from the program's own folder.
 */
export function shellText(part: 'host' | 'mask'): string {
  return readFileSync(new URL(`shell/${part}.sh`, import.meta.url), 'utf8');
}
