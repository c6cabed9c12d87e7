import type { Evidence, FirewallItem } from '../../model/inventory.ts';
import { digestOf, evidenceOf, type TextLine } from '../reading.ts';
import { canonicalRule } from './rule-meaning.ts';

/** One rule or chain policy as a text says it. */
export interface RuleLine {
  /** `filter`, `nat` …; `ip6:filter` for IPv6, `ebtables:filter`, `arptables:filter`. */
  readonly table: string;
  /** Without packet counters: `-A INPUT -p tcp --dport 22 -j ACCEPT`, `:INPUT ACCEPT`. */
  readonly rule: string;
  readonly evidence: Evidence;
}

export interface RuleText {
  readonly rules: readonly RuleLine[];
  readonly strayLines: readonly TextLine[];
}

/** Reads the format of iptables-save, which /etc/sysconfig/iptables has too. `family` is put before the table's name. */
export function readSavedRules(lines: readonly TextLine[], origin: string, family: string): RuleText {
  const rules: RuleLine[] = [];
  const strayLines: TextLine[] = [];
  let table = 'filter';
  for (const line of lines) {
    const text = line.text.trim();
    if (text === '' || text.startsWith('#') || text === 'COMMIT') continue;
    const named = /^\*(\S+)$/.exec(text);
    const policy = /^(:\S+ \S+)/.exec(text);
    const rule = /^(?:\[\d+:\d+\] )?(-[A-Z]\b.*|--(?:append|insert|new|policy)\b.*)$/.exec(text);
    if (named) table = named[1] ?? table;
    else if (policy) add(policy[1] ?? '');
    else if (rule) add(rule[1] ?? '');
    else strayLines.push(line);

    function add(said: string): void {
      rules.push({ table: `${family}${table}`, rule: said, evidence: evidenceOf(origin, line) });
    }
  }
  return { rules, strayLines };
}

const GUEST = /(?:^|[^A-Za-z0-9])(?:vif|tap)\d+\.\d+/;

/**
 * Reads the lists of `ebtables -L` and `arptables -L`: `Bridge chain: INPUT, entries: 0, policy: ACCEPT` or
 * `Chain INPUT (policy ACCEPT)`, then one rule a line. Chains and rules for interfaces of virtual machines are xapi's
 * and left out.
 */
export function readListedRules(lines: readonly TextLine[], origin: string, table: string): RuleText {
  const rules: RuleLine[] = [];
  const strayLines: TextLine[] = [];
  let chain: string | null = null;
  let isGuests = false;
  for (const line of lines) {
    const text = line.text.trim();
    if (text === '' || text.startsWith('Bridge table:')) continue;
    const header = /^(?:Bridge chain: (\S+), .*policy: (\w+)|Chain (\S+) \((?:policy (\w+))?.*\))/.exec(text);
    if (header) {
      chain = header[1] ?? header[3] ?? '';
      isGuests = GUEST.test(chain);
    }
    if (isGuests || GUEST.test(text)) continue;
    const evidence = evidenceOf(origin, line);
    if (header) rules.push({ table, rule: `:${chain ?? ''} ${header[2] ?? header[4] ?? '-'}`, evidence });
    else if (chain !== null && text.startsWith('-'))
      rules.push({ table, rule: `-A ${chain} ${text}`, evidence });
    else strayLines.push(line);
  }
  return { rules, strayLines };
}

/** What is known of the rules in force: null where they could not be read. */
export interface FirewallSources {
  readonly files: readonly { readonly path: string; readonly rules: readonly RuleLine[] }[];
  readonly live: readonly RuleLine[];
  /** Families (`''`, `ip6:`, `ebtables:`, `arptables:`) of which all rules in force are known. */
  readonly liveFamilies: ReadonlySet<string>;
}

/** One item a rule, by what it means: a rule that lies in a file and is in force is one. */
export function firewallItems({ files, live, liveFamilies }: FirewallSources): FirewallItem[] {
  const items = new Map<string, FirewallItem>();
  for (const { path, rules } of files) {
    for (const line of rules) {
      const active = liveFamilies.has(familyOf(line.table)) ? false : null;
      put(items, line, path, active);
    }
  }
  for (const line of live) put(items, line, null, true);
  return [...items.values()];
}

function put(
  items: Map<string, FirewallItem>,
  line: RuleLine,
  file: string | null,
  active: boolean | null,
): void {
  const id = `firewall:${digestOf(line.table, canonicalRule(line.rule))}`;
  const known = items.get(id);
  items.set(id, {
    kind: 'firewall',
    id,
    evidence: [...(known?.evidence ?? []), line.evidence],
    table: line.table,
    rule: known?.rule ?? line.rule,
    file: known?.file ?? file,
    active: active === true ? true : (known?.active ?? active),
  });
}

function familyOf(table: string): string {
  const colon = table.indexOf(':');
  return colon === -1 ? '' : table.slice(0, colon + 1);
}
