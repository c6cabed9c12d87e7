import type { Format, Parsed } from './format.ts';
import { bodyOf, makeWriter, splitLogicalLines } from './writer.ts';

const PAIR = /\s*,?\s*([A-Z_]+(?:\{[^}]*\})?)\s*(==|!=|\+=|-=|:=|=)\s*"((?:\\.|[^"\\])*)"/y;

/**
 * udev rules: `KEY=="value", KEY{attribute}="value"`; each line is one block. Section: `match` for `==` and `!=`, `assign` for
 * the rest; key: `KERNEL`, `ATTR{size}`, `RUN` … After udev(7) of udev 095 to 208.
 */
export const udev: Format = {
  name: 'udev',
  files: ['/etc/udev/rules.d/*.rules', '/etc/udev/**/*.rules'],
  ignoreCase: false,
  parse(text): Parsed {
    const writer = makeWriter();
    splitLogicalLines(text).forEach((line, block) => {
      if (bodyOf(line).trim() === '' || /^\s*#/.test(line)) {
        writer.plain(line);
        return;
      }
      // Continuations keep their length, so that offsets in the one are offsets in the other.
      const body = line.replace(/\\\r?\n/g, (end) => ' '.repeat(end.length)).replace(/\r?\n$/, '');
      let done = 0;
      PAIR.lastIndex = 0;
      for (let match = PAIR.exec(body); match !== null; match = PAIR.exec(body)) {
        const [whole, key = '', operator = '', value = ''] = match;
        const end = match.index + whole.length;
        const span = [end - 1 - value.length - done, end - 1 - done] as const;
        const section = [operator === '==' || operator === '!=' ? 'match' : 'assign'];
        writer.entry(line.slice(done, end), { section, block, key, value }, span);
        done = end;
      }
      const rest = body.slice(done).replace(/[\s,]+$/, '');
      if (rest !== '') writer.fail('expected KEY=="value" or KEY="value"', rest.trim());
      writer.plain(line.slice(done));
    });
    return writer.finish();
  },
};
