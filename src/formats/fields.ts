import type { Format, Parsed } from './format.ts';
import { bodyOf, makeWriter, splitLines } from './writer.ts';

/**
 * Tables: each line is one block, with one entry for each of its columns. Section: the name that the line has.
 * A column that is empty or not there makes no entry.
 */
function tableFormat(label: {
  readonly name: string;
  readonly files: readonly string[];
  readonly columns: readonly string[];
  /** Column whose value names the line. */
  readonly named: string;
  /** The columns that a line must have. */
  readonly needed: number;
  /** Cuts a line into its columns, as offsets. */
  cut(body: string): readonly (readonly [start: number, end: number])[];
}): Format {
  return {
    name: label.name,
    files: label.files,
    ignoreCase: false,
    parse(text): Parsed {
      const writer = makeWriter();
      splitLines(text).forEach((line, block) => {
        const body = bodyOf(line);
        const isText = body.trim() !== '' && !/^\s*#/.test(body);
        const spans = isText ? label.cut(body) : [];
        if (isText && spans.length < label.needed)
          writer.fail(`expected ${label.columns.slice(0, label.needed).join(', ')}`, body);
        if (spans.length < label.needed || !isText) {
          writer.plain(line);
          return;
        }
        const at = spans[label.columns.indexOf(label.named)] ?? [0, 0];
        const section = [body.slice(...at)];
        let done = 0;
        spans.forEach(([start, end], index) => {
          const key = label.columns[index];
          if (key === undefined || start === end) return;
          writer.entry(line.slice(done, end), { section, block, key, value: body.slice(start, end) }, [
            start - done,
            end - done,
          ]);
          done = end;
        });
        writer.plain(line.slice(done));
      });
      return writer.finish();
    },
  };
}

function cutAtSpaces(body: string): [number, number][] {
  return [...body.replace(/\s#.*$/, '').matchAll(/\S+/g)].map((match) => [
    match.index,
    match.index + match[0].length,
  ]);
}

function cutAtColons(count: number) {
  return (body: string): [number, number][] => {
    const spans: [number, number][] = [];
    let from = 0;
    for (let column = 1; column < count; column++) {
      const colon = body.indexOf(':', from);
      if (colon === -1) break;
      spans.push([from, colon]);
      from = colon + 1;
    }
    return [...spans, [from, body.length]];
  };
}

/** fstab(5): section = mount point; keys source, target, type, options, dump, pass. */
export const fstab = tableFormat({
  name: 'fstab',
  files: ['/etc/fstab'],
  columns: ['source', 'target', 'type', 'options', 'dump', 'pass'],
  named: 'target',
  needed: 3,
  cut: cutAtSpaces,
});

/** inittab(5): section = id; keys id, runlevels, action, process. */
export const inittab = tableFormat({
  name: 'inittab',
  files: ['/etc/inittab'],
  columns: ['id', 'runlevels', 'action', 'process'],
  named: 'id',
  needed: 4,
  cut: cutAtColons(4),
});

/** passwd(5): section = name; the password field is never collected. */
export const passwd = tableFormat({
  name: 'passwd',
  files: ['/etc/passwd'],
  columns: ['name', 'password', 'uid', 'gid', 'comment', 'home', 'shell'],
  named: 'name',
  needed: 7,
  cut: cutAtColons(7),
});
