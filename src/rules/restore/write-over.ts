import { openForWriting, type TargetNode } from './target-tree.ts';
import { stop, type Run } from './world.ts';

/** Puts the installer's own words in a file; owner and mode stay. */
export function writeOver(run: Run, path: string): void {
  const node = openForWriting(run.target, path);
  if (node === null)
    stop(run, 'path-type', path, `The installer writes /${path}, which cannot be written as a file.`);
  else Object.assign(node, { origin: null, text: 'installer', edits: [] } satisfies Partial<TargetNode>);
}
