import { evidenceOf, meaningfulLines, type ShownFile, type TextLine } from '../reading.ts';
import {
  collectRoutes,
  ipRoute,
  normalDestination,
  policyRule,
  type RouteLine,
  type RouteText,
} from './route-lines.ts';

/** Files of network-scripts: `route-<device>`, `rule-<device>`, and /etc/sysconfig/static-routes. */
export function readRouteFile(file: ShownFile): RouteText {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const lines = meaningfulLines(file.lines);
  if (name.startsWith('static-routes')) return collectRoutes(lines, (line) => staticRoute(line, file.path));
  const device = name.slice(name.indexOf('-') + 1);
  if (name.startsWith('rule')) return collectRoutes(lines, (line) => policyRule(line, file.path));
  const isNumbered = lines.some(({ text }) => /^ADDRESS\d+=/.test(text));
  if (isNumbered) return numberedRoutes(lines, file.path, device);
  return collectRoutes(lines, (line) => ipRoute(line, file.path, device));
}

/** `any net 10.1.0.0 netmask 255.255.0.0 gw 10.0.0.1`; the first word is `any` or a device. */
function staticRoute(line: TextLine, origin: string): RouteLine | null {
  const words = line.text.split(/\s+/);
  const after = (name: string) => {
    const at = words.indexOf(name);
    return at === -1 ? null : (words[at + 1] ?? null);
  };
  const address = after('net') ?? after('host');
  const mask = after('netmask');
  const destination = words.includes('default')
    ? 'default'
    : normalDestination(mask ? `${address ?? ''}/${mask}` : (address ?? ''));
  if (destination === null) return null;
  const device = after('dev') ?? (words[0] === 'any' ? null : (words[0] ?? null));
  return {
    destination,
    via: after('gw'),
    device,
    table: null,
    protocol: null,
    evidence: evidenceOf(origin, line),
  };
}

/** `ADDRESS0=10.1.0.0`, `NETMASK0=255.255.0.0`, `GATEWAY0=10.0.0.1`: one route a number. */
function numberedRoutes(lines: readonly TextLine[], origin: string, device: string): RouteText {
  const rows = new Map<string, { line: TextLine; values: Map<string, string> }>();
  const strayLines: TextLine[] = [];
  for (const line of lines) {
    const match = /^(ADDRESS|NETMASK|GATEWAY)(\d+)=(?:"([^"]*)"|'([^']*)'|(\S*))/.exec(line.text);
    if (!match) {
      strayLines.push(line);
      continue;
    }
    const row = rows.get(match[2] ?? '') ?? { line, values: new Map<string, string>() };
    rows.set(match[2] ?? '', row);
    row.values.set(match[1] ?? '', match[3] ?? match[4] ?? match[5] ?? '');
  }
  const routes: RouteLine[] = [];
  for (const { line, values } of rows.values()) {
    const mask = values.get('NETMASK');
    const address = values.get('ADDRESS') ?? '';
    const destination = normalDestination(mask === undefined ? address : `${address}/${mask}`);
    if (destination === null) strayLines.push(line);
    else {
      const via = values.get('GATEWAY') ?? null;
      routes.push({
        destination,
        via,
        device,
        table: null,
        protocol: null,
        evidence: evidenceOf(origin, line),
      });
    }
  }
  return { routes, strayLines };
}
