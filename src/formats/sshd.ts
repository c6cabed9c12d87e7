import { lineFormat } from './line-format.ts';

const KEYWORD = /^\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+|$)(.*)$/;

/**
 * sshd_config and ssh_config of OpenSSH 4.3 to 6.6: `Keyword arguments`, also `Keyword=arguments`; keywords in any case.
 * What follows `Match …` or `Host …` is in a section of that name until the next one. Key: the keyword.
 * After sshd_config(5) and ssh_config(5).
 */
export const sshd = lineFormat({
  name: 'sshd',
  files: ['/etc/ssh/sshd_config', '/etc/ssh/ssh_config'],
  ignoreCase: true,
  continued: false,
  comment: /^\s*#/,
  read(body) {
    const [, key, rest = ''] = KEYWORD.exec(body) ?? [];
    if (key === undefined) return { is: 'error', message: 'expected a keyword and its arguments' };
    const raw = rest.trim();
    if (/^(?:match|host)$/i.test(key)) return { is: 'section', section: [`${capital(key)} ${raw}`] };
    if (raw === '') return { is: 'error', message: `the keyword ${key} has no argument` };
    return { is: 'setting', key, value: raw.replace(/^"([^"]*)"$/, '$1'), raw };
  },
});

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}
