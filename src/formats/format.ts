/**
 * One setting of a configuration file: a key with its value, in the sections that are around it.
 * What is key and what is value for a format stands at the head of its parser.
 */
export interface Entry {
  /** Names of the sections around it, outermost first; empty at the top of the file. */
  readonly section: readonly string[];
  /** Number of the section instance: entries of one `device { … }` share it, entries of the next have another. */
  readonly block: number;
  readonly key: string;
  /** Without the quotes and the comment around it. */
  readonly value: string;
  /** 1-based line it begins on. */
  readonly line: number;
}

/** A line that the format does not allow, or that we do not understand. */
export interface FormatError {
  readonly line: number;
  /** What was expected, a short sentence. */
  readonly message: string;
  readonly excerpt: string;
}

/**
 * A piece of the text: a logical line, with everything around its key and value. The pieces together are the text.
 * `value` is where the raw value (quotes included) lies in the piece; null when there is none.
 */
export interface Piece {
  readonly text: string;
  readonly entry: Entry | null;
  readonly value: readonly [start: number, end: number] | null;
}

export interface Parsed {
  readonly pieces: readonly Piece[];
  readonly entries: readonly Entry[];
  readonly errors: readonly FormatError[];
}

export interface Format {
  readonly name: string;
  /** Where such files lie on a dom0; globs. */
  readonly files: readonly string[];
  /** Keys are compared without regard to upper and lower case. */
  readonly ignoreCase: boolean;
  /** Never throws; what it cannot read is in `errors`. */
  parse(text: string): Parsed;
}

/** The text that was parsed, byte for byte. */
export function print(parsed: Pick<Parsed, 'pieces'>): string {
  return parsed.pieces.map((piece) => piece.text).join('');
}
