import { posix } from 'node:path';
import { compileGlobs } from '../../lib/globs.ts';
import { compiledOf, type Compiled } from '../compiled.ts';
import { excerptOf, mergeMatches, type Match } from '../evaluation.ts';
import { pushTo } from '../facts-index.ts';
import type { Facts } from '../facts.ts';
import { isGone, nameOf, type Relation } from './relation.ts';

/** Where every program looks for libraries (ld.so(8)). */
const SYSTEM_FOLDERS = ['/lib', '/lib64', '/usr/lib', '/usr/lib64'];
const LOADER_SETTINGS = compileGlobs(['/etc/ld.so.conf', '/etc/ld.so.conf.d/*.conf']);

/** A compiled file that is linked with a library of somebody else's which does not come back. */
export const libraryGone: Relation = {
  name: 'library-gone',
  title:
    'a program or library that is linked with a library of another tree or package which does not come back ({{library}} of {{gone}})',
  kinds: ['file', 'package'],
  readsCode: true,
  find: (facts) => {
    const all = compiledOf(facts, 'custom');
    const shared = new Set([...SYSTEM_FOLDERS, ...configuredFolders(facts)]);
    const bringers = new Map<string, Compiled[]>();
    for (const one of all) for (const name of one.provided) pushTo(bringers, name, one);
    return mergeMatches(
      all.flatMap((one) => {
        const folders = new Set([...shared, ...ownFolders(one)]);
        return one.needed.flatMap((library) => {
          const found = (bringers.get(library) ?? []).filter((bringer) => isFound(bringer, library, folders));
          return matchGone(one, library, found);
        });
      }),
    );
  },
};

/** Folders that the host adds for all programs. */
function configuredFolders(facts: Facts): string[] {
  return facts
    .texts(LOADER_SETTINGS, 'any')
    .flatMap(({ lines }) => lines.map((line) => line.trim()))
    .filter((line) => line.startsWith('/'));
}

/** Folders that the program itself names. */
function ownFolders({ elf, name }: Compiled): string[] {
  return (elf?.runPath ?? '')
    .split(':')
    .map((folder) => folder.replace(/^\$(ORIGIN|\{ORIGIN\})(?=\/|$)/, () => folderOf(name)))
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => posix.normalize(folder).replace(/(?<=.)\/$/, ''));
}

/**
 * Whether the library is looked for where it lies. A vendor's own copy of libssl is not the one that other programs use. A
 * package tells only of its libraries in the folders of the system, and of what it adds to them.
 */
function isFound({ assessed, elf, name }: Compiled, library: string, folders: ReadonlySet<string>): boolean {
  if (elf !== null) return folders.has(folderOf(name));
  return (
    assessed.item.kind === 'package' &&
    assessed.item.notablePaths.some(
      (path) =>
        path.startsWith('/etc/ld.so.conf.d/') ||
        SYSTEM_FOLDERS.some((folder) => path.startsWith(`${folder}/${library}`)),
    )
  );
}

/** Nothing where any of the libraries of that name stays, or lies in the same tree or package. */
function matchGone(one: Compiled, library: string, bringers: readonly Compiled[]): Match[] {
  const [bringer] = bringers;
  if (bringer === undefined) return [];
  if (bringers.some(({ assessed, subject }) => !isGone(assessed) || subject === one.subject)) return [];
  const gone = bringer.name;
  return [
    {
      subject: one.subject.item.id,
      key: library,
      evidence: [{ origin: one.elf === null ? 'rpm -qa' : one.name, excerpt: excerptOf(one.line) }],
      values: { subject: nameOf(one.subject.item.id), library, gone, goneFate: bringer.assessed.fate.name },
    },
  ];
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
