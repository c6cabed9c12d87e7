/** Why something could not be looked at. The words are those of the report's contract. */
export type GapReason =
  | 'denied'
  | 'missing-tool'
  | 'timed-out'
  | 'too-large'
  | 'unparsable'
  | 'cut-off'
  | 'not-running'
  | 'not-collected'
  | 'withheld';

export const GAP_REASONS: readonly GapReason[] = [
  'denied',
  'missing-tool',
  'timed-out',
  'too-large',
  'unparsable',
  'cut-off',
  'not-running',
  'not-collected',
  'withheld',
];

/** Origin of gaps about the heads of compiled files: they hide what such a file needs, and no path. */
export const ELF_ORIGIN = 'ELF headers';

/**
 * Something that could not be looked at: an answer of its own, never "nothing there".
 * `origin` is the command or path, `detail` says what is therefore not known.
 */
export interface Gap {
  readonly collector: string;
  readonly origin: string;
  readonly reason: GapReason;
  readonly detail: string;
}
