/** An rpm version. An empty release is not compared, as in a dependency that names none. */
export interface Evr {
  /** null = none, which counts as 0. */
  readonly epoch: number | null;
  readonly version: string;
  readonly release: string;
}

/** Order of two rpm versions: epoch, then version, then release. */
export function compareEvr(a: Evr, b: Evr): -1 | 0 | 1 {
  const epoch = sign((a.epoch ?? 0) - (b.epoch ?? 0));
  if (epoch !== 0) return epoch;
  const version = compareRpmVersions(a.version, b.version);
  if (version !== 0 || a.release === '' || b.release === '') return version;
  return compareRpmVersions(a.release, b.release);
}

/** `[epoch:]version[-release]`; the last dash divides, as in a NEVRA. */
export function parseEvr(text: string): Evr {
  const colon = /^(\d+):/.exec(text);
  const rest = colon ? text.slice(colon[0].length) : text;
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon ? Number(colon[1]) : null,
    version: dash === -1 ? rest : rest.slice(0, dash),
    release: dash === -1 ? '' : rest.slice(dash + 1),
  };
}

/** One piece of a version: a run of digits or of letters, or one of the two marks. */
const PIECE = /[0-9]+|[A-Za-z]+|[~^]/g;

/**
 * Order of two version strings as rpm 4.15 and later has it (rpmio/rpmvercmp.c). Everything that is no letter, digit, tilde or caret
 * only divides. Numbers are newer than letters, more pieces are newer, a tilde is older than anything and than the end,
 * a caret is newer than the end and older than anything else. The rpm of CentOS 5 knows neither mark.
 */
export function compareRpmVersions(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  const mine: string[] = a.match(PIECE) ?? [];
  const theirs: string[] = b.match(PIECE) ?? [];
  for (let i = 0; i < Math.max(mine.length, theirs.length); i++) {
    const order = comparePieces(mine[i], theirs[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePieces(a: string | undefined, b: string | undefined): -1 | 0 | 1 {
  if (a === b) return 0;
  if (a === '~') return -1;
  if (b === '~') return 1;
  if (a === '^') return b === undefined ? 1 : -1;
  if (b === '^') return a === undefined ? -1 : 1;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  return compareRuns(a, b);
}

function compareRuns(a: string, b: string): -1 | 0 | 1 {
  const isNumber = (text: string): boolean => /^[0-9]/.test(text);
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? 1 : -1;
  if (!isNumber(a)) return a < b ? -1 : 1;
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  if (x.length !== y.length) return x.length < y.length ? -1 : 1;
  return x < y ? -1 : x > y ? 1 : 0;
}

function sign(difference: number): -1 | 0 | 1 {
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}
