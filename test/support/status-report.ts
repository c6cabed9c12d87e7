import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { outputName } from '../../src/bugtool/names.ts';
import type { Lab } from '../lab/index.ts';
import { xapiDatabase } from './xapi-database.ts';
import { zipOf } from './zip.ts';

/*
 * Makes the archive that xen-bugtool (xenserver/status-report at aaa2bd5, November 2014) makes of a host, from a lab: the same files and
 * folders by the same patterns, the same commands, the same names, its inventory last. Logs and what a lab has no program for are left out.
 */

const FILES =
  '/boot/extlinux.conf /proc/partitions /proc/mounts /etc/fstab /etc/iscsi/iscsid.conf /etc/iscsi/initiatorname.iscsi ' +
  '/etc/lvm/lvm.conf /proc/cpuinfo /proc/meminfo /proc/version /proc/modules /proc/devices /proc/filesystems /proc/cmdline ' +
  '/etc/modprobe.conf /etc/multipath.conf /etc/mpp.conf /etc/udev/rules.d/60-net.rules /etc/xensource/network.conf ' +
  '/var/xapi/network.dbcache /var/xapi/networkd.db /etc/sysconfig/network /etc/resolv.conf /etc/nsswitch.conf /etc/hosts ' +
  '/etc/ntp.conf /etc/sysconfig/iptables-config /etc/hosts.allow /etc/hosts.deny /etc/krb5.conf ' +
  '/opt/xensource/etc/initial-inventory /etc/xensource/pool.conf /etc/xensource/ptoken /etc/xensource/xapi.conf ' +
  '/etc/xensource/xapi-ssl.conf /etc/xensource-inventory /etc/sysconfig/clock /etc/xensource/db.conf /etc/xensource/log.conf ' +
  '/var/log/yum.log';

/** Folders, with the pattern that a whole path must match. */
const TREES: readonly (readonly [folder: string, pattern: RegExp | null])[] = [
  ['/etc/firstboot.d', null],
  ['/etc/modprobe.d', null],
  ['/etc/sysconfig/network-scripts/interface-rename-data', null],
  ['/etc/sysconfig/network-scripts', /^.*\/ifcfg-.*/],
  ['/etc/sysconfig/network-scripts', /^.*\/route-.*/],
  ['/proc/net/bonding', null],
  ['/proc/net/vlan', null],
  ['/etc/pam.d', null],
  ['/etc/xensource/static-vdis', null],
  ['/etc/xensource/installed-repos', null],
  ['/var/patch/applied', null],
  ['/etc/yum.repos.d', null],
];

const COMMANDS: readonly string[] = [
  'ls -lR /boot',
  'fdisk -l',
  'df -alT',
  'df -alTi',
  'pvs',
  'vgs',
  'lvs',
  'ls -lR /dev',
  'losetup -a',
  'dmsetup table',
  'ifconfig -a',
  'route -n',
  'iptables -nvL',
  'brctl show',
  'chkconfig --list',
  'ls -lR /opt/xensource',
  'rpm -qa',
];

export type ReportFormat = 'tar.bz2' | 'tar' | 'zip';

/** The members of a report, in their order. */
export interface ReportMember {
  readonly name: string;
  readonly body: Buffer;
  /** Seconds since 1970. */
  readonly modified: number;
}

export const REPORT_FOLDER = 'bug-report-20160601101500';
const MADE = Date.parse('2016-06-01T09:15:00Z') / 1000;

/** Runs the layout over a lab. */
export function reportMembers(lab: Lab): ReportMember[] {
  const commands = [...COMMANDS, ...interfaceCommands(lab)];
  return [
    ...readFiles(lab, listFiles(lab)),
    ...runAll(lab, commands).map((body, index) => memberOf(outputName(commands[index] ?? ''), body)),
    ...runAll(lab, ["cut -d ' ' -f 1 /proc/modules | while read -r m; do modinfo $m; done"]).map((body) =>
      memberOf('modinfo.out', body),
    ),
    memberOf('xapi-db-dumped.xml', xapiDatabase(lab)),
  ];
}

function memberOf(name: string, body: Buffer): ReportMember {
  return { name, body, modified: MADE };
}

/** A line that stands between two outputs of one call. */
const BETWEEN = 'f7b3a9d0c5e84f1e between';

