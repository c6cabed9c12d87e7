import { lineFormat } from './line-format.ts';

const SELECTOR = /^\s*(\S+)\s+(.+?)\s*$/;
const DIRECTIVE = /^\s*(\$[A-Za-z]\w*)\s*(.*?)\s*$/;
const STATEMENT =
  /^\s*(if|else|module|action|input|template|ruleset|global|set|call|stop|main_queue)\b\s*(.*?)\s*$/;
const FILTER = /^\s*(:[^"]*"(?:\\.|[^"\\])*")\s*(.*?)\s*$/;

/**
 * syslog.conf of sysklogd and the old style of rsyslog: `selector action`. Section: none, or `!program` and `+host` blocks
 * by their first line. Key: the selector, a `$Directive`, a `:property filter`, or the first word of a newer statement.
 * After syslog.conf(5) and the rsyslog 7 manual.
 */
export const syslog = lineFormat({
  name: 'syslog',
  files: ['/etc/syslog.conf', '/etc/rsyslog.conf', '/etc/rsyslog.d/*', '/etc/xensource/syslog.conf'],
  continued: true,
  comment: /^\s*#(?![!+-])/,
  read(body) {
    const block = /^\s*#?([!+-].*?)\s*$/.exec(body)?.[1];
    if (block !== undefined)
      return { is: 'section', section: block === '!*' || block === '+*' ? [] : [block] };
    for (const form of [DIRECTIVE, STATEMENT, FILTER, SELECTOR]) {
      const [, key, value = ''] = form.exec(body) ?? [];
      if (key !== undefined) return { is: 'setting', key, value };
    }
    // Brackets and lines inside a newer statement stand alone on their line.
    if (/^\s*[{})]+\s*$|^\s*[\w.]+="[^"]*"\)?\s*$/.test(body)) return { is: 'nothing' };
    return { is: 'error', message: 'expected a selector and an action' };
  },
});
