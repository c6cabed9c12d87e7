import type { LabPackage } from '../rpm/package.ts';
import { directory, type Entry } from '../tree/entry.ts';

/** One package in so many forgets to own its folders, as happens with real ones. */
const FORGETFUL = 9;

/** Lets each package own the folders that it alone brings; folders that a package lists already stay as they are. */
export function withFolders(packages: readonly LabPackage[]): LabPackage[] {
  const listed = new Set<string>();
  const links = new Set<string>();
  for (const entry of packages.flatMap((item) => item.entries)) {
    if (entry.type === 'directory') listed.add(entry.path.toString());
    if (entry.type === 'link') links.add(entry.path.toString());
  }
  return packages.map((item, i) => {
    const own: Entry[] = [];
    for (const entry of item.entries)
      for (const folder of parentsOf(entry.path.toString())) {
        if (listed.has(folder) || links.has(folder)) continue;
        listed.add(folder);
        if (i % FORGETFUL !== FORGETFUL - 1) own.push(directory(folder));
      }
    return { ...item, entries: [...item.entries, ...own] };
  });
}

function parentsOf(path: string): string[] {
  const out: string[] = [];
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
    out.push(path.slice(0, slash));
  return out;
}
