import type { ChosenPath } from './choose.ts';

const MOST_PATHS = 400;
/** So much waits in the spool at once, but for a file that is larger. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The list in order, cut into what is asked for in one request. */
export function* batchesOf(
  paths: readonly ChosenPath[],
  mostPaths = MOST_PATHS,
): Generator<readonly ChosenPath[]> {
  let batch: ChosenPath[] = [];
  let bytes = 0;
  for (const one of paths) {
    const size = one.sizeBytes ?? 0;
    if (batch.length > 0 && (batch.length >= mostPaths || bytes + size > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(one);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
