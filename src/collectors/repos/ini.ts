import type { TextLine } from '../reading.ts';

/** One `[section]` as Python's ConfigParser reads it: option names in lower case, lines of a value joined by newlines. */
export interface IniSection {
  readonly name: string;
  readonly line: TextLine;
  readonly options: ReadonlyMap<string, string>;
}

export interface Ini {
  readonly sections: readonly IniSection[];
  /** Lines that belong to nothing: yum refuses the whole file for one of them. */
  readonly strayLines: readonly TextLine[];
}

interface OpenSection extends IniSection {
  readonly options: Map<string, string>;
}

/** Reads the dialect of yum's configuration: `name=value` or `name: value`, indented lines go on with the value before. */
export function parseIni(lines: readonly TextLine[]): Ini {
  const sections: OpenSection[] = [];
  const strayLines: TextLine[] = [];
  let option: string | null = null;
  for (const line of lines) {
    const text = line.text.replace(/\r$/, '');
    if (text.trim() === '' || /^\s*[#;]/.test(text)) continue;
    const section = sections.at(-1);
    const header = /^\[([^\]]+)\]/.exec(text);
    const setting = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(text);
    if (header) {
      sections.push({ name: header[1] ?? '', line, options: new Map() });
      option = null;
    } else if (/^\s/.test(text) && section && option !== null) {
      const before = section.options.get(option) ?? '';
      section.options.set(option, before === '' ? text.trim() : `${before}\n${text.trim()}`);
    } else if (setting && section) {
      option = (setting[1] ?? '').toLowerCase();
      section.options.set(option, (setting[2] ?? '').trim());
    } else strayLines.push(line);
  }
  return { sections, strayLines };
}
