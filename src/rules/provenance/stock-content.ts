import type { Dom0Facts } from './stock-knowledge.ts';

/** What a content check may ask of the host. */
export interface ContentContext {
  readonly dom0: Dom0Facts;
  readonly hostname: string | null;
  /** The default boot entry has only arguments that the installer writes. */
  readonly bootArgsAreStock: boolean;
  /** Normalised settings of the multipath.conf that the source release ships; null = not known. */
  readonly multipathSettings: readonly string[] | null;
}

type Check = (lines: readonly string[], context: ContentContext, text: string) => boolean;

/**
 * Files that a stock dom0 writes itself and that people edit as well: for each, whether its content is what stock software
 * writes. Derived from data/stock/runtime-paths.yaml (`then: compare`) and install-edits.yaml, and from the formats that the
 * programs named there write. A path without a check has no content that tells.
 */
const CHECKS: readonly (readonly [RegExp, Check])[] = [
  [/^\/etc\/xensource\/pool\.conf$/, every(/^(master|slave:[\w.:-]+)$/)],
  [
    /^\/etc\/xensource\/db\.conf$/,
    every(
      /^(\[.*\]|mode:.*|format:.*|compress:.*|write_limit_.*|.*_limit_.*|available_this_boot:.*|is_on_remote_storage:.*)$/,
    ),
  ],
  [/^\/etc\/xensource\/syslog\.conf$/, every(/^SYSLOGD_OPTIONS=/)],
  [
    /^\/etc\/sysconfig\/network$/,
    every(
      /^(NETWORKING|NETWORKING_IPV6|IPV6_AUTOCONF|IPV6INIT|HOSTNAME|GATEWAY|PMTU|NOZEROCONF|DOMAINNAME)=/,
    ),
  ],
  [
    /^\/etc\/sysconfig\/network-scripts\/ifcfg-(lo|eth\d+|xenbr\d+|xapi\d+|bond\d+)(\.\d+)?$/,
    every(/^[A-Z0-9_]+=/),
  ],
  [/^\/etc\/udev\/rules\.d\/(60-net|70-persistent-\w+)\.rules$/, () => true],
  [/^\/etc\/modprobe\.d\/blacklist-bridge/, every(/^(install bridge \/bin\/(true|false)|blacklist bridge)$/)],
  [/^\/etc\/resolv\.conf$/, every(/^(nameserver|search|domain|options)\s/)],
  [/^\/etc\/hosts$/, isStockHosts],
  [
    /^\/etc\/nsswitch\.conf$/,
    every(/^\w+:\s*((files|dns|lsass|db|nisplus|nis|compat|\[NOTFOUND=return\]|\[SUCCESS=\w+\])\s*)*$/),
  ],
  [/^\/etc\/ntp\.conf\.predhclient/, () => true],
  [
    /^\/etc\/ntp\.conf$/,
    every(
      /^(server\s+\S+(\s+iburst)?$|restrict\s+(-[46]\s+)?(default|127\.0\.0\.1|::1)(\s+(kod|nomodify|notrap|nopeer|noquery|nofer))*$|fudge\s+127\.127\.1\.0\s+stratum 10$|driftfile\s+\/var\/lib\/ntp\/drift$|keys\s+\/etc\/ntp\/keys$|includefile\s+\/etc\/ntp\/crypto\/pw$|broadcastdelay\s+0\.008$)/,
    ),
  ],
  [/^\/etc\/fstab$/, (lines, { dom0 }) => lines.every((line) => isStockFstab(line, dom0))],
  [/^\/etc\/inittab$/, (lines, { dom0 }) => lines.every((line) => dom0.isStockInittabLine(line))],
  [
    /^\/etc\/modprobe\.conf$/,
    every(/^(alias (eth\d+|scsi_hostadapter\d*|usb-controller\d*) \w+|options .* (max_loop|disable)=)/),
  ],
  [/^\/etc\/sysconfig\/hwconf$/, () => true],
  [/^\/etc\/sysconfig\/mkinitrd\.latches$/, () => true],
  [/^\/boot\/extlinux\.conf$/, (_lines, { bootArgsAreStock }) => bootArgsAreStock],
  [
    /^\/etc\/xensource-inventory$/,
    (lines, { dom0 }) =>
      lines.every((line) => dom0.inventoryKeys.has(/^(\w+)='[^']*'$/.exec(line)?.[1] ?? '')),
  ],
  [/^\/boot\/grub\/grub\.cfg$/, () => true],
  [/^\/var\/lib\/nfs\/etab$/, (lines) => lines.length === 0],
  [/^\/var\/lib\/nfs\//, () => true],
  [/^\/etc\/(passwd|group|shadow|gshadow)-?$/, () => true],
  [/^\/etc\/issue$/, () => true],
  [
    /^\/etc\/sysconfig\/ip6?tables(\.save|\.old)?$/,
    (lines, { dom0 }) =>
      lines.every(
        (line) => /^(\*|COMMIT)/.test(line) || dom0.isStockFirewallRule(line.replace(/ \[\d+:\d+\]$/, '')),
      ),
  ],
  [/^\/etc\/multipath\.xenserver\/multipath\.conf$/, isStockMultipath],
];

/**
 * Whether the text is what stock software writes at this path: true, false, or null when the path has no check.
 * Blank lines and `#` comments are left out.
 */
export function isStockContent(path: string, text: string, context: ContentContext): boolean | null {
  const check = CHECKS.find(([pattern]) => pattern.test(path))?.[1];
  if (!check) return null;
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return check(lines, context, text);
}

function every(pattern: RegExp): Check {
  return (lines) => lines.every((line) => pattern.test(line));
}

function isStockFstab(line: string, dom0: Dom0Facts): boolean {
  const [device = '', target = '', fsType = '', options = ''] = line.split(/\s+/);
  const usual = ['defaults', 'loop,ro', 'memory'].includes(options);
  const local =
    device === 'none' ||
    device === fsType ||
    device.startsWith('LABEL=root-') ||
    /^\/(var\/swap|opt\/xensource)\//.test(device);
  return usual && local && dom0.isStockFstabLine(target, fsType);
}

function isStockHosts(lines: readonly string[], { hostname }: ContentContext): boolean {
  const short = hostname?.split('.')[0];
  return lines.every((line) => {
    const [address = '', ...names] = line.split(/\s+/);
    if (address === '127.0.0.1' || address === '::1') return true;
    return short !== undefined && short !== '' && names.every((name) => name.split('.')[0] === short);
  });
}

function isStockMultipath(
  _lines: readonly string[],
  { multipathSettings }: ContentContext,
  text: string,
): boolean {
  if (multipathSettings === null) return false;
  const found = multipathSettingsOf(text);
  return (
    found.length === multipathSettings.length &&
    [...multipathSettings].sort().every((line, i) => found[i] === line)
  );
}

/** Settings of a multipath.conf as sorted `section key value` lines, without blacklist_exceptions. */
export function multipathSettingsOf(text: string): string[] {
  const out: string[] = [];
  const stack: string[] = [];
  let device: [string, string][] = [];
  for (const raw of text.split('\n')) {
    const line = raw
      .replace(/[#!].*$/, '')
      .trim()
      .replace(/,$/, '');
    if (line === '') continue;
    const open = /^(\w+)\s*\{$/.exec(line);
    if (open?.[1] !== undefined) stack.push(open[1]);
    else if (line === '}') {
      if (stack.pop() === 'device') {
        const named = Object.fromEntries(device);
        const name = `${named['vendor'] ?? ''}/${named['product'] ?? ''}`;
        for (const [key, value] of device)
          if (key !== 'vendor' && key !== 'product') out.push(`device ${name} ${key} ${value}`);
        device = [];
      }
    } else {
      const [, key = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
      const value = rest
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim()
        .replace(/\s+/g, ' ');
      const section = stack.at(-1) ?? '';
      if (section === 'device') device.push([key, value]);
      else if (section !== 'blacklist_exceptions') out.push(`${section} ${key} ${value}`);
    }
  }
  return out.sort();
}
