import type { MultipathArray, MultipathDifference } from '../../model/multipath.ts';
import { defaultOf, type Stanza } from './conf.ts';
import type { MultipathContext } from './context.ts';
import {
  covers,
  entryFor,
  featuresWith,
  fits,
  isForAll,
  isWrittenSame,
  isYes,
  type HardwareTable,
} from './hardware-table.ts';
import { samplesOf } from './patterns.ts';

/**
 * Lays each stanza of the file over what the target has for such an array without it.
 * @param table of the target: its built-in entries and those of its own file
 * @param stanzas as the target takes them
 * @param together the same table with the stanzas added
 */
export function judgeArrays(
  stanzas: readonly Stanza[],
  table: HardwareTable,
  together: HardwareTable,
  context: MultipathContext,
): MultipathArray[] {
  return stanzas.flatMap((stanza) => {
    if (stanza.line === null) return [];
    const entries = entriesOf(stanza, table);
    const differences =
      entries.length === 0 ? asked(stanza, null, context) : differencesOf(stanza, entries, context);
    return [
      {
        line: stanza.line,
        vendor: stanza.vendor,
        product: stanza.product,
        verdict: entries.length === 0 ? 'lost' : differences.length === 0 ? 'same' : 'other',
        entries: entries.map((entry) => nameOf(entry, context)),
        differences,
        takesOver: isForAll(stanza)
          ? []
          : entries.filter((entry) => !fits(entry, stanza)).map((entry) => nameOf(entry, context)),
        hiddenBy: isForAll(stanza) ? null : hiddenBy(stanza, together),
      },
    ];
  });
}

/** The last entry that fits counts: a later stanza with a wider pattern is taken instead of this one. */
function hiddenBy(stanza: Stanza, together: HardwareTable): number | null {
  const texts = (pattern: string | null) => {
    const [whole = '', ...names] = samplesOf(pattern ?? '');
    return names.length === 0 ? [whole] : names;
  };
  const taken = texts(stanza.vendor).flatMap((vendor) =>
    texts(stanza.product).map((product) => entryFor(together, vendor, product)),
  );
  const [first] = taken;
  return taken.every((entry) => entry !== null && entry.line !== stanza.line) ? (first?.line ?? null) : null;
}

/** The entries that the target would take for arrays that the stanza is meant for, in the order of the table. */
function entriesOf(stanza: Stanza, table: HardwareTable): readonly Stanza[] {
  if (isForAll(stanza)) return table;
  const found = new Set(table.filter((entry) => !isForAll(entry) && covers(stanza, entry)));
  for (const vendor of samplesOf(stanza.vendor ?? ''))
    for (const product of samplesOf(stanza.product ?? '')) {
      const entry = entryFor(table, vendor, product);
      if (entry !== null) found.add(entry);
    }
  return table.filter((entry) => found.has(entry));
}

function differencesOf(
  stanza: Stanza,
  entries: readonly Stanza[],
  context: MultipathContext,
): readonly MultipathDifference[] {
  const all = entries.flatMap((entry) => asked(stanza, entry, context));
  return [...new Map(all.map((difference) => [JSON.stringify(difference), difference])).values()];
}

/** What the stanza asks for and the entry does not give. */
function asked(stanza: Stanza, entry: Stanza | null, context: MultipathContext): MultipathDifference[] {
  const hasRetry = stanza.settings.has('no_path_retry');
  return [...stanza.settings].flatMap(([keyword, { value }]) => {
    if (keyword === 'all_devs') return [];
    const target =
      entry?.settings.get(keyword)?.value ?? defaultOf(context.own, keyword, context.to, context.known);
    const isSame =
      keyword === 'features' && hasRetry
        ? featuresWith(value, false) === featuresWith(target, false)
        : isSameValue(keyword, value, target);
    return isSame ? [] : [{ keyword, wanted: value, target }];
  });
}

/** Two spellings of one value: yes and 1, no and 0, fail and 0. */
export function isSameValue(keyword: string, a: string, b: string): boolean {
  return a === b || plain(keyword, a) === plain(keyword, b);
}

function plain(keyword: string, value: string): string {
  if (keyword === 'no_path_retry') return value === 'fail' ? '0' : value;
  if (value === 'no' || value === '') return value === '' ? value : '0';
  return isYes(value) ? '1' : value;
}

function nameOf(entry: Stanza, { own }: MultipathContext): string {
  const isOwn = own.devices.some((other) => isWrittenSame(other, entry));
  return `${entry.vendor ?? '*'}/${entry.product ?? '*'} (${isOwn ? 'file of the product' : 'built in'})`;
}
