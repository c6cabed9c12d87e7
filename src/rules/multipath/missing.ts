import type { MultipathMissing, MultipathUnsaid } from '../../model/multipath.ts';
import { compareText } from '../../lib/order.ts';
import { isSameValue } from './arrays.ts';
import { defaultOf, type Conf, type ListRule, type Stanza } from './conf.ts';
import type { MultipathContext } from './context.ts';
import { isYes } from './hardware-table.ts';
import { isFoundIn, samplesOf } from './patterns.ts';

/** What the file asks for outside its device stanzas and the target's own file does not say, in the order of the lines. */
export function missingOnTarget(wanted: Conf, context: MultipathContext): MultipathMissing[] {
  const { own, known } = context;
  const builtIn = known.builtInBlacklist.devnode.map((value) => listRule('devnode', value));
  return [
    ...missingDefaults(wanted, context),
    ...missingRules('blacklist', wanted.blacklist, [...own.blacklist, ...builtIn]),
    ...missingRules('blacklist_exceptions', wanted.exceptions, own.exceptions),
    ...wanted.multipaths.flatMap((stanza) => missingMap(stanza, context)),
  ].sort((a, b) => a.line - b.line);
}

/**
 * What nobody wrote down and what is another thing on the target.
 * @param said what the file on the host says, lines of the product with it
 */
export function unsaidChanges(wanted: Conf, said: Conf, context: MultipathContext): MultipathUnsaid[] {
  const { known, own, from, to } = context;
  const keywords = new Set([...known.withDefault, ...own.defaults.keys()]);
  const hasShortNames = isYes(wanted.defaults.get('user_friendly_names')?.value ?? 'no');
  const changes = [...keywords].sort(compareText).flatMap((keyword): MultipathUnsaid[] => {
    if (wanted.defaults.has(keyword) || (keyword === 'bindings_file' && !hasShortNames)) return [];
    const was = said.defaults.get(keyword)?.value ?? defaultOf(null, keyword, from, known);
    const becomes = defaultOf(own, keyword, to, known);
    const by = own.defaults.has(keyword) ? 'product' : 'tools';
    return isSameValue(keyword, was, becomes) ? [] : [{ keyword, was, becomes, by }];
  });
  return [...newlyBlacklisted(said, context), ...changes];
}

/** Before 6.5 every LUN got a map that no line took out; from then on the file of the product takes all of them out. */
function newlyBlacklisted(said: Conf, { own, known, from }: MultipathContext): MultipathUnsaid[] {
  if (known.stock[from] !== undefined) return [];
  return own.blacklist
    .filter((rule) => !isInList(rule, said.blacklist))
    .map(({ kind, value }) => ({ keyword: `blacklist ${kind}`, was: '', becomes: value, by: 'product' }));
}

function missingDefaults(wanted: Conf, { own, to, known }: MultipathContext): MultipathMissing[] {
  return [...wanted.defaults].flatMap(([keyword, { value, line }]) => {
    const target = defaultOf(own, keyword, to, known);
    if (line === null || isSameValue(keyword, value, target)) return [];
    const because = target === '' ? 'The target does not set it.' : `The target has ${target}.`;
    return [{ line, section: 'defaults', setting: `${keyword} "${value}"`, because }];
  });
}

function missingRules(
  section: string,
  wanted: readonly ListRule[],
  there: readonly ListRule[],
): MultipathMissing[] {
  return wanted.flatMap((rule) => {
    if (rule.line === null || isInList(rule, there)) return [];
    const setting =
      rule.kind === 'device'
        ? `device vendor "${rule.vendor}" product "${rule.product}"`
        : `${rule.kind} "${rule.value}"`;
    const because =
      section === 'blacklist'
        ? 'Nothing on the target leaves such devices alone.'
        : 'Nothing on the target opens such devices by itself.';
    return [{ line: rule.line, section, setting, because }];
  });
}

/** Whether a pattern of the list takes in all that the rule is known to stand for. */
function isInList(rule: ListRule, there: readonly ListRule[]): boolean {
  const takes = (pattern: string, text: string) =>
    pattern === text || samplesOf(text).every((sample) => sample === text || isFoundIn(pattern, sample));
  return there.some(
    (other) =>
      other.kind === rule.kind &&
      (rule.kind === 'device'
        ? takes(other.vendor, rule.vendor) && takes(other.product, rule.product)
        : takes(other.value, rule.value)),
  );
}

function missingMap(stanza: Stanza, { attached }: MultipathContext): MultipathMissing[] {
  const wwid = stanza.settings.get('wwid')?.value ?? '';
  return [...stanza.settings].flatMap(([keyword, { value, line }]) => {
    if (keyword === 'wwid' || line === null) return [];
    const because = attached.has(wwid)
      ? 'The target names no map. This LUN belongs to a storage repository, and the storage manager looks for its map by the WWID: see that the repository attaches with this.'
      : 'The target names no map, and its file blacklists every LUN that the storage manager does not open: put the WWID into blacklist_exceptions where it is used besides the repositories.';
    return [{ line, section: 'multipaths/multipath', setting: `${keyword} "${value}" for ${wwid}`, because }];
  });
}

function listRule(kind: ListRule['kind'], value: string): ListRule {
  return { kind, value, vendor: '', product: '', line: null };
}
