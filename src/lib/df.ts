/** One line of `df -P`: numbers in the unit that df was asked for, null where it prints a dash. */
export interface DfLine {
  readonly source: string;
  readonly total: number | null;
  readonly used: number | null;
  readonly available: number | null;
  readonly target: string;
}

const NUMBERS = /\s(\d+|-)\s+(\d+|-)\s+(-?\d+|-)\s+(?:\d+%|-)\s+(?=\/)/;

/** Reads a line of `df -P` (blocks or, with `-i`, inodes); null for the heading and for anything else. */
export function parseDfLine(line: string): DfLine | null {
  const match = NUMBERS.exec(line);
  if (!match) return null;
  return {
    source: line.slice(0, match.index).trim(),
    total: numberOf(match[1]),
    used: numberOf(match[2]),
    available: numberOf(match[3]),
    target: line.slice(match.index + match[0].length),
  };
}

function numberOf(text: string | undefined): number | null {
  return text === undefined || text === '-' ? null : Number(text);
}
