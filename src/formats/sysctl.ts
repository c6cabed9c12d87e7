import { lineFormat } from './line-format.ts';

const SETTING = /^\s*-?\s*([^=\s][^=]*?)\s*=\s*(.*?)\s*$/;

/**
 * sysctl.conf and sysctl.d: `key = value`, comments begin with `#` or `;`. Key: with dots, also where it is written with
 * slashes. After sysctl.conf(5).
 */
export const sysctl = lineFormat({
  name: 'sysctl',
  files: ['/etc/sysctl.conf', '/etc/sysctl.d/*'],
  continued: false,
  comment: /^\s*[#;]/,
  read(body) {
    const [, key, value = ''] = SETTING.exec(body) ?? [];
    if (key === undefined) return { is: 'error', message: 'expected key = value' };
    return { is: 'setting', key: dotted(key), value };
  },
});

/** `net/ipv4/ip_forward` and `net.ipv4.ip_forward` are one key; the first separator says which is meant. */
function dotted(key: string): string {
  const first = /[./]/.exec(key)?.[0];
  return first === '/' ? key.replaceAll('/', '.') : key;
}
