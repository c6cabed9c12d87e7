import type { Collected, Parts } from '../define.ts';
import { contentOf, readSection, type PartGap, type Reading, type TextLine } from '../reading.ts';
import {
  firewallItems,
  readListedRules,
  readSavedRules,
  type FirewallSources,
  type RuleLine,
} from './firewall.ts';
import { readDrivers, readInterfaces } from './interfaces.ts';
import { readSwitch, switchSettings } from './open-vswitch.ts';
import { readLiveRoutes, readLiveRules, readRouteTable } from './live-routes.ts';
import { readRouteFile } from './route-files.ts';
import type { RouteText } from './route-lines.ts';
import { routeItems } from './routes.ts';
import { readSettings } from './settings.ts';

/*
 * Files of /etc/sysconfig (6.0 to 6.5), sysfs, and the answers of `ip route show table all`, `ip rule show`, `iptables-save`,
 * `ebtables -L`, `arptables -L` and `ovs-vsctl`. Typical:
 *
 *     physical<TAB>00:16:3e:00:00:01<TAB>eth0<TAB>            (interfaces: role, address, name, members)
 *     10.1.0.0/16 via 10.0.0.1 dev xenbr0                     (routes)
 *     -A RH-Firewall-1-INPUT -i lo -j ACCEPT                  (firewall)
 *
 * Items: nic, route, firewall, and settings for what the installer carries in another form (host name, name servers, networkd.db).
 * Routes and firewall rules have ids by meaning, so one that lies in a file and is in force is one item. `active` is null where
 * what is in force is not known. Interfaces, rules and ports of virtual machines are left out: xapi makes them.
 * Empty answers: no route, no table, a Linux bridge host without Open vSwitch. Gaps: lines that are not understood, commands that
 * fail, a networkd.db that is no JSON. Learnt from the manual pages, initscripts' ifup-routes, and host-installer product.py (f7a21a1).
 */
export function parseNetwork(parts: Parts): Collected {
  const reading = readSection(parts['state']);
  const gaps: PartGap[] = [...reading.gaps];
  const nics = readInterfaces(
    reading.command('interfaces'),
    readDrivers(reading.command('drivers')),
    configFiles(reading),
    readSwitch(reading.command('switch')),
  );
  gaps.push(...strayGaps('/sys/class/net', nics.strayLines));
  gaps.push(...failedCommands(reading));
  return {
    items: [
      ...nics.items,
      ...readRoutes(reading, gaps),
      ...firewallItems(firewallSources(reading, parts['state']?.stderr ?? '', gaps)),
      ...readSettings(reading, gaps),
      ...switchSettings(reading.command('switch-extras')),
    ],
    gaps,
    contents: reading.files.map(contentOf),
  };
}

const SCRIPTS = '/etc/sysconfig/network-scripts/';

function configFiles(files: Reading): Map<string, string> {
  const prefix = `${SCRIPTS}ifcfg-`;
  return new Map(
    files.files
      .filter(({ path }) => path.startsWith(prefix))
      .map(({ path }) => [path.slice(prefix.length), path]),
  );
}

function isRouteFile(path: string): boolean {
  return /^\/etc\/sysconfig\/(network-scripts\/(route6?|rule6?)-|static-routes)/.test(path);
}

function readRoutes(reading: Reading, gaps: PartGap[]) {
  const texts = reading.files
    .filter(({ path }) => isRouteFile(path))
    .map((file) => ({ path: file.path, text: readRouteFile(file) }));
  for (const { path, text } of texts) gaps.push(...strayGaps(path, text.strayLines));
  const answers: RouteText[] = reading.commands.flatMap(({ label, lines }) => {
    if (label === 'rules') return readLiveRules(lines, 'ip rule show');
    if (label === 'routes6') return readLiveRoutes(lines, 'ip -6 route show table all');
    if (label !== 'routes') return [];
    const isTable = lines.some(({ text }) => /^Destination\s+Gateway\s+Genmask/.test(text));
    return isTable ? readRouteTable(lines, 'route -n') : readLiveRoutes(lines, 'ip route show table all');
  });
  for (const { strayLines } of answers) gaps.push(...strayGaps('ip route', strayLines));
  const isLiveKnown = reading.command('routes')?.status === 0;
  const inFiles = texts.map(({ path, text }) => ({ path, routes: text.routes }));
  return routeItems(
    inFiles,
    answers.flatMap(({ routes }) => routes),
    isLiveKnown,
  );
}

const RULE_FILES: Readonly<Record<string, string>> = {
  '/etc/sysconfig/iptables': '',
  '/etc/sysconfig/ip6tables': 'ip6:',
};

function firewallSources(reading: Reading, stderr: string, gaps: PartGap[]): FirewallSources {
  const inFiles = Object.entries(RULE_FILES).flatMap(([path, family]) => {
    const file = reading.file(path);
    if (!file) return [];
    const { rules, strayLines } = readSavedRules(file.lines, path, family);
    gaps.push(...strayGaps(path, strayLines));
    return [{ path, rules }];
  });
  const rules: RuleLine[] = [];
  const families = new Set<string>();
  for (const { label, lines, status } of reading.commands) {
    const [tool = '', table = ''] = label.split(':');
    if (!tool.endsWith('tables')) continue;
    const family = tool === 'iptables' ? '' : tool === 'ip6tables' ? 'ip6:' : `${tool}:`;
    const origin = table === '' ? `${tool}-save` : `${tool} -L`;
    const text = table === '' ? readSavedRules(lines, origin, family) : readListedRules(lines, origin, label);
    rules.push(...text.rules);
    gaps.push(...strayGaps(origin, text.strayLines));
    // Without a table in the kernel iptables-save of CentOS 5 ends with an error that names the list of tables.
    const hasNoTable = lines.length === 0 && stderr.includes('tables_names');
    if (status === 0 || hasNoTable) families.add(family);
    else
      gaps.push({
        origin,
        reason: status === null ? 'cut-off' : 'unparsable',
        detail: 'which firewall rules are in force',
      });
  }
  return { files: inFiles, live: rules, liveFamilies: families };
}

function strayGaps(origin: string, lines: readonly TextLine[]): PartGap[] {
  const first = lines[0];
  if (!first) return [];
  const detail = `${lines.length} lines from line ${first.number} on are not understood`;
  return [{ origin, reason: 'unparsable', detail }];
}

const COMMANDS: Readonly<Record<string, readonly [command: string, detail: string]>> = {
  interfaces: ['/sys/class/net', 'which interfaces run'],
  vlans: ['/proc/net/vlan/config', 'which VLANs run'],
  drivers: ['/sys/class/net', 'which drivers the interfaces use'],
  routes: ['ip route show table all', 'which routes are in force'],
  rules: ['ip rule show', 'which routing rules are in force'],
  routes6: ['ip -6 route show table all', 'which IPv6 routes are in force'],
  switch: ['ovs-vsctl show', 'which bridges and bonds Open vSwitch has'],
  'switch-extras': ['ovs-vsctl list', 'whether Open vSwitch has mirrors, limits or controllers'],
};

function failedCommands(reading: Reading): PartGap[] {
  return reading.commands
    .filter(({ label, status }) => status !== 0 && Object.hasOwn(COMMANDS, label))
    .map(({ label, status }) => {
      const [origin, detail] = COMMANDS[label] ?? [label, ''];
      const reason = status === null ? 'cut-off' : label.startsWith('switch') ? 'not-running' : 'unparsable';
      return { origin, reason, detail };
    });
}
