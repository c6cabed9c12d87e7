import { decodePath } from '../../lib/path-bytes.ts';
import type { Reading } from '../reading.ts';

/** One path as `find -printf` gives it. */
export interface ListedPath {
  readonly path: string;
  /** Letter of find: f, d, l, p, s, c, b. */
  readonly type: string;
  /** Octal permissions, `755`. */
  readonly mode: string;
  readonly sizeBytes: number;
  /** Type behind a link; N = nothing there, L = a loop. For what is no link the same as `type`. */
  readonly leadsTo: string;
  readonly linkTarget: string;
}

const FIELDS = 5;
const SEPARATOR = Buffer.from('\t//\t');

/** Rows of type, mode, size, type behind a link, path and target; a last row that is not whole is left out. */
export function readListing(reading: Reading): ListedPath[] {
  return reading.rows('list', FIELDS).flatMap(([type, mode, size, leadsTo, names]) => {
    const at = names?.indexOf(SEPARATOR) ?? -1;
    if (!type || !mode || !size || !leadsTo || !names || at === -1) return [];
    return [
      {
        path: decodePath(names.subarray(0, at)).path,
        type: type.toString('latin1'),
        mode: mode.toString('latin1'),
        sizeBytes: Number(size.toString('latin1')),
        leadsTo: leadsTo.toString('latin1'),
        linkTarget: decodePath(names.subarray(at + SEPARATOR.length)).path,
      },
    ];
  });
}
