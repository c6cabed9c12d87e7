import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { shellText } from '../lib/shell-text.ts';

export interface FetchProgram {
  /** The whole program: the same bytes for every host. */
  readonly text: string;
  readonly sha256: string;
}

/** Puts the fixed program together: its own text, what both programs share, the call. */
export function composeFetch(): FetchProgram {
  const own = readFileSync(new URL('fetch.sh', import.meta.url), 'utf8');
  const call = [
    `# ${'-'.repeat(64)} the start`,
    '',
    '# Nothing has been done up to here. The line is read whole before it is run, so that a program cut short does nothing.',
    '{ fetch_main 3<&0 < /dev/null; exit "$?"; }',
    '',
  ];
  const text = [own, shellText('host'), shellText('mask'), call.join('\n')].join('\n');
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
}
