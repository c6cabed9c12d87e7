import type { Format, Parsed } from './format.ts';
import { bodyOf, makeWriter, splitLogicalLines } from './writer.ts';

const PATH = /^\s*("[^"]*"|\S+)/;
const CLIENT = /\s+([^\s(]*)(?:\(([^)]*)\))?/y;

/** exports(5): `path client(options) …`; each line is one block. Section: the path; key: the client; value: its options. */
export const exports: Format = {
  name: 'exports',
  files: ['/etc/exports', '/etc/exports.d/*'],
  ignoreCase: false,
  parse(text): Parsed {
    const writer = makeWriter();
    splitLogicalLines(text).forEach((line, block) => {
      if (bodyOf(line).trim() === '' || /^\s*#/.test(line)) {
        writer.plain(line);
        return;
      }
      const body = line
        .replace(/\\\r?\n/g, (end) => ' '.repeat(end.length))
        .replace(/\r?\n$/, '')
        .replace(/\s#.*$/, '');
      const [head = '', path = ''] = PATH.exec(body) ?? [];
      let done = 0;
      CLIENT.lastIndex = head.length;
      for (
        let match = CLIENT.exec(body);
        match !== null && match[0].trim() !== '';
        match = CLIENT.exec(body)
      ) {
        const [, client = '', options = ''] = match;
        const end = match.index + match[0].length;
        const span = options === '' ? null : ([end - 1 - options.length - done, end - 1 - done] as const);
        const section = [path.replace(/^"|"$/g, '')];
        writer.entry(line.slice(done, end), { section, block, key: client, value: options }, span);
        done = end;
      }
      const rest = body.slice(Math.max(done, head.length)).trim();
      if (rest !== '' || done === 0) writer.fail('expected a path and its clients', body.trim());
      writer.plain(line.slice(done));
    });
    return writer.finish();
  },
};
