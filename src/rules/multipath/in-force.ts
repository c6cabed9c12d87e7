import { createTwoFilesPatch } from 'diff';
import { compareText } from '../../lib/order.ts';
import { builtInStanzas, defaultOf, type Conf, type ListRule, type Said, type Stanza } from './conf.ts';
import type { MultipathContext } from './context.ts';
import { addStanzas, isYes, type HardwareTable } from './hardware-table.ts';

/** The built-in entries of the target with those of its own file. */
export function tableOf({ known, own }: MultipathContext): HardwareTable {
  return addStanzas(builtInStanzas(known), own.devices, isExact(own));
}

/** The same with the wanted stanzas, which stand in a file that is read later. */
export function tableWith(wanted: Conf, table: HardwareTable, { own }: MultipathContext): HardwareTable {
  return addStanzas(table, wanted.devices, isExact({ defaults: bothDefaults(own, wanted) }));
}

/**
 * Unified diff of the settings in force: with the target's own file alone, and with the wanted settings read after it. Empty
 * when they are the same.
 */
export function diffInForce(
  wanted: Conf,
  table: HardwareTable,
  together: HardwareTable,
  context: MultipathContext,
): string {
  const { own } = context;
  const before = listing(own, table, context);
  const both = {
    defaults: bothDefaults(own, wanted),
    blacklist: [...own.blacklist, ...wanted.blacklist],
    exceptions: [...own.exceptions, ...wanted.exceptions],
    devices: [],
    multipaths: [...own.multipaths, ...wanted.multipaths],
  };
  const after = listing(both, together, context);
  if (before === after) return '';
  const name = 'multipath settings in force';
  return createTwoFilesPatch(name, name, before, after, 'target alone', 'with the proposed file', {
    context: 3,
  });
}

function bothDefaults(own: Conf, wanted: Conf): Conf['defaults'] {
  return new Map([...own.defaults, ...wanted.defaults]);
}

function isExact(conf: Pick<Conf, 'defaults'>): boolean {
  return isYes(conf.defaults.get('hw_str_match')?.value ?? 'no');
}

/** All settings in the shape of a multipath.conf, in an order that does not hang on the file. */
function listing(conf: Conf, table: HardwareTable, context: MultipathContext): string {
  const { known, to } = context;
  const names = [...new Set([...known.withDefault, ...conf.defaults.keys()])].sort(compareText);
  const defaults = names.map((name) => [name, defaultOf(conf, name, to, known)] as const);
  const builtIn = known.builtInBlacklist.devnode.map((value) => `devnode "${clean(value)}"`);
  return [
    ...block(
      'defaults',
      defaults.filter(([, value]) => value !== '').map(([name, value]) => said(name, value)),
    ),
    ...block('blacklist', [...new Set([...conf.blacklist.flatMap(ruleLines), ...builtIn])]),
    ...block('blacklist_exceptions', [...new Set(conf.exceptions.flatMap(ruleLines))]),
    ...block('devices', stanzaLines('device', table)),
    ...block('multipaths', stanzaLines('multipath', conf.multipaths)),
    '',
  ].join('\n');
}

function stanzaLines(name: string, stanzas: readonly Stanza[]): string[] {
  return stanzas
    .map(({ vendor, product, revision, settings }) => {
      const heads = { vendor, product, revision };
      return [
        ...Object.entries(heads).flatMap(([key, value]) => (value === null ? [] : [said(key, value)])),
        ...[...settings].sort(([a], [b]) => compareText(a, b)).map(settingLine),
      ];
    })
    .sort((a, b) => compareText(a.join('\n'), b.join('\n')))
    .flatMap((lines) => block(name, lines));
}

function settingLine([keyword, { value }]: readonly [string, Said]): string {
  return said(keyword, value);
}

function ruleLines({ kind, value, vendor, product }: ListRule): string[] {
  return kind === 'device'
    ? block('device', [said('vendor', vendor), said('product', product)])
    : [said(kind, value)];
}

function said(keyword: string, value: string): string {
  return `${clean(keyword)} "${clean(value)}"`;
}

function block(name: string, lines: readonly string[]): string[] {
  return [`${name} {`, ...lines.map((line) => `\t${line}`), '}'];
}

/** Values have no line breaks by the format; nothing else may begin a line of the diff either. */
function clean(text: string): string {
  return text.replace(/[\r\n]/g, ' ');
}
