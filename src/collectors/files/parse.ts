// The answer of probe.sh: what find saw that rpm does not know, or knows otherwise, then the text of such files.
// Each record is a line `<FRAME> <letter> <fields>`, divided by tabs, names escaped and last:
//
//   A <state> <type> <mode> <user> <group> <size> <mtime> <uid> <gid> <links> <target> <path>      what is there
//   X <tag> <digest> <flags> <verify flags> <state> <package> <type> <mode> … <link>              what a package says
//   M <path> · O <real path> <path in the package> · H <digest> <path> · L <leads to> <path> · Z as A, without a state
//   F <path> of machine code, then W <offset> <words of it> · V <vermagic>
//   P <number> <name> <epoch> <version> <release> <arch> · E <count> <fs type> <mount> · N <name> <count> · T <stage> <time>
//
// Empty means: nothing differs, which a host with an rpm database never says (the root folder alone is a record).
// Of a file that could not be read, F stands alone. Learnt from rpm 4.4.2.3 (lib/verify.c: what -V compares) and findutils 4.2.27.
import { decodePath } from '../../lib/path-bytes.ts';
import type { FileContent, FileItem } from '../../model/inventory.ts';
import { readBlocks } from '../../probe/blocks.ts';
import type { ProbeSection } from '../../probe/section.ts';
import type { Collected, Parts } from '../define.ts';
import type { PartGap } from '../reading.ts';
import { blockGap, codeGaps, cutGap, listingGaps } from './gaps.ts';
import { fileItems } from './items.ts';
import { readListing } from './listing.ts';

export function parseFiles(parts: Parts): Collected {
  const section = parts['root'];
  if (!section) return { items: [], gaps: [] };
  const listing = readListing(section);
  const items = fileItems(listing);
  const { contents, gaps } = readContents(section);
  const count = (name: string): number => Number(listing.counts.get(name) ?? 0);
  return {
    items,
    gaps: [...listingGaps(listing, section), ...codeGaps(listing, items), ...gaps],
    contents: [...contents, ...emptyContents(items)],
    // Without a list nothing was counted.
    ...(section.notHeld === undefined && {
      counts: { assumedUnchanged: count('assumed') + count('prelinked'), ownedPaths: count('owned') },
    }),
  };
}

function readContents(section: ProbeSection): { contents: FileContent[]; gaps: PartGap[] } {
  const contents: FileContent[] = [];
  const gaps: PartGap[] = [];
  for (const block of readBlocks(section)) {
    if (block.type === 'gap') gaps.push(blockGap(block));
    if (block.type !== 'file') continue;
    const content: FileContent = {
      ...decodePath(block.name),
      text: block.body.toString('utf8'),
      sizeBytes: block.sizeBytes,
      truncated: block.truncated,
      withheldLines: block.withheldLines,
    };
    contents.push(content);
    if (content.truncated) gaps.push(cutGap(content, block.body.length));
  }
  return { contents, gaps };
}

/** A changed file that is empty now has a text all the same. */
function emptyContents(items: readonly FileItem[]): FileContent[] {
  return items
    .filter((item) => item.state === 'changed' && item.type === 'file' && item.sizeBytes === 0)
    .map(({ path, pathEncoding }) => ({
      path,
      ...(pathEncoding && { pathEncoding }),
      text: '',
      sizeBytes: 0,
      truncated: false,
      withheldLines: 0,
    }));
}
