import type { Format } from './format.ts';
import { lineFormat } from './line-format.ts';

const KEYWORD = /^\s*(\S+)(?:\s+(.*?))?\s*$/;

/** `keyword the rest of the line`; a `#` at the beginning, or after white space, begins a comment. */
function keywordFormat(
  name: string,
  files: readonly string[],
  options: { readonly ignoreCase?: boolean; readonly inlineComments?: boolean } = {},
): Format {
  return lineFormat({
    name,
    files,
    ignoreCase: options.ignoreCase ?? false,
    continued: true,
    comment: /^\s*#/,
    read(body) {
      const bare = options.inlineComments === false ? body : body.replace(/\s#.*$/, '');
      const [, key, value = ''] = KEYWORD.exec(bare) ?? [];
      if (key === undefined) return { is: 'error', message: 'expected a keyword' };
      return { is: 'setting', key, value: value.replace(/^"([^"]*)"$/, '$1'), raw: value };
    },
  });
}

/** Any file of this simple kind: resolv.conf, hosts, ldap.conf, nrpe-like files. */
export const keyword = keywordFormat('keyword', ['/etc/resolv.conf', '/etc/hosts', '/etc/host.conf']);

/** ntp.conf of ntp 4.2: `server host options`. After ntp.conf(5). */
export const ntp = keywordFormat('ntp', ['/etc/ntp.conf']);

/** snmpd.conf of net-snmp 5.3 to 5.7; keywords in any case. After snmpd.conf(5). */
export const snmpd = keywordFormat(
  'snmpd',
  [
    '/etc/snmp/snmpd.conf',
    '/etc/snmp/snmpd.xs.conf',
    '/etc/snmp/snmpd.local.conf',
    '/etc/snmp/snmptrapd.conf',
  ],
  { ignoreCase: true },
);
