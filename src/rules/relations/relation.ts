import type { AssessedItem } from '../../model/fate.ts';
import type { FileItem, ItemKind, PackageItem } from '../../model/inventory.ts';
import type { Match } from '../evaluation.ts';
import type { Facts } from '../facts.ts';

/** Something between two items: one of them goes, and the other needs it. */
export interface Relation {
  readonly name: string;
  /** What it finds, for docs/writing-rules.md. The first named is the subject. */
  readonly title: string;
  /** Kinds whose gaps may hide it. */
  readonly kinds: readonly ItemKind[];
  /** It reads what compiled files are and need. */
  readonly readsCode?: true;
  readonly find: (facts: Facts) => readonly Match[];
}

const GONE = new Set(['lost', 'replaced', 'destroyed', 'moved']);

/** The item that brings a path and does not come back to it: the file itself, or the package that owns it. */
export function goneAt(facts: Facts, path: string): AssessedItem | null {
  const file = facts.file(path) ?? facts.file(otherInitPath(path));
  if (file !== null) return isGone(file) ? file : null;
  const owner = facts.packageOf(path);
  return owner?.fate.name === 'lost' ? owner : null;
}

/** That it does not come back to its place. */
export function isGone(file: AssessedItem<FileItem> | AssessedItem<PackageItem>): boolean {
  // A stock file that was edited is `replaced`: the path is there again, so nothing that calls it breaks.
  if (file.item.kind === 'file' && file.item.package !== null && file.provenance === 'stock') return false;
  return GONE.has(file.fate.name);
}

/** /etc/init.d is a link to /etc/rc.d/init.d: both name the same file. */
function otherInitPath(path: string): string {
  return path.startsWith('/etc/rc.d/')
    ? path.replace('/etc/rc.d/', '/etc/')
    : path.replace(/^\/etc\/(?=init\.d\/|rc\.local$)/, '/etc/rc.d/');
}

const SEARCHED = ['/usr/local/sbin', '/usr/local/bin', '/sbin', '/bin', '/usr/sbin', '/usr/bin', '/root/bin'];

/** Where a command is: as it is called, or the first folder of the usual PATH where a file or package is known to bring it. */
export function placesOf(facts: Facts, name: string, path: string | null): readonly string[] {
  if (path !== null) return [path];
  for (const folder of SEARCHED) {
    const candidate = `${folder}/${name}`;
    if (facts.file(candidate) !== null || facts.packageOf(candidate) !== null) return [candidate];
  }
  return [];
}

/** The id without its kind. */
export function nameOf(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}
