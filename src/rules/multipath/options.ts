import type { MultipathOption } from '../../model/multipath.ts';
import { NAMES } from './conf.ts';
import type { MultipathContext } from './context.ts';
import { featuresWith } from './hardware-table.ts';
import { isKnownBlock, type Block, type Setting, type Statements } from './statements.ts';
import type { Stock } from './stock.ts';
import { translate, type Translation } from './translate.ts';

const RETRY = 'no_path_retry';
const SUCCESSOR = 'As the product ships it; its file on the target has its own.';

/** A line of the file with what becomes of it. */
export interface JudgedLine {
  readonly option: MultipathOption;
  /** Last line of what is left out; the line itself but for a whole block. */
  readonly lastLine: number;
  /** null for the name of a block. */
  readonly setting: Setting | null;
  /** The settings as the target takes them; none = left out, or the name of a block. */
  readonly translated: readonly Setting[];
}

/** Judges every line, those of blocks that no tools know as one, in the order of the lines. */
export function judgeLines(
  { settings, blocks }: Pick<Statements, 'settings' | 'blocks'>,
  stock: Stock,
  context: MultipathContext,
): JudgedLine[] {
  const foreign = blocks.filter((block) => !isKnownBlock(block.path));
  const outermost = foreign.filter((block) => !foreign.some((other) => isInside(block, other)));
  const whole = [...outermost, ...stock.stanzas.keys()];
  const own = settings.filter(
    ({ line }) => !whole.some((block) => line >= block.line && line <= block.lastLine),
  );
  const lines = judgeSettings(own, stock, context);
  const empty = blocks.filter((block) => block.path === 'devices/device' && saysNothing(block, lines));
  return [
    ...outermost.map((block) => foreignBlock(block, context)),
    ...empty.map((block) => emptyStanza(block, context)),
    ...blocks.filter(({ path }) => path === 'devnode_blacklist').map((block) => renamedBlock(block, context)),
    ...[...stock.stanzas].map(([block, array]) => stockStanza(block, array, context)),
    ...lines.map((line) =>
      empty.some((block) => isWithin(line, block)) ? { ...line, translated: [] } : line,
    ),
  ].sort((a, b) => a.option.line - b.option.line);
}

/** A stanza of which only the names are left would hide the entries of the target for nothing. */
function saysNothing(block: Block, lines: readonly JudgedLine[]): boolean {
  const inside = lines.filter((line) => isWithin(line, block));
  return (
    inside.some(({ translated }) => translated.length === 0) &&
    inside.every(({ translated }) => translated.every(({ keyword }) => NAMES.has(keyword)))
  );
}

function isWithin({ option: { line } }: JudgedLine, block: Block): boolean {
  return line > block.line && line < block.lastLine;
}

function judgeSettings(settings: readonly Setting[], stock: Stock, context: MultipathContext): JudgedLine[] {
  const said = new Map<string, number>();
  for (const { block, keyword, line } of settings) said.set(`${block} ${keyword}`, line);
  return settings.map((setting) => {
    const { keyword, block, line } = setting;
    const isStock = stock.isStockLine(setting);
    const own = translate(setting, context);
    const judged = isStock ? withSuccessor(own, setting, context) : own;
    const name = judged.to[0]?.keyword ?? keyword;
    const other = name === keyword ? undefined : said.get(`${block} ${name}`);
    if (other !== undefined) return judgedLine(setting, saidAlready(judged, name, other), isStock);
    said.set(`${block} ${name}`, line);
    return judgedLine(setting, said.has(`${block} ${RETRY}`) ? judged : withQueue(judged), isStock);
  });
}

function saidAlready(judged: Translation, name: string, line: number): Translation {
  return { ...judged, to: [], because: `${judged.because} Line ${line} says ${name} already.` };
}

/**
 * To queue without end is asked for by a word of the features in old files. On the target a stanza also takes over no_path_retry from
 * the entry that it lies over, which takes that word out again (libmultipath/config.c merge_hwe), so it is said by its own keyword.
 */
