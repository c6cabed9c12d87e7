import type { HostState } from '../fetch/answers.ts';

/** What is known of one path after the host was asked for it. */
export interface Evidence {
  /** The host's word before and after the content was read; null = the path was not there then. */
  readonly before: HostState | null;
  readonly after: HostState | null;
  /** Whether the archive of the host held it, whole. */
  readonly hasCome: boolean;
  /** Digest of what arrived, by the algorithm of the host; null = no regular file. */
  readonly arrived: string | null;
  /** Digest that the host took next to it; null = it did not. */
  readonly onHost: string | null;
  /** The end of a sentence when the host's answer is not whole; null = it is. */
  readonly damage: string | null;
  /** What tar said of this path; empty = nothing. */
  readonly said: string;
}

/** How one attempt went. */
export type Attempt =
  | { readonly result: 'good' }
  /** In hand, but it changed. */
  | { readonly result: 'changed'; readonly because: string }
  /** Not in hand. `mayRetry`: because of something beside it. `isAway`: the host does not have it. */
  | {
      readonly result: 'missing';
      readonly because: string;
      readonly mayRetry: boolean;
      readonly isAway: boolean;
    };

/** What tar says, in the language C, of a path that is not there, or that leads through a file. */
const SAID_OF_NOTHING = /(?:^|: )(?:No such file or directory|Not a directory)$/;

/** Judges one attempt. Without a digest of the host, size and times must serve. */
export function judgeAttempt(evidence: Evidence): Attempt {
  const { before, after, arrived, onHost } = evidence;
  if (!evidence.hasCome) return absent(evidence);
  if (arrived !== null && onHost !== null && arrived !== onHost)
    return { result: 'changed', because: 'it was written to while it was read' };
  if (before !== null && after === null)
    return { result: 'changed', because: 'it was removed or renamed while it was read' };
  if (
    before !== null &&
    after !== null &&
    (before.moment !== after.moment || before.identity !== after.identity)
  )
    return { result: 'changed', because: 'its size or its times changed while it was read' };
  return { result: 'good' };
}

function absent({ before, after, damage, said }: Evidence): Attempt {
  const isUnseen = before === null && after === null && damage === null;
  if (isUnseen && (said === '' || SAID_OF_NOTHING.test(said)))
    return missing('It was not there when it was to be read.', { isAway: true });
  if (said !== '') return missing(`The host could not read it: ${said}.`);
  if (damage !== null)
    return missing(`The host ended the reading before it came: ${damage}.`, { mayRetry: true });
  return missing('The host did not send it, and gave no reason.', { mayRetry: true });
}

function missing(
  because: string,
  { mayRetry = false, isAway = false }: { mayRetry?: boolean; isAway?: boolean } = {},
): Attempt {
  return { result: 'missing', because, mayRetry, isAway };
}

/**
 * What tar said of a path on its standard error: lines `tar: <path>: <reason>`. It writes line breaks and backslashes of a
 * name as escapes, so that names with them may go without a reason.
 */
export function reasonFor(path: string, said: string): string {
  const start = `: ${path}: `;
  for (const line of said.split('\n')) {
    const at = line.indexOf(start);
    if (at === -1 || !/^[\w/]*tar$/.test(line.slice(0, at))) continue;
    return line
      .slice(at + start.length)
      .replace(/^(Warning: )?(Cannot (open|stat|read): )?/, '')
      .trim();
  }
  return '';
}
