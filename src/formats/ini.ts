import type { Format, Parsed } from './format.ts';
import { bodyOf, makeWriter, spanOf, splitLines } from './writer.ts';

const SECTION = /^\s*\[([^\]]*)\]\s*(?:[#;].*)?$/;
const SETTING = /^([^=:\s[][^=:\n]*?)\s*[=:]\s*([\s\S]*?)\s*$/;

/**
 * `[section]`, `key = value` or `key: value`; comments begin with `#` or `;`. A line that begins with white space goes on
 * with the value above (as Python's ConfigParser reads it, and with it yum). Section: its name.
 */
function iniFormat(name: string, files: readonly string[]): Format {
  return {
    name,
    files,
    ignoreCase: true,
    parse(text): Parsed {
      const writer = makeWriter();
      let section: readonly string[] = [];
      let block = 0;
      for (const line of joinIndented(splitLines(text))) {
        const body = bodyOf(line);
        const head = SECTION.exec(body)?.[1];
        const [, key, value = ''] = SETTING.exec(body.trimStart().replace(/\n\s+/g, '\n')) ?? [];
        if (body.trim() === '' || /^\s*[#;]/.test(body)) writer.plain(line);
        else if (head !== undefined) {
          section = [head.trim()];
          block++;
          writer.plain(line);
        } else if (key === undefined) {
          writer.fail('expected [section] or key = value', body);
          writer.plain(line);
        } else {
          const raw = /[=:]\s*([\s\S]*?)\s*$/.exec(body.slice(body.indexOf(key)))?.[1] ?? '';
          const span = spanOf(line, raw, line.indexOf(key) + key.length);
          writer.entry(line, { section, block, key, value: value.replaceAll('\n', ' ') }, span);
        }
      }
      return writer.finish();
    },
  };
}

/** Indented lines belong to the setting above them; comments and blank lines stand alone. */
function joinIndented(lines: readonly string[]): string[] {
  const joined: string[] = [];
  let mayGoOn = false;
  for (const line of lines) {
    const isText = line.trim() !== '' && !/^\s*[#;]/.test(line);
    if (mayGoOn && isText && /^[ \t]/.test(line)) joined.push(`${joined.pop() ?? ''}${line}`);
    else joined.push(line);
    mayGoOn = isText && !SECTION.test(bodyOf(line)) && /[=:]/.test(joined.at(-1) ?? '');
  }
  return joined;
}

export const ini = iniFormat('ini', ['/etc/**/*.ini', '/etc/my.cnf', '/etc/krb5.conf']);

/** yum.conf and *.repo. */
export const yum = iniFormat('yum', ['/etc/yum.conf', '/etc/yum.repos.d/*.repo', '/etc/yum/**/*.conf']);