function withQueue(judged: Translation): Translation {
  const [features] = judged.to;
  if (features?.keyword !== 'features' || !features.value.split(' ').includes('queue_if_no_path'))
    return judged;
  const rest = featuresWith(features.value, false);
  return {
    ...judged,
    verdict: 'renamed',
    to: [...(rest === '0' ? [] : [{ keyword: 'features', value: rest }]), { keyword: RETRY, value: 'queue' }],
    because:
      'An entry of the target with a no_path_retry of its own would take queue_if_no_path out of the features; no_path_retry queue asks for the same. Mind that storage calls wait as long as all paths are gone.',
  };
}

function judgedLine(setting: Setting, judged: Translation, isStock: boolean): JudgedLine {
  const { to, verdict, source } = judged;
  const { line, path, keyword, value } = setting;
  const isKept = to.length === 1 && to[0]?.keyword === keyword && to[0].value === value && !setting.hasComma;
  const action = to.length === 0 ? 'leave-out' : isKept ? 'keep' : 'rewrite';
  const because = [
    judged.because,
    to.length > 0 && setting.hasComma ? 'The tools of the target want no comma behind a value.' : '',
    setting.hasMore ? 'Only its first word counts: the value has no quotes.' : '',
  ];
  return {
    option: {
      line,
      section: path,
      keyword,
      value,
      verdict,
      action,
      becomes:
        action === 'rewrite' ? to.map((other) => `${other.keyword} "${other.value}"`).join('; ') : null,
      because: because.filter((sentence) => sentence !== '').join(' '),
      source,
      isStock,
    },
    lastLine: line,
    setting,
    translated: to.map((other) => ({ ...setting, ...other })),
  };
}

/** A line of the product's file that its successor on the target answers for. */
function withSuccessor(
  judged: Translation,
  { section, keyword }: Setting,
  { own }: MultipathContext,
): Translation {
  const hasOne =
    section === 'defaults' ? own.defaults.has(keyword) : section === 'blacklist' && own.blacklist.length > 0;
  return hasOne ? { ...judged, to: [], because: SUCCESSOR } : judged;
}

function stockStanza(block: Block, array: string, { known }: MultipathContext): JudgedLine {
  const judged = blockLine(block, block.lastLine, {
    verdict: 'same',
    action: 'leave-out',
    becomes: null,
    because: SUCCESSOR,
    source: known.product.source,
  });
  return { ...judged, option: { ...judged.option, section: 'devices', value: array, isStock: true } };
}

function emptyStanza(block: Block, { known, to }: MultipathContext): JudgedLine {
  return blockLine(block, block.lastLine, {
    verdict: 'removed',
    action: 'leave-out',
    becomes: null,
    because:
      'Nothing is left that the stanza says, and without settings it would only hide what the target knows of such arrays.',
    source: known.tools[to].source,
  });
}

function foreignBlock(block: Block, { known, to }: MultipathContext): JudgedLine {
  return blockLine(block, block.lastLine, {
    verdict: 'unknown',
    action: 'leave-out',
    becomes: null,
    because: 'No multipath tools of the two releases know a section of this name.',
    source: known.tools[to].source,
  });
}

function renamedBlock(block: Block, { known, to }: MultipathContext): JudgedLine {
  return blockLine(block, block.line, {
    verdict: 'renamed',
    action: 'rewrite',
    becomes: 'blacklist',
    because: 'The section is called blacklist on the target, and with the old name all of it is passed over.',
    source: known.tools[to].source,
  });
}

function blockLine(
  block: Block,
  lastLine: number,
  judged: Pick<MultipathOption, 'verdict' | 'action' | 'becomes' | 'because' | 'source'>,
): JudgedLine {
  const option = { line: block.line, section: '', keyword: block.name, value: '', isStock: false, ...judged };
  return { option, lastLine, setting: null, translated: [] };
}

function isInside(block: Block, other: Block): boolean {
  return block !== other && block.line >= other.line && block.lastLine <= other.lastLine;
}
