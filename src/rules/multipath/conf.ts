import type { ToolsId, MultipathKnowledge } from './knowledge.ts';
import type { Setting } from './statements.ts';

/** A value and the line that says it; null = it does not come from a file of the host. */
export interface Said {
  readonly value: string;
  readonly line: number | null;
}

/** A `device` or `multipath` stanza, or an entry that the tools or the product bring. */
export interface Stanza {
  readonly line: number | null;
  /** null matches any. */
  readonly vendor: string | null;
  readonly product: string | null;
  readonly revision: string | null;
  /** By keyword, without those that name the stanza. */
  readonly settings: ReadonlyMap<string, Said>;
}

/** A line of blacklist or blacklist_exceptions. */
export interface ListRule {
  readonly kind: 'devnode' | 'wwid' | 'device';
  /** devnode and wwid: the pattern. */
  readonly value: string;
  /** device only. */
  readonly vendor: string;
  readonly product: string;
  readonly line: number | null;
}

/** A multipath.conf by meaning. */
export interface Conf {
  readonly defaults: ReadonlyMap<string, Said>;
  readonly blacklist: readonly ListRule[];
  readonly exceptions: readonly ListRule[];
  readonly devices: readonly Stanza[];
  readonly multipaths: readonly Stanza[];
}

/** Keywords that name a stanza. */
export const NAMES: ReadonlySet<string> = new Set(['vendor', 'product', 'revision']);

/** Puts settings together that stand in one stanza. The later of two lines with one keyword counts. */
export function confOf(settings: readonly Setting[], known: Pick<MultipathKnowledge, 'row'>): Conf {
  const stanzas = [...groupBlocks(settings).values()];
  const inSection = (name: Setting['section']) => stanzas.filter(([first]) => first.section === name);
  return {
    defaults: new Map(
      settings
        .filter(({ section }) => section === 'defaults')
        .map((setting) => [canonical(setting, known), { value: setting.value, line: setting.line }]),
    ),
    blacklist: inSection('blacklist').flatMap(rulesOf),
    exceptions: inSection('blacklist_exceptions').flatMap(rulesOf),
    devices: inSection('device').map((block) => stanzaOf(block, known)),
    multipaths: inSection('multipath').map((block) => stanzaOf(block, known)),
  };
}

/** What the product's own file of the target says, from the data. */
export function ownConf(known: MultipathKnowledge): Conf {
  return {
    defaults: saidAll(known.own.defaults),
    blacklist: Object.entries(known.own.blacklist).map(([kind, value]) => ({
      kind: kind === 'devnode' ? 'devnode' : 'wwid',
      value,
      vendor: '',
      product: '',
      line: null,
    })),
    exceptions: [],
    devices: known.own.devices.map(entryOf),
    multipaths: [],
  };
}

/** The entries that the tools of the target have built in. */
export function builtInStanzas(known: MultipathKnowledge): readonly Stanza[] {
  return known.arrays.map(entryOf);
}

/** What holds on the target, or held on the source, where no stanza says it: empty = nothing sets it. */
export function defaultOf(
  conf: Conf | null,
  keyword: string,
  tools: ToolsId,
  known: MultipathKnowledge,
): string {
  const unset = known.unset(keyword, tools);
  return conf?.defaults.get(keyword)?.value ?? (unset === null || unset === 'not set' ? '' : unset);
}

function groupBlocks(settings: readonly Setting[]): Map<number, [Setting, ...Setting[]]> {
  const blocks = new Map<number, [Setting, ...Setting[]]>();
  for (const setting of settings) {
    const block = blocks.get(setting.block);
    if (block) block.push(setting);
    else blocks.set(setting.block, [setting]);
  }
  return blocks;
}

function canonical({ section, keyword }: Setting, known: Pick<MultipathKnowledge, 'row'>): string {
  return (section === null ? null : known.row(section, keyword)?.sameAs) ?? keyword;
}

function rulesOf(block: readonly Setting[]): ListRule[] {
  const [first] = block;
  if (first?.path.endsWith('/device')) {
    const value = (keyword: string) => block.findLast((setting) => setting.keyword === keyword)?.value ?? '';
    return [
      { kind: 'device', value: '', vendor: value('vendor'), product: value('product'), line: first.line },
    ];
  }
  return block.flatMap(({ keyword, value, line }) =>
    keyword === 'devnode' || keyword === 'wwid'
      ? [{ kind: keyword, value, vendor: '', product: '', line }]
      : [],
  );
}

function stanzaOf(block: readonly [Setting, ...Setting[]], known: Pick<MultipathKnowledge, 'row'>): Stanza {
  const value = (keyword: string) => block.findLast((setting) => setting.keyword === keyword)?.value ?? null;
  return {
    line: block[0].line,
    vendor: value('vendor'),
    product: value('product'),
    revision: value('revision'),
    settings: new Map(
      block
        .filter(({ keyword }) => !NAMES.has(keyword))
        .map((setting) => [canonical(setting, known), { value: setting.value, line: setting.line }]),
    ),
  };
}

function entryOf(entry: Readonly<Record<string, string>>): Stanza {
  const { vendor = null, product = null, ...settings } = entry;
  return { line: null, vendor, product, revision: null, settings: saidAll(settings) };
}

function saidAll(settings: Readonly<Record<string, string>>): ReadonlyMap<string, Said> {
  return new Map(Object.entries(settings).map(([keyword, value]) => [keyword, { value, line: null }]));
}
