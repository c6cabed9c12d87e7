import type { MultipathContext } from './context.ts';
import type { Block, Setting, Statements } from './statements.ts';

/** What of the file is as the source release ships it; nothing, where that file is not known. */
export interface Stock {
  /** Outside of device stanzas. */
  isStockLine(setting: Setting): boolean;
  /** Device stanzas of which nothing was changed, by their block, as `VENDOR/PRODUCT`. */
  readonly stanzas: ReadonlyMap<Block, string>;
  /** Lines that the file of the product has and this one has not. */
  readonly takenOut: readonly string[];
}

/** Compares with the lines of data/stock/multipath-6.5.yaml, which read `device VENDOR/PRODUCT keyword value` or `section keyword value`. */
export function compareStock({ settings, blocks }: Statements, { known, from }: MultipathContext): Stock {
  const stock = known.stock[from] ?? [];
  const lines = new Set(stock);
  const stanzas = new Map<Block, string>();
  const found = new Set<string>();
  for (const block of blocks.filter(({ path }) => path === 'devices/device')) {
    const inside = settings.filter(({ line }) => line > block.line && line < block.lastLine);
    const name = arrayOf(inside);
    const said = inside
      .filter(({ keyword }) => keyword !== 'vendor' && keyword !== 'product')
      .map(({ keyword, value }) => `device ${name} ${keyword} ${value}`);
    for (const line of said) found.add(line);
    const all = stock.filter((line) => line.startsWith(`device ${name} `));
    if (all.length > 0 && all.length === said.length && said.every((line) => lines.has(line)))
      stanzas.set(block, name);
  }
  for (const setting of settings) found.add(textOf(setting));
  return {
    isStockLine: (setting) => setting.section !== 'device' && lines.has(textOf(setting)),
    stanzas,
    takenOut: stock.filter((line) => !found.has(line)),
  };
}

function textOf({ section, keyword, value }: Setting): string {
  return `${section ?? ''} ${keyword} ${value}`;
}

function arrayOf(settings: readonly Setting[]): string {
  const value = (name: string) => settings.findLast(({ keyword }) => keyword === name)?.value ?? '';
  return `${value('vendor')}/${value('product')}`;
}
