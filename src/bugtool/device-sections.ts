import type { Frame } from './frame.ts';
import { deviceLinks } from './host-sections.ts';
import { driverOutputs, fileText, outputOf } from './outputs.ts';
import type { StatusReport } from './status-report.ts';

/** The disk that the host was installed on, the names that udev has for disks, and arrays. */
export function addStorage(report: StatusReport, frame: Frame): boolean {
  const links = deviceLinks(report).filter(({ path }) => /^\/dev\/(disk|mapper|md)\//.test(path));
  const named = namedDisks(report, new Map(links.map(({ path, target }) => [path, target])));
  if (named.length > 0) frame.command('inventory', named.map((row) => `${row.join('\t')}\n`).join(''));
  if (links.length > 0)
    frame.command('links', frame.rows(links.map(({ path, target }) => [path, '//', target])));
  const arrays = fileText(report, '/proc/mdstat');
  if (arrays !== null) frame.command('mdstat', arrays);
  return true;
}

/** Devices whose tables the collector will ask for. */
export function addDevices(report: StatusReport, frame: Frame): boolean {
  const links = new Map(deviceLinks(report).map(({ path, target }) => [path, target]));
  for (const [key = '', path = '', device = ''] of namedDisks(report, links))
    if (key === 'PRIMARY_DISK')
      frame.gap(
        'not-collected',
        device === '' ? path : device,
        'what its partition table holds; a status report has no table',
      );
  return true;
}

/** What the inventory names, and what that leads to; empty when it is a link that the report does not have. */
function namedDisks(report: StatusReport, links: ReadonlyMap<string, string>): string[][] {
  // Without the links of /dev nothing can be said of where a name leads to, least of all that it leads nowhere.
  if (links.size === 0) return [];
  const inventory = fileText(report, '/etc/xensource-inventory') ?? '';
  return inventory.split('\n').flatMap((line): string[][] => {
    const [, key = '', path = ''] = /^(PRIMARY_DISK|BACKUP_PARTITION)='?([^'\t]*)'?$/.exec(line) ?? [];
    if (key === '') return [];
    const target = links.get(path);
    const leadsTo = target?.replace(/^(\.\.\/)+/, '/dev/');
    const device = leadsTo ?? (path.startsWith('/dev/disk/') ? '' : path);
    return [[key, path, device.startsWith('/dev/') ? device : '']];
  });
}

const GUEST = /^(lo$|vif\d|tap\d)/;

/** Interfaces with address, kind and members, and the drivers of those that are cards. */
export function addInterfaces(report: StatusReport, frame: Frame): boolean {
  const drivers = readDrivers(report);
  const bridges = readBridges(outputOf(report, 'bridges') ?? '');
  const rows = [...readAddresses(outputOf(report, 'interfaces') ?? '')].map(([name, mac]) => {
    const slaves = readSlaves(report, name);
    const ports = bridges.get(name);
    const isVlan = report.members.has(`proc/net/vlan/${name}`);
    const kind = slaves
      ? 'bond'
      : ports
        ? 'bridge'
        : isVlan
          ? 'vlan'
          : drivers.has(name)
            ? 'physical'
            : 'other';
    const members = (slaves ?? ports ?? []).filter((member) => !GUEST.test(member));
    return [kind, mac, name, members.join(' ')].join('\t');
  });
  if (rows.length > 0) frame.command('interfaces', rows.map((row) => `${row}\n`).join(''));
  const cards = [...drivers].map(
    ([name, driver]) => `/sys/class/net/${name}/device/driver drivers/${driver}\n`,
  );
  if (cards.length > 0) frame.command('drivers', cards.join(''));
  const cache = ['/var/lib/xcp/network.dbcache', '/var/xapi/network.dbcache'].find((path) =>
    report.members.has(path.slice(1)),
  );
  // Only that it is there can be told: what the report left out may be there too.
  if (cache !== undefined) frame.command('dbcache', `${cache}\n`);
  return true;
}

/** `eth0  Link encap:Ethernet  HWaddr 00:16:3E:00:00:01`, or from net-tools 2 on `eth0: flags=…` and below it `ether 00:16:…`. */
function readAddresses(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let name: string | null = null;
  for (const line of text.split('\n')) {
    const head = /^([^\s:]+(?::\d+)?)(?::? )/.exec(line)?.[1];
    if (head !== undefined) name = head.includes(':') || GUEST.test(head) ? null : head;
    if (name === null) continue;
    const mac = /(?:HWaddr|ether) ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\b/i.exec(line)?.[1];
    found.set(name, mac?.toLowerCase() ?? found.get(name) ?? '');
  }
  return found;
}

/** Drivers of the interfaces that sit on a bus: a bridge or bond has `N/A` or nothing there. */
function readDrivers(report: StatusReport): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, text] of driverOutputs(report)) {
    const driver = /^driver: ([\w-]+)$/m.exec(text)?.[1];
    if (driver !== undefined && /^bus-info: [0-9a-f]+[:.-]/m.test(text)) found.set(name, driver);
  }
  return found;
}

/** `brctl show`: a bridge with its first port, each further port on a line of its own. */
function readBridges(text: string): Map<string, string[]> {
  const bridges = new Map<string, string[]>();
  let ports: string[] = [];
  for (const line of text.split('\n').slice(1)) {
    const bridge = /^(\S+)\s+[0-9a-f.]+\s+(?:yes|no)(?:\s+(\S+))?/.exec(line);
    if (bridge) bridges.set(bridge[1] ?? '', (ports = []));
    const port = bridge ? bridge[2] : /^\s+(\S+)\s*$/.exec(line)?.[1];
    if (port !== undefined) ports.push(port);
  }
  return bridges;
}

function readSlaves(report: StatusReport, name: string): string[] | null {
  const text = fileText(report, `/proc/net/bonding/${name}`);
  return text === null
    ? null
    : [...text.matchAll(/^Slave Interface: (\S+)$/gm)].map(([, slave = '']) => slave);
}

/** Services by runlevel, as chkconfig lists them. */
export function addServices(report: StatusReport, frame: Frame): boolean {
  const list = outputOf(report, 'services');
  if (list !== null) frame.command('chkconfig', list);
  return true;
}
