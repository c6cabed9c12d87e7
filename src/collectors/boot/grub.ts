import type { ShownFile, TextLine } from '../reading.ts';
import {
  isLocation,
  isPythonInt,
  labelOfTitle,
  newEntry,
  splitWords,
  type BootEntry,
  type BootMenu,
  type Problem,
} from './menu.ts';

/** A menu of GRUB legacy (`xcp/bootloader.py:185-275@2b9e77b`): entries by their titles, the default by its number. */
export function readGrub(file: ShownFile): BootMenu {
  const entries: BootEntry[] = [];
  const problems: { problem: Problem; line: TextLine }[] = [];
  let defaultLine: TextLine | null = null;
  let timeoutLine: TextLine | null = null;
  let serialLine: TextLine | null = null;
  let locationLine: TextLine | null = null;
  for (const line of file.lines) {
    const text = line.text.trim();
    const words = splitWords(text, 2);
    // `default=0` and `default 0` are the same to GRUB; the installer reads the second only.
    const [keyword = '', value] =
      text.includes('=') && /^(default|timeout)\s*=/.test(text) ? text.split('=') : words;
    const open = entries.at(-1);
    if (isLocation(text, words)) locationLine = line;
    else if (keyword === 'serial' && words.length > 1) {
      serialLine = line;
      if (!isSerialRead(text)) problems.push({ problem: 'serial-not-a-number', line });
    } else if (keyword.trim() === 'default' && value !== undefined) {
      defaultLine = line;
      if (words.length === 2 && words[0] === 'default' && !isPythonInt(value))
        problems.push({ problem: 'default-not-a-number', line });
    } else if (keyword.trim() === 'timeout' && value !== undefined) {
      timeoutLine = line;
      if (words.length === 2 && words[0] === 'timeout' && !isPythonInt(value))
        problems.push({ problem: 'timeout-not-a-number', line });
    } else if (keyword === 'title' && words.length > 1) {
      const title = splitWords(text, 1)[1] ?? '';
      entries.push(newEntry(labelOfTitle(title, entries.length + 1), line, title));
    } else if (open && !readEntryLine(open, text, line))
      problems.push({ problem: 'line-without-arguments', line });
  }
  return finish(entries, problems, defaultLine, timeoutLine, serialLine, locationLine);
}

function finish(
  entries: readonly BootEntry[],
  problems: readonly { problem: Problem; line: TextLine }[],
  defaultLine: TextLine | null,
  timeoutLine: TextLine | null,
  serialLine: TextLine | null,
  locationLine: TextLine | null,
): BootMenu {
  const number = Number(/^default[\s=]+(\d+)/.exec(defaultLine?.text.trim() ?? '')?.[1] ?? 0);
  const chosen = entries[number] ?? null;
  const installersNumber = defaultLine?.text.includes('=') ? 0 : number;
  const isFound = chosen !== null && entries.filter(({ readable }) => readable)[installersNumber] === chosen;
  return {
    loader: 'grub',
    entries,
    chosen,
    isFound,
    defaultLine,
    timeoutLine,
    serialLine,
    locationLine,
    problems,
  };
}

/** False where the installer's reader would stop: a `module` line with the dom0 kernel and no arguments. */
function readEntryLine(entry: BootEntry, text: string, line: TextLine): boolean {
  const [keyword, path, args] = splitWords(text, 2);
  if (path === undefined) return true;
  if (keyword === 'kernel') {
    entry.xen = path;
    entry.xenArgs = args ?? '';
    entry.xenLine = line;
  } else if (keyword === 'module' && entry.kernel === null) {
    entry.kernel = path;
    entry.kernelArgs = args ?? '';
    entry.kernelLine = line;
    return args !== undefined;
  } else if (keyword === 'module') {
    entry.initrd ??= path;
    entry.readable ||= entry.xenArgs !== '' && entry.kernelArgs !== '';
  } else if (keyword === 'initrd') {
    entry.initrd = path;
    if (entry.kernel === null) {
      entry.kernel = entry.xen;
      entry.kernelArgs = entry.xenArgs;
      entry.kernelLine = entry.xenLine;
      entry.xen = null;
      entry.xenArgs = '';
    }
    entry.readable = true;
  }
  return true;
}

/** Of the arguments with an equals sign each has one, and port and speed are numbers. */
function isSerialRead(text: string): boolean {
  const args = text.split(/\s+/).slice(1);
  return args.every((arg) => {
    const [option, value = '', ...more] = arg.split('=');
    if (!arg.includes('=')) return true;
    return more.length === 0 && (!/^--(unit|speed)$/.test(option ?? '') || isPythonInt(value));
  });
}
