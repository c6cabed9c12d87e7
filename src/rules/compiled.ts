import type { ElfFacts } from '../lib/elf.ts';
import { remember } from '../lib/remember.ts';
import type { AssessedItem } from '../model/fate.ts';
import type { FileItem, PackageItem } from '../model/inventory.ts';
import type { Facts, Of } from './facts.ts';

/** A compiled file that no package brought as it is, or all those of a package together. */
export interface Compiled {
  readonly assessed: AssessedItem<FileItem> | AssessedItem<PackageItem>;
  /**
   * What a finding is about: the topmost folder of its own that a file lies in, so that a vendor's tree is one finding and
   * not two hundred; else the file; the package.
   */
  readonly subject: AssessedItem;
  /** The path, or the NEVRA. */
  readonly name: string;
  /** Of a file; null for a package. */
  readonly elf: ElfFacts | null;
  readonly bits: readonly number[];
  /** Libraries that it is linked with, without those that its own tree or package brings. */
  readonly needed: readonly string[];
  /** Names under which others are linked with it. */
  readonly provided: readonly string[];
  /** What it is, in a line. */
  readonly line: string;
}

const known = new WeakMap<Facts, Map<Of, readonly Compiled[]>>();

/** Files first, then packages, in the order of their ids. */
export function compiledOf(facts: Facts, of: Of): readonly Compiled[] {
  const ofHost = known.get(facts) ?? new Map<Of, readonly Compiled[]>();
  known.set(facts, ofHost);
  return remember(ofHost, of, () => [
    ...withoutOwn(facts.items('file', of).flatMap((file) => compiledFile(facts, file))),
    ...facts.items('package', of).flatMap(compiledPackage),
  ]);
}

/** A vendor's tree that has its own copy of a library needs none from the system. */
function withoutOwn(files: readonly Compiled[]): Compiled[] {
  const own = new Map<string, Set<string>>();
  for (const { subject, provided } of files)
    for (const name of provided) remember(own, subject.item.id, () => new Set<string>()).add(name);
  return files.map((file) => {
    const names = own.get(file.subject.item.id);
    return names === undefined ? file : { ...file, needed: file.needed.filter((name) => !names.has(name)) };
  });
}

function compiledFile(facts: Facts, assessed: AssessedItem<FileItem>): Compiled[] {
  const { elf } = assessed.item;
  if (elf === undefined) return [];
  const needs = elf.needed.length === 0 ? '' : `, needs ${few(elf.needed)}`;
  const built = elf.vermagic === null ? '' : `, built for ${elf.vermagic}`;
  return [
    {
      assessed,
      subject: ownFolder(facts, assessed.item.path) ?? assessed,
      name: assessed.item.path,
      elf,
      bits: [elf.bits],
      needed: elf.needed,
      provided: elf.soname === null ? [] : [elf.soname],
      line: `${elf.bits}-bit ${elf.type} for ${elf.machine}${needs}${built}`,
    },
  ];
}

function compiledPackage(assessed: AssessedItem<PackageItem>): Compiled[] {
  const { elf } = assessed.item;
  if (elf === undefined) return [];
  const needs = elf.needed.length === 0 ? '' : `, needs ${few(elf.needed)}`;
  return [
    {
      assessed,
      subject: assessed,
      name: assessed.item.nevra,
      elf: null,
      bits: elf.bits,
      needed: elf.needed,
      provided: elf.provided,
      line: `${assessed.item.nevra}: ${elf.bits.map((bits) => `${bits}-bit`).join(' and ')} files${needs}`,
    },
  ];
}

/** The topmost folder above a path that no package owns. */
function ownFolder(facts: Facts, path: string): AssessedItem<FileItem> | null {
  for (let slash = path.indexOf('/', 1); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const folder = facts.file(path.slice(0, slash));
    if (folder?.item.type === 'directory' && folder.item.state === 'unowned') return folder;
  }
  return null;
}

const FEW = 12;

/** Names in a row, the last ones left out where there are many. */
export function few(names: readonly string[]): string {
  return names.length <= FEW
    ? names.join(', ')
    : `${names.slice(0, FEW).join(', ')} and ${names.length - FEW} more`;
}
