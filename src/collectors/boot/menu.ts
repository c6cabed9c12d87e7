import type { TextLine } from '../reading.ts';

export type Loader = 'extlinux' | 'grub' | 'grub2';

/** Why the boot loader reader of the 7.0 installer (`xcp/bootloader.py:97-430@2b9e77b`) fails on a file. */
export type Problem =
  | 'serial-without-speed'
  | 'serial-not-a-number'
  | 'timeout-not-a-number'
  | 'default-not-a-number'
  | 'default-out-of-range'
  | 'line-without-arguments';

/** One entry of a boot menu. */
export interface BootEntry {
  /** Label of extlinux; for GRUB the label that the installer makes from the title. */
  readonly label: string;
  title: string | null;
  readonly line: TextLine;
  xen: string | null;
  xenArgs: string;
  kernel: string | null;
  kernelArgs: string;
  initrd: string | null;
  /** Lines that hold the arguments; null = there are none. */
  xenLine: TextLine | null;
  kernelLine: TextLine | null;
  /** The installer can take it apart; else it knows of the entry, but none of its arguments. */
  readable: boolean;
}

/** A menu as far as it could be read; the lists are in the order of the file. */
export interface BootMenu {
  readonly loader: Loader;
  readonly entries: readonly BootEntry[];
  /** What the loader starts; null = it names none that is there. */
  readonly chosen: BootEntry | null;
  /** The installer finds the default entry too. */
  readonly isFound: boolean;
  /** As the file writes them, each with its line; null = not set. */
  readonly defaultLine: TextLine | null;
  readonly timeoutLine: TextLine | null;
  readonly serialLine: TextLine | null;
  /** `# location mbr` or `# location partition`: where the installer put the loader. */
  readonly locationLine: TextLine | null;
  readonly problems: readonly { readonly problem: Problem; readonly line: TextLine }[];
}

/** Python's `split(None, most)`: words, the last being the rest of the line. */
export function splitWords(text: string, most: number): string[] {
  const words: string[] = [];
  let rest = text.trim();
  while (rest !== '' && words.length < most) {
    const end = rest.search(/\s/);
    if (end === -1) break;
    words.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? words : [...words, rest];
}

/** The remark in which the installer notes where it put the loader. */
export function isLocation(text: string, words: readonly string[]): boolean {
  return text.startsWith('# location ') && (words[2] === 'mbr' || words[2] === 'partition');
}

/** What Python 2 takes for an int. */
export function isPythonInt(text: string): boolean {
  return /^\s*[+-]?\d+\s*$/.test(text);
}

export function newEntry(label: string, line: TextLine, title: string | null): BootEntry {
  return {
    label,
    title,
    line,
    xen: null,
    xenArgs: '',
    kernel: null,
    kernelArgs: '',
    initrd: null,
    xenLine: null,
    kernelLine: null,
    readable: false,
  };
}

/** The labels that the installer gives to entries of GRUB, by their titles. */
export function labelOfTitle(title: string, count: number): string {
  if (title === 'XenServer') return 'xe';
  if (title.endsWith('(Serial)')) return 'xe-serial';
  if (title.endsWith('Safe Mode')) return 'safe';
  if (title.endsWith('upgrade')) return 'upgrade';
  if (title.includes(' / ')) return title.includes('(Serial,') ? 'fallback-serial' : 'fallback';
  return `label${count}`;
}
