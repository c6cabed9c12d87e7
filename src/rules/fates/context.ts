import type { Fate, FateName } from '../../model/fate.ts';
import type { FileItem, Item, ItemKind } from '../../model/inventory.ts';
import type { StockKnowledge } from '../provenance/stock-knowledge.ts';
import type { Judged } from '../provenance/words.ts';

/** What the fate of one item may be judged from. */
export interface FateContext {
  readonly stock: StockKnowledge;
  /** Such as `XenServer 7.0`. */
  readonly targetName: string;
  /** Where the restore list of the target was read: `host-installer upgrade.py@f7a21a1`. */
  readonly listSource: string;
  /** BACKUP_PARTITION of the host's inventory file; null = none recorded. */
  readonly backupPartition: string | null;
  /** var/preserve/safe2upgrade exists: the installer repartitions the primary disk. */
  readonly hasMarker: boolean;
  /** Fates of the paths that the restore touches, by path. */
  readonly restored: ReadonlyMap<string, Fate>;
  readonly provenance: ReadonlyMap<string, Judged>;
  /** Names of packages of a clean target host (`--target-baseline`); null = not given. */
  readonly targetPackages: ReadonlySet<string> | null;
  /** Paths seen on a clean target host. */
  readonly targetPaths: ReadonlySet<string> | null;
  /** There is a list of files, so that one that is not in it is as its package brought it. */
  readonly filesKnown: boolean;
  /** Looks through /etc/init.d. */
  file(path: string): FileItem | undefined;
  of<K extends ItemKind>(kind: K): Extract<Item, { kind: K }>[];
}

/** A fate without the fields that only some have. */
export function fate(
  name: FateName,
  because: string,
  source: string,
  more: Partial<Pick<Fate, 'to' | 'changes' | 'uncertain'>> = {},
): Fate {
  return { name, to: null, changes: [], because, source, uncertain: null, ...more };
}

/** Where the old copy will be: a sentence. */
export function oldCopy(path: string, context: FateContext): string {
  const where = context.backupPartition ?? 'the backup partition';
  return `The old copy is ${path} on ${where}, until the next upgrade formats it.`;
}

/** What becomes of a file depends on whose it is. */
export function notListed(path: string, { listSource }: FateContext): Fate {
  return fate(
    'unknown',
    `What becomes of ${path} is not known: a status report has no list of files, so nobody can tell whose it is.`,
    listSource,
  );
}
