import type { ShownFile, TextLine } from '../reading.ts';
import {
  isPythonInt,
  labelOfTitle,
  newEntry,
  splitWords,
  type BootEntry,
  type BootMenu,
  type Problem,
} from './menu.ts';

const LONGEST_LINE = 4096;

/** A menu of GRUB 2 (`xcp/bootloader.py:277-430@2b9e77b`): `menuentry 'title' { … }`, default by number or label. */
export function readGrub2(file: ShownFile): BootMenu {
  const entries: BootEntry[] = [];
  const problems: { problem: Problem; line: TextLine }[] = [];
  let open: BootEntry | null = null;
  let defaultLine: TextLine | null = null;
  let timeoutLine: TextLine | null = null;
  let serialLine: TextLine | null = null;
  for (const line of file.lines) {
    const text = line.text.trim();
    const isIndented = text !== line.text.trimEnd();
    const title = text.length < LONGEST_LINE ? /^menuentry ['"]([^']*)['"](.*)\{/.exec(text)?.[1] : undefined;
    if (text.startsWith('set default=') && !isIndented) defaultLine = line;
    else if (text.startsWith('set timeout=') && !isIndented) {
      timeoutLine = line;
      if (!isPythonInt(text.split('=')[1] ?? '')) problems.push({ problem: 'timeout-not-a-number', line });
    } else if (text.startsWith('serial')) serialLine = line;
    else if (title !== undefined) {
      open = newEntry(labelOfTitle(title, entries.length + 1), line, title);
      entries.push(open);
    } else if (open && text === '}') {
      open.readable = open.kernel !== null || open.xen !== null;
      open = null;
    } else if (open && !readEntryLine(open, text, line))
      problems.push({ problem: 'line-without-arguments', line });
  }
  const wanted = defaultLine && unquoted(defaultLine.text.trim().split('=')[1] ?? '');
  const number = wanted === null ? 0 : isPythonInt(wanted) ? Number(wanted) : null;
  if (defaultLine && number !== null && number >= entries.length)
    problems.push({ problem: 'default-out-of-range', line: defaultLine });
  const chosen =
    number === null
      ? (entries.find(({ label, title }) => label === wanted || title === wanted) ?? null)
      : (entries[number] ?? null);
  return {
    loader: 'grub2',
    entries,
    chosen,
    isFound: chosen?.readable === true && (number !== null || chosen.label === wanted),
    defaultLine,
    timeoutLine,
    serialLine,
    locationLine: null,
    problems,
  };
}

/** False where the installer's reader would stop: a line of these kinds with no arguments. */
function readEntryLine(entry: BootEntry, text: string, line: TextLine): boolean {
  const [keyword = '', path, args] = splitWords(text, 2);
  if (/^multiboot2?$/.test(keyword)) {
    entry.xen = path ?? null;
    entry.xenArgs = args ?? '';
    entry.xenLine = line;
    return args !== undefined || keyword === 'multiboot';
  }
  if (/^module2?$/.test(keyword) && entry.kernel !== null) {
    entry.initrd = path ?? null;
    return path !== undefined;
  }
  if (/^(module2?|linux\w*)$/.test(keyword)) {
    entry.kernel = path ?? null;
    entry.kernelArgs = args ?? '';
    entry.kernelLine = line;
    return args !== undefined || keyword === 'module';
  }
  if (keyword.startsWith('initrd')) {
    entry.initrd = path ?? null;
    return path !== undefined;
  }
  return true;
}

function unquoted(text: string): string {
  return /^['"](.*)['"]$/s.exec(text)?.[1] ?? text;
}
