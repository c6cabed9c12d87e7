import type { ServiceItem } from '../../model/inventory.ts';
import {
  evidenceOf,
  meaningfulLines,
  type PartGap,
  type Reading,
  type ShownFile,
  type TextLine,
} from '../reading.ts';

const FOLDER = '/etc/xinetd.d';
const MAIN = '/etc/xinetd.conf';

interface Block {
  readonly file: string;
  readonly line: TextLine;
  readonly name: string;
  readonly attributes: Map<string, string>;
}

/**
 * Services of xinetd. Each starts in the runlevels of xinetd itself, unless `disable = yes`, the `disabled` and `enabled`
 * lists of the defaults, or its file name (xinetd.conf(5): no dot, no tilde at the end) keep it off.
 */
export function readXinetd(
  reading: Reading,
  xinetd: ServiceItem | undefined,
): { items: ServiceItem[]; gaps: PartGap[] } {
  const gaps: PartGap[] = [];
  const files = reading.files.filter(({ path }) => path === MAIN || path.startsWith(`${FOLDER}/`));
  const blocks = files.flatMap((file) => readBlocks(file, gaps));
  const defaults = blocks.filter(({ name }) => name === '').map(({ attributes }) => attributes);
  const listed = (key: string): string[] | null => {
    const values = defaults.flatMap((attributes) => attributes.get(key) ?? []);
    return values.length === 0 ? null : values.join(' ').split(/\s+/);
  };
  const enabled = listed('enabled');
  const disabled = listed('disabled') ?? [];
  const items = blocks.flatMap((block): ServiceItem[] => {
    if (block.name === '') return [];
    const name = block.attributes.get('id') ?? block.name;
    const off =
      isSkipped(block.file) ||
      block.attributes.get('disable') === 'yes' ||
      disabled.includes(name) ||
      (enabled !== null && !enabled.includes(name));
    const server = block.attributes.get('server');
    const words = [server, block.attributes.get('server_args')].filter((word) => word !== undefined);
    return [
      {
        kind: 'service',
        id: `service:${name}`,
        evidence: [evidenceOf(block.file, block.line)],
        name,
        manager: 'xinetd',
        path: block.file,
        enabledRunlevels: off ? [] : (xinetd?.enabledRunlevels ?? []),
        running: off ? false : (xinetd?.running ?? null),
        command: words.length > 0 ? words.join(' ') : null,
      },
    ];
  });
  return { items, gaps };
}

function isSkipped(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return path !== MAIN && (name.includes('.') || name.endsWith('~'));
}

function readBlocks(file: ShownFile, gaps: PartGap[]): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const line of meaningfulLines(file.lines)) {
    const head = /^(?:service\s+([^\s{]+)|defaults)\s*\{?$/.exec(line.text);
    const attribute = /^(\w+)\s*([+-]?=)\s*(.*)$/s.exec(line.text);
    if (head) {
      open = { file: file.path, line, name: head[1] ?? '', attributes: new Map() };
      blocks.push(open);
    } else if (line.text === '}') open = null;
    else if (line.text === '{') continue;
    else if (open && attribute) addAttribute(open, attribute);
    else gaps.push(...lineGap(file.path, line));
  }
  return blocks;
}

function addAttribute(block: Block, [, name = '', operator = '', value = '']: RegExpExecArray): void {
  const before = block.attributes.get(name);
  block.attributes.set(name, operator === '+=' && before !== undefined ? `${before} ${value}` : value.trim());
}

function lineGap(path: string, line: TextLine): PartGap[] {
  const include = /^include(?:dir)?\s+(\S+)$/.exec(line.text)?.[1];
  if (include?.replace(/\/$/, '') === FOLDER) return [];
  return [
    include === undefined
      ? {
          origin: path,
          reason: 'unparsable',
          detail: `line ${line.number} was not understood, so a service of xinetd may be missing`,
        }
      : {
          origin: include,
          reason: 'not-collected',
          detail: 'which services xinetd reads from there is not known',
        },
  ];
}
