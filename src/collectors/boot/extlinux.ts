import type { ShownFile, TextLine } from '../reading.ts';
import {
  isLocation,
  isPythonInt,
  newEntry,
  splitWords,
  type BootEntry,
  type BootMenu,
  type Problem,
} from './menu.ts';

const MBOOT = 'mboot.c32';

/**
 * A menu of extlinux, as the installer reads it (`xcp/bootloader.py:97-183@2b9e77b`). Where that reader would stop, this one
 * notes the problem and reads on, so that the arguments are known all the same.
 */
export function readExtlinux(file: ShownFile): BootMenu {
  const entries: BootEntry[] = [];
  const problems: { problem: Problem; line: TextLine }[] = [];
  let defaultLine: TextLine | null = null;
  let timeoutLine: TextLine | null = null;
  let serialLine: TextLine | null = null;
  let locationLine: TextLine | null = null;
  let flowIsKnown = false;
  let kernel: string | null = null;
  for (const line of file.lines) {
    const text = line.text.trim();
    const words = splitWords(text, 2);
    const keyword = words[0]?.toLowerCase();
    const open = entries.at(-1);
    if (isLocation(text, words)) locationLine = line;
    else if (keyword === 'serial' && words.length > 1) {
      serialLine = line;
      const problem = serialProblem(words, flowIsKnown);
      if (problem) problems.push({ problem, line });
      flowIsKnown ||= words.length > 2;
    } else if (keyword === 'default' && words.length === 2) defaultLine = line;
    else if (keyword === 'timeout' && words.length === 2) {
      timeoutLine = line;
      if (!isPythonInt(words[1] ?? '')) problems.push({ problem: 'timeout-not-a-number', line });
    } else if (keyword === 'label' && words.length === 2) entries.push(newEntry(words[1] ?? '', line, null));
    else if (open && keyword === '#') open.title = text.slice(1).trim();
    else if (open && keyword === 'kernel' && words[1] !== undefined) {
      kernel = words[1];
      if (!isMultiboot(kernel)) open.kernel = kernel;
    } else if (open && keyword === 'initrd' && words[1] !== undefined) open.initrd = words[1];
    else if (open && keyword === 'append' && words.length > 1) {
      const isRead = kernel === MBOOT;
      readAppend(open, kernel, words, isRead);
      open.xenLine = line;
      open.kernelLine = line;
      if (isRead && words.length === 2 && /xen|tboot/.test(words[1] ?? ''))
        problems.push({ problem: 'line-without-arguments', line });
      // The reader keeps the dom0 kernel in the variable that held the loader's module.
      if (open.readable) kernel = null;
    }
  }
  const wanted = defaultLine && splitWords(defaultLine.text, 2)[1];
  const chosen = entries.findLast(({ label }) => label === wanted) ?? null;
  return {
    loader: 'extlinux',
    entries,
    chosen,
    isFound: chosen?.readable === true,
    defaultLine,
    timeoutLine,
    serialLine,
    locationLine,
    problems,
  };
}

function isMultiboot(kernel: string): boolean {
  return kernel === MBOOT || kernel.endsWith(`/${MBOOT}`);
}

function serialProblem(words: readonly string[], flowIsKnown: boolean): Problem | null {
  const [, port = '', rest] = words;
  if (rest === undefined && !flowIsKnown) return 'serial-without-speed';
  const speed = rest === undefined ? '9600' : rest.includes(' ') ? (splitWords(rest, 1)[0] ?? '') : rest;
  return isPythonInt(port) && isPythonInt(speed) ? null : 'serial-not-a-number';
}

/** `xen.gz <args> --- vmlinuz <args> --- initrd`, with tboot one part more at the front; of another kernel its arguments. */
function readAppend(
  entry: BootEntry,
  kernel: string | null,
  words: readonly string[],
  isRead: boolean,
): void {
  const all = words.slice(1).join(' ');
  if (kernel === null || !isMultiboot(kernel)) {
    entry.kernelArgs = all;
    return;
  }
  const parts = all.split('---').map((part) => splitWords(part, 1));
  const isTrusted = words[1]?.includes('tboot') === true;
  const [xen, linux, initrd] = isTrusted ? parts.slice(1) : parts;
  entry.xen = xen?.[0] ?? null;
  entry.xenArgs = xen?.[1] ?? '';
  entry.kernel = linux?.[0] ?? null;
  entry.kernelArgs = linux?.[1] ?? '';
  entry.initrd = initrd?.join(' ') ?? null;
  const hasParts = parts.length === (isTrusted ? 4 : 3) && linux?.length === 2 && words.length > 2;
  entry.readable = isRead && hasParts && (isTrusted ? xen?.length === 2 : words[1]?.includes('xen') === true);
}
