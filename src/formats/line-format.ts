import type { Format, Parsed } from './format.ts';
import { bodyOf, makeWriter, spanOf, splitLines, splitLogicalLines, type Writer } from './writer.ts';

/** What one logical line says. */
export type Line =
  | {
      readonly is: 'setting';
      readonly key: string;
      readonly value: string;
      /** The value as it is written, when that differs. */
      readonly raw?: string;
      /** A section of its own instead of the one around it. */
      readonly section?: readonly string[];
    }
  | { readonly is: 'section'; readonly section: readonly string[] }
  | { readonly is: 'nothing' }
  | { readonly is: 'error'; readonly message: string };

const NOTHING: Line = { is: 'nothing' };

/** Formats of which every line stands for itself: key and value, or the head of a section that lasts until the next. */
export function lineFormat(label: {
  readonly name: string;
  readonly files: readonly string[];
  readonly ignoreCase?: boolean;
  /** A backslash at the end joins a line with the next one. */
  readonly continued: boolean;
  /** Lines that say nothing. */
  readonly comment: RegExp;
  read(body: string): Line;
}): Format {
  return {
    name: label.name,
    files: label.files,
    ignoreCase: label.ignoreCase ?? false,
    parse(text): Parsed {
      const writer = makeWriter();
      let section: readonly string[] = [];
      let block = 0;
      for (const line of label.continued ? splitLogicalLines(text) : splitLines(text)) {
        const body = bodyOf(line);
        const said = body.trim() === '' || label.comment.test(body) ? NOTHING : label.read(body);
        if (said.is === 'section') {
          section = said.section;
          block++;
        }
        writeLine(writer, line, body, said, section, block);
      }
      return writer.finish();
    },
  };
}

function writeLine(
  writer: Writer,
  line: string,
  body: string,
  said: Line,
  section: readonly string[],
  block: number,
): void {
  if (said.is === 'error') writer.fail(said.message, body);
  if (said.is !== 'setting') {
    writer.plain(line);
    return;
  }
  const at = line.indexOf(said.key);
  const span = spanOf(line, said.raw ?? said.value, at === -1 ? 0 : at + said.key.length);
  writer.entry(line, { section: said.section ?? section, block, key: said.key, value: said.value }, span);
}
