import type { Format, Parsed } from './format.ts';
import { bodyOf, makeWriter, spanOf, splitLines } from './writer.ts';

const SCRIPT = /^\s*(prerotate|postrotate|firstaction|lastaction|preremove)\s*$/;
const DIRECTIVE = /^\s*([a-z]\w*)(?:\s*=\s*|\s+|$)(.*?)\s*$/;

/**
 * logrotate.conf(5) and logrotate.d: directives, and `path… { directives }`. Section: the paths before the brace, joined by
 * a space. The lines between `postrotate` and `endscript` are the value of one entry.
 */
export const logrotate: Format = {
  name: 'logrotate',
  files: ['/etc/logrotate.conf', '/etc/logrotate.d/*'],
  ignoreCase: false,
  parse(text): Parsed {
    const writer = makeWriter();
    let section: readonly string[] = [];
    let block = 0;
    let paths = '';
    let script: { readonly key: string; text: string } | null = null;
    for (const line of splitLines(text)) {
      const body = bodyOf(line);
      if (script !== null) {
        script.text += line;
        if (!/^\s*endscript\s*$/.test(body)) continue;
        writeScript(script.key, script.text);
        script = null;
      } else if (body.trim() === '' || /^\s*#/.test(body)) writer.plain(line);
      else if (SCRIPT.test(body)) script = { key: body.trim(), text: line };
      else readDirective(line, body);
    }
    if (script !== null) {
      writer.fail(`${script.key} has no endscript`, script.key);
      writer.plain(script.text);
    }
    if (section.length > 0) writer.fail('a brace is not closed', section.join(' '));
    return writer.finish();

    function writeScript(key: string, whole: string): void {
      const start = whole.indexOf('\n') + 1;
      const end = whole.replace(/[^\n]*\n?$/, '').length;
      const inner = whole.slice(start, Math.max(start, end));
      writer.entry(whole, { section, block, key, value: inner.trim() }, spanOf(whole, inner, start));
    }

    function readDirective(line: string, body: string): void {
      const bare = body.trim();
      if (
        section.length === 0 &&
        (/^["/~]/.test(bare) || bare.endsWith('{') || (paths !== '' && bare === '{'))
      ) {
        paths = `${paths} ${bare}`.trim();
        if (paths.endsWith('{')) {
          section = [paths.slice(0, -1).trim().split(/\s+/).join(' ')];
          block++;
          paths = '';
        }
        writer.plain(line);
      } else if (bare === '}') {
        if (section.length === 0) writer.fail('a brace is closed that was not opened', bare);
        section = [];
        writer.plain(line);
      } else {
        const [, key, value = ''] = DIRECTIVE.exec(body) ?? [];
        if (key === undefined) {
          writer.fail('expected a directive', body);
          writer.plain(line);
        } else
          writer.entry(
            line,
            { section, block: section.length === 0 ? 0 : block, key, value },
            spanOf(line, value, line.indexOf(key) + key.length),
          );
      }
    }
  },
};
