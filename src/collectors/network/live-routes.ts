import { evidenceOf, meaningfulLines, type TextLine } from '../reading.ts';
import { collectRoutes, ipRoute, normalDestination, policyRule, type RouteText } from './route-lines.ts';

/** Routes that the kernel makes for itself; of no interest to anyone who has to put something back. */
function isKernels(line: string): boolean {
  return (
    /^(local|broadcast|multicast|anycast)\s/.test(line) ||
    /\btable (local|255)\b/.test(line) ||
    /\bproto kernel\b/.test(line) ||
    /^unreachable .*\bdev lo\b/.test(line) ||
    /^fe80::\/\d+ /.test(line) ||
    line.startsWith('ff00::/8 ')
  );
}

/** Output of `ip route show table all`. */
export function readLiveRoutes(lines: readonly TextLine[], origin: string): RouteText {
  return collectRoutes(
    meaningfulLines(lines).filter(({ text }) => !isKernels(text)),
    (line) => ipRoute(line, origin, null),
  );
}

/** Output of `ip rule show`, without the three rules that every kernel has (that of `local` has only its number on CentOS 5). */
export function readLiveRules(lines: readonly TextLine[], origin: string): RouteText {
  const own = meaningfulLines(lines).filter(
    ({ text }) => !/^\d+:\s+from all lookup (local|255|main|default)\s*$/.test(text),
  );
  return collectRoutes(own, (line) =>
    policyRule({ ...line, text: line.text.replace(/^\d+:\s*/, '') }, origin),
  );
}

/** Output of `route -n`, for a host without `ip`. */
export function readRouteTable(lines: readonly TextLine[], origin: string): RouteText {
  const rows = lines.filter(({ text }) => /^\d/.test(text));
  return collectRoutes(rows, (line) => {
    const [address = '', gateway = '', mask = '', flags = '', , , , device = null] = line.text.split(/\s+/);
    const destination = normalDestination(`${address}/${mask}`);
    if (destination === null || device === null) return null;
    const via = flags.includes('G') ? gateway : null;
    return { destination, via, device, table: null, protocol: null, evidence: evidenceOf(origin, line) };
  });
}