/** Runs shell commands in one call, since each call costs; standard error is dropped, as xen-bugtool does. */
function runAll(lab: Lab, commands: readonly string[]): Buffer[] {
  const script = commands
    .map((command) => `( ${command} ) 2> /dev/null; printf '\\n${BETWEEN}\\n'`)
    .join('\n');
  const { stdout } = lab.exec('sh -s', `${script}\n`);
  const outputs: Buffer[] = [];
  for (let at = 0; outputs.length < commands.length;) {
    const end = stdout.indexOf(`\n${BETWEEN}\n`, at);
    if (end === -1) throw new Error(`no output of ${commands[outputs.length] ?? ''}`);
    outputs.push(stdout.subarray(at, end));
    at = end + BETWEEN.length + 2;
  }
  return outputs;
}

function interfaceCommands(lab: Lab): string[] {
  const names = lab.exec('ls /sys/class/net').stdout.toString('utf8').split('\n');
  return names.filter((name) => name !== '' && name !== 'lo').map((name) => `ethtool -i ${name}`);
}

function listFiles(lab: Lab): string[] {
  const single = `for f in ${FILES}; do if [ -f "$f" ]; then printf '%s\\0' "$f"; fi; done`;
  const trees = TREES.map(([folder]) => `find -L ${folder} -type f -print0`);
  const [found = Buffer.alloc(0), ...inTrees] = runAll(lab, [single, ...trees]);
  const paths = (output: Buffer): string[] =>
    output
      .toString('utf8')
      .split('\0')
      .filter((path) => path !== '');
  const matching = inTrees.flatMap((output, index) => {
    const pattern = TREES[index]?.[1] ?? null;
    return paths(output).filter((path) => pattern === null || pattern.test(path));
  });
  return [...new Set([...paths(found), ...matching])];
}

function readFiles(lab: Lab, paths: readonly string[]): ReportMember[] {
  const quoted = paths.map((path) => `'${path.replaceAll("'", "'\\''")}'`);
  const outputs = runAll(
    lab,
    quoted.map((path) => `find -L ${path} -maxdepth 0 -printf '%Ts\\n'; cat ${path}`),
  );
  return outputs.map((output, index) => {
    const end = output.indexOf(0x0a);
    const seconds = Number(output.toString('latin1', 0, end).split('.')[0]);
    return { name: (paths[index] ?? '').slice(1), body: output.subarray(end + 1), modified: seconds };
  });
}

/** inventory.xml as make_inventory writes it. */
export function inventoryXml(members: readonly ReportMember[], uname: string): ReportMember {
  const [, hostname = 'host'] = uname.split(' ');
  const entries = members.map(({ name, body }) => {
    const md5sum = createHash('md5').update(body).digest('hex');
    return `\t<inventory-entry capability="any" filename="${REPORT_FOLDER}/${attribute(name)}" md5sum="${md5sum}"/>\n`;
  });
  const text =
    '<?xml version="1.0" ?>\n<system-status-inventory>\n' +
    `\t<system-summary date="Wed Jun  1 10:15:00 2016" hostname="${hostname}" uname="${attribute(uname)}" uptime=" 10:15:00 up 9 days"/>\n` +
    `${entries.join('')}</system-status-inventory>\n`;
  return { name: 'inventory.xml', body: Buffer.from(text), modified: MADE };
}

function attribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The report of a lab in one of the formats of xen-bugtool. @returns the path of a file; `remove` deletes it */
export function labReport(lab: Lab, format: ReportFormat): { readonly path: string; remove(): void } {
  const members = reportMembers(lab);
  const uname = `${lab.exec('uname -s -n -r -v -m').stdout.toString('utf8').trim()} `;
  return packReport([...members, inventoryXml(members, uname)], format);
}

/** Packs members with this machine's tar and bzip2, or as a zip, in a folder that is deleted by `remove`. */
export function packReport(
  members: readonly ReportMember[],
  format: ReportFormat,
): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'dom0-audit-report-'));
  for (const { name, body, modified } of members) {
    const path = join(folder, REPORT_FOLDER, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
    utimesSync(path, modified, modified);
  }
  const names = members.map(({ name }) => `${REPORT_FOLDER}/${name}`);
  const path = join(folder, `${REPORT_FOLDER}.${format}`);
  if (format === 'zip')
    writeFileSync(path, zipOf(members.map(({ name, body }) => ({ name: `${REPORT_FOLDER}/${name}`, body }))));
  else {
    const how = ['--owner=root', '--group=root', '--format=gnu', '--no-recursion', '-T', '-'];
    const what = format === 'tar' ? '-cf' : '-cjf';
    const { status, stderr } = spawnSync('tar', [what, path, ...how], {
      cwd: folder,
      input: names.join('\n'),
    });
    if (status !== 0) throw new Error(`tar failed: ${stderr.toString('utf8')}`);
  }
  return {
    path,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
