import { readFileSync } from 'node:fs';
import type { Face } from '../face/face.ts';
import { labSources } from '../places.ts';
import { directory, file, type Entry, type FileFlag } from '../tree/entry.ts';
import { binaryContent, contentFor, scriptContent } from './content.ts';

const FLAGS: Readonly<Record<string, readonly FileFlag[]>> = {
  x: [],
  c: ['config'],
  cn: ['config', 'noreplace'],
};

/** Paths that the public spec files of xapi and the storage manager list for this face. */
export function productEntries(name: string, face: Face): Entry[] {
  return readFileSync(labSources('data', 'product-paths.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .filter(([path, owner]) => owner === name && path !== '/var/xapi' && path?.endsWith('*') === false)
    .flatMap((fields) => {
      const [path = ''] = fields;
      const mark = fields[face.pathColumn] ?? '-';
      if (mark === 'd') return [directory(path)];
      const flags = FLAGS[mark];
      return flags === undefined ? [] : [entryFor(path, flags)];
    });
}

function entryFor(path: string, flags: readonly FileFlag[]): Entry {
  const runs =
    /\/(bin|libexec|debug|plugins|init\.d|host-post-declare-dead|post-install-scripts|sm)\/[^/.]+$/.test(
      path,
    ) || path.endsWith('.py');
  return file(path, productContent(path), { mode: runs ? 0o755 : 0o644, flags });
}

/** Programs of the toolstack are compiled, the rest are scripts. */
function productContent(path: string): string | Buffer {
  if (
    /\/(xapi|xe|xcp-\w+|xenopsd|squeezed|v6d|sparse_dd|xenguest|fence|fence\.bin|xsh|list_domains|event_listen|quicktest)$/.test(
      path,
    )
  )
    return binaryContent(path, 60);
  if (/\/(libexec|bin|debug)\/[^/.]+$/.test(path)) return scriptContent(path, '/bin/bash');
  if (/\/(plugins|sm)\/[^/.]+$/.test(path)) return scriptContent(path, '/usr/bin/python');
  return contentFor(path);
}
