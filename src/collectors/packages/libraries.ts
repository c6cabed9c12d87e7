import { countOf } from '../../lib/quantities.ts';
import { compareText } from '../../lib/order.ts';
import { ELF_ORIGIN } from '../../model/gap.ts';
import type { PackageElf, PackageItem } from '../../model/inventory.ts';
import type { PartGap } from '../reading.ts';
import { fieldCount, fieldText } from '../records.ts';

/**
 * `need` and `give` records of a package, and its `files` record with the numbers of 32-bit and 64-bit files. rpm notes
 * them when a package is built, unless its maker has switched that off (`AutoReqProv: no`).
 */
export function packageElf(
  libraries: readonly (readonly string[])[],
  [, , , narrow, wide]: readonly string[],
): PackageElf | null {
  const named = (word: string): string[] => [
    ...new Set(libraries.flatMap(([kind, , name = '']) => (kind === word ? [fieldText(name)] : []))),
  ];
  const provided = named('give').sort(compareText);
  const needed = named('need')
    .filter((name) => !provided.includes(name))
    .sort(compareText);
  const has = (bits: '32' | '64', files: string | undefined): boolean =>
    (fieldCount(files) ?? 0) > 0 || libraries.some(([, width]) => width === bits);
  const bits = [...(has('32', narrow) ? [32 as const] : []), ...(has('64', wide) ? [64 as const] : [])];
  return bits.length === 0 ? null : { bits, needed, provided };
}

/** Not a package for any machine, nor one of a key. */
export function mayHoldCode({ arch }: Pick<PackageItem, 'arch'>): boolean {
  return arch !== null && arch !== 'noarch';
}

/** One gap for all packages of which rpm noted nothing. */
export function silentGaps(nevras: readonly string[]): PartGap[] {
  const [first] = nevras;
  if (first === undefined) return [];
  const others = nevras.length === 1 ? '' : ` and ${countOf(nevras.length - 1, 'other package')}`;
  return [
    {
      origin: ELF_ORIGIN,
      reason: 'not-collected',
      detail: `what the programs of ${first}${others} are built for and need; it was not noted when they were built`,
    },
  ];
}
