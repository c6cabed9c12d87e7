import type { Evidence } from '../../model/inventory.ts';
import { evidenceOf, type TextLine } from '../reading.ts';
import { prefixLength } from './rule-meaning.ts';

/** One route, or one rule of policy routing, as a text says it. */
export interface RouteLine {
  /** `10.1.0.0/16`, a single address, `default`; with a word before it where it is no plain route: `blackhole 10.9.0.0/16`, `rule from 10.0.0.5 lookup 100`. */
  readonly destination: string;
  readonly via: string | null;
  readonly device: string | null;
  /** null = the main table. */
  readonly table: string | null;
  /** Who made it, as the kernel remembers: `static`, `boot` …; null = not said. */
  readonly protocol: string | null;
  readonly evidence: Evidence;
}

export interface RouteText {
  readonly routes: readonly RouteLine[];
  readonly strayLines: readonly TextLine[];
}

const KINDS = ['unicast', 'blackhole', 'unreachable', 'prohibit', 'throw', 'nat'];

/** `10.1.0.0/16 via 10.0.0.1 dev eth0 table 100`, the words of `ip route`; null when it is no such line. */
export function ipRoute(line: TextLine, origin: string, defaultDevice: string | null): RouteLine | null {
  const words = line.text.trim().split(/\s+/);
  const kind = KINDS.includes(words[0] ?? '') ? (words.shift() ?? '') : 'unicast';
  const destination = normalDestination(words.shift() ?? '');
  if (destination === null) return null;
  const after = (name: string) => {
    const at = words.indexOf(name);
    return at === -1 ? null : (words[at + 1] ?? null);
  };
  const table = after('table');
  return {
    destination: kind === 'unicast' ? destination : `${kind} ${destination}`,
    via: after('via'),
    device: after('dev') ?? (kind === 'unicast' ? defaultDevice : null),
    table: table === 'main' ? null : table,
    protocol: after('proto'),
    evidence: evidenceOf(origin, line),
  };
}

/** `0/0` and `0.0.0.0/0` are `default`; a mask in dots becomes a number; a whole address loses its mask. */
export function normalDestination(word: string): string | null {
  if (word === 'default' || /^0(\.0\.0\.0)?\/0(\.0\.0\.0)?$/.test(word)) return 'default';
  const v4 = /^(\d+(?:\.\d+){0,3})(?:\/([\d.]+))?$/.exec(word);
  if (v4) {
    const length = v4[2] === undefined ? 32 : prefixLength(v4[2]);
    if (length === null) return null;
    return length === 32 ? (v4[1] ?? '') : `${v4[1] ?? ''}/${length}`;
  }
  return /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(\/\d+)?$/.test(word) ? word.toLowerCase() : null;
}

/** `from 10.0.0.5 table 100`; null when it is no such line. Its number is left out, for two hosts give different ones. */
export function policyRule(line: TextLine, origin: string): RouteLine | null {
  if (!/\b(lookup|table|prohibit|blackhole|unreachable|nat|goto)\b/.test(line.text)) return null;
  const said = line.text.replace(/\b(?:pref|priority|prio|order)\s+\d+\b/, '').replace(/\btable\b/, 'lookup');
  const destination = `rule ${said.trim().replace(/\s+/g, ' ')}`;
  return {
    destination,
    via: null,
    device: null,
    table: null,
    protocol: null,
    evidence: evidenceOf(origin, line),
  };
}

/** Reads line by line; what is no route is a stray line. */
export function collectRoutes(
  lines: readonly TextLine[],
  read: (line: TextLine) => RouteLine | null,
): RouteText {
  const routes: RouteLine[] = [];
  const strayLines: TextLine[] = [];
  for (const line of lines) {
    const route = read(line);
    if (route) routes.push(route);
    else strayLines.push(line);
  }
  return { routes, strayLines };
}
