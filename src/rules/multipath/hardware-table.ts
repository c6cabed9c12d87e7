import type { Said, Stanza } from './conf.ts';
import { isFoundIn, samplesOf } from './patterns.ts';

/** Entries in the order in which the tools hold them; where several fit an array, the last one counts. */
export type HardwareTable = readonly Stanza[];

/**
 * The table after one more file was read, as the tools of 7.x make it (libmultipath/config.c factorize_hwtable, merge_hwe): the
 * patterns of each older entry are looked for in the vendor and product that the new stanza has, as they are written there; where both are
 * found the stanza takes over what it does not say itself, and an older entry that is written the same is dropped. An
 * `all_devs` stanza writes over every older entry instead.
 * @param isExact `hw_str_match yes`: only what is written the same counts.
 */
export function addStanzas(table: HardwareTable, added: readonly Stanza[], isExact: boolean): HardwareTable {
  const newer = [...added];
  const older: Stanza[] = [];
  for (const entry of table) {
    let kept: Stanza | null = entry;
    for (const [at, stanza] of newer.entries()) {
      if (isForAll(stanza)) {
        kept = overwritten(kept, stanza);
        continue;
      }
      const isEqual = isWrittenSame(kept, stanza);
      if (!isEqual && (isExact || !fits(kept, stanza))) continue;
      newer[at] = merged(stanza, kept);
      if (!isEqual) continue;
      kept = null;
      break;
    }
    if (kept !== null) older.push(kept);
  }
  return [...older, ...newer];
}

/** The entry that the tools take for an array that says these of itself; null = none. */
export function entryFor(table: HardwareTable, vendor: string, product: string): Stanza | null {
  return (
    table.findLast(
      (entry) => !isForAll(entry) && finds(entry.vendor, vendor) && finds(entry.product, product),
    ) ?? null
  );
}

/** Whether the stanza would be taken for an array that the entry is meant for. */
export function covers(stanza: Stanza, entry: Stanza): boolean {
  return isForOneOf(stanza.vendor, entry.vendor) && isForOneOf(stanza.product, entry.product);
}

/** Whether the stanza takes settings over from the entry. */
export function fits(entry: Stanza, stanza: Stanza): boolean {
  return (
    textFits(entry.vendor, stanza.vendor) &&
    textFits(entry.product, stanza.product) &&
    textFits(entry.revision, stanza.revision)
  );
}

export function isWrittenSame(a: Stanza, b: Stanza): boolean {
  return a.vendor === b.vendor && a.product === b.product && a.revision === b.revision;
}

export function isForAll(stanza: Stanza): boolean {
  return isYes(stanza.settings.get('all_devs')?.value ?? 'no');
}

export function isYes(value: string): boolean {
  return value === 'yes' || value === '1';
}

/** What the stanza says, its names too, stands in every entry. */
function overwritten(entry: Stanza, stanza: Stanza): Stanza {
  const { line, vendor, product, revision, settings } = merged({ ...stanza, line: entry.line }, entry);
  return {
    line,
    vendor,
    product,
    revision,
    settings: new Map([...settings].filter(([keyword]) => keyword !== 'all_devs')),
  };
}

/** What the stanza does not say comes from the entry, a missing name too. */
function merged(stanza: Stanza, entry: Stanza): Stanza {
  return {
    line: stanza.line,
    vendor: stanza.vendor ?? entry.vendor,
    product: stanza.product ?? entry.product,
    revision: stanza.revision ?? entry.revision,
    settings: consistent(new Map([...entry.settings, ...stanza.settings])),
  };
}

/** `features` without the word that no_path_retry decides about, which the count in front follows. */
export function featuresWith(features: string, queue: boolean): string {
  const [, ...words] = features.split(' ');
  const others = words.filter((word) => word !== 'queue_if_no_path' && word !== '');
  const all = queue ? [...others, 'queue_if_no_path'] : others;
  return [String(all.length), ...all].join(' ');
}

/** no_path_retry decides whether the features hold queue_if_no_path (end of merge_hwe and overwrite_hwe). */
function consistent(settings: Map<string, Said>): Map<string, Said> {
  const retry = settings.get('no_path_retry')?.value;
  if (retry === undefined) return settings;
  const features = settings.get('features');
  const value = featuresWith(features?.value ?? '0', retry !== 'fail' && retry !== '0');
  if (features !== undefined || value !== '0') settings.set('features', { line: null, ...features, value });
  return settings;
}

function textFits(pattern: string | null, text: string | null): boolean {
  return pattern === null || text === null || isFoundIn(pattern, text);
}

function finds(pattern: string | null, text: string): boolean {
  return pattern === null || isFoundIn(pattern, text);
}

function isForOneOf(pattern: string | null, other: string | null): boolean {
  return pattern === null || other === null || samplesOf(other).some((text) => isFoundIn(pattern, text));
}
