import { lineFormat } from './line-format.ts';

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/;

/**
 * KEY=VALUE as a shell reads it: /etc/sysconfig, ifcfg files, xensource-inventory, default-storage.conf. Quotes are taken off;
 * a comment may follow. Lines that are no assignment (these files may hold any shell text) are reported.
 */
export const sysconfig = lineFormat({
  name: 'sysconfig',
  files: [
    '/etc/sysconfig/**',
    '!/etc/sysconfig/{iptables,ip6tables,ipvsadm,hwconf}*',
    '!/etc/sysconfig/{modules,cbq,console}/**',
    '!/etc/sysconfig/network-scripts/{ifup,ifdown,init.ipv6,net.,network-functions}*',
    '!/etc/sysconfig/network-scripts/interface-rename*/**',
    '!**/*.{sh,py,pyc,rules}',
    '/etc/xensource-inventory',
    '/etc/firstboot.d/data/*',
    '/etc/default/*',
    '/etc/locale.conf',
    '/etc/vconsole.conf',
  ],
  continued: true,
  comment: /^\s*#/,
  read(body) {
    const [, key, rest = ''] = ASSIGNMENT.exec(body) ?? [];
    if (key === undefined) return { is: 'error', message: 'expected KEY=VALUE' };
    const { value, raw, closed } = readValue(rest);
    if (!closed) return { is: 'error', message: `the quote after ${key}= is not closed` };
    return { is: 'setting', key, value, raw };
  },
});

/** One shell word: bare, quoted or both joined. */
function readValue(rest: string): { value: string; raw: string; closed: boolean } {
  let value = '';
  let at = 0;
  while (at < rest.length) {
    const char = rest[at] ?? '';
    if (/[\s;#&|]/.test(char) && (char !== '#' || at === 0 || /\s/.test(rest[at - 1] ?? ''))) break;
    if (char === '"' || char === "'") {
      const end = closingQuote(rest, at, char);
      if (end === -1) return { value, raw: rest, closed: false };
      const inner = rest.slice(at + 1, end);
      value += char === '"' ? inner.replace(/\\(["\\$`])/g, '$1') : inner;
      at = end + 1;
    } else if (char === '\\' && at + 1 < rest.length) {
      value += rest[at + 1] ?? '';
      at += 2;
    } else {
      value += char;
      at++;
    }
  }
  return { value, raw: rest.slice(0, at), closed: true };
}

function closingQuote(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}
