import { remember } from '../lib/remember.ts';
import type { Globs } from '../lib/globs.ts';
import { compareText } from '../lib/order.ts';
import { ELF_ORIGIN, type Gap, type GapReason } from '../model/gap.ts';
import type { Inventory } from '../model/inventory.ts';
import { collectorsOf } from './collectors-of.ts';

/** Gaps that are about the content of a file that is otherwise known. */
const CONTENT_REASONS: ReadonlySet<GapReason> = new Set(['too-large', 'withheld', 'unparsable']);

export interface KnownPaths {
  readonly isFile: (path: string) => boolean;
  readonly isMount: (path: string) => boolean;
}

/** What could not be looked at, by what it may hide. */
export function gapFinder(inventory: Inventory, known: KnownPaths) {
  const cache = new Map<string, readonly Gap[]>();

  function ofCollector(collector: string): readonly Gap[] {
    const section = inventory.sections[collector];
    if (section) return section.gaps;
    return [
      {
        collector,
        origin: collector,
        reason: 'not-collected',
        detail: `the ${collector} part of the audit was not received`,
      },
    ];
  }

  return {
    ofCollectors: (collectors: readonly string[]) =>
      remember(cache, `collectors\0${collectors.join('\0')}`, () =>
        [...new Set(collectors)].flatMap((collector) =>
          ofCollector(collector).filter(
            ({ reason, origin }) => reason !== 'withheld' && origin !== ELF_ORIGIN,
          ),
        ),
      ),
    /** What could not be told of compiled files and packages that are otherwise known. */
    ofCode: () =>
      [...collectorsOf('file'), ...collectorsOf('package')].flatMap((collector) =>
        ofCollector(collector).filter(({ origin }) => origin === ELF_ORIGIN),
      ),
    ofPaths: (globs: Globs, need: 'existence' | 'content') =>
      remember(cache, `${need}\0${globs.sources.join('\0')}`, () => {
        const collectors =
          need === 'existence' ? collectorsOf('file') : Object.keys(inventory.sections).sort(compareText);
        return [...new Set([...collectorsOf('file'), ...collectors])].flatMap((collector) =>
          ofCollector(collector).filter((gap) => hidesPath(gap, globs, need, known)),
        );
      }),
  };
}

/** What only compares or looks closer: where it fails, no path is hidden. */
const CLOSER_LOOKS = new Set(['md5sum', 'prelink', ELF_ORIGIN]);

function hidesPath(gap: Gap, globs: Globs, need: 'existence' | 'content', known: KnownPaths): boolean {
  if (gap.reason === 'withheld' || CLOSER_LOOKS.has(gap.origin)) return false;
  if (!gap.origin.startsWith('/')) return collectorsOf('file').includes(gap.collector);
  if (need === 'existence' && CONTENT_REASONS.has(gap.reason) && known.isFile(gap.origin)) return false;
  const folder = gap.origin.endsWith('/') ? gap.origin : `${gap.origin}/`;
  if (globs.bases.some(({ base }) => base.startsWith(folder))) return true;
  // A file system of its own is no part of the root: a wide glob does not mean it.
  if (gap.reason === 'not-collected' && known.isMount(gap.origin)) return false;
  return globs.test(gap.origin);
}
