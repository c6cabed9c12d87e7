/**
 * What an ELF file says of itself, from a few ranges of its bytes. Written for bytes that somebody else chose: every read is
 * checked against what is there, every loop ends with the bytes at hand, and nothing throws. Layout as in the System V ABI,
 * chapters 4 and 5, in its 32-bit and 64-bit form; why no library does this: docs/decisions/0005-elf-reader.md.
 */
export interface ElfFacts {
  readonly bits: 32 | 64;
  /** `x86`, `x86-64`, `arm` … or `machine-<number of e_machine>`. */
  readonly machine: string;
  /** `object`: not linked yet (`.o`); the collector calls it `module` where it is a kernel module. */
  readonly type: 'program' | 'library' | 'module' | 'object' | 'core' | 'other';
  /** Program that loads it, `/lib/ld-linux.so.2`; null = none: static, a library, an object. */
  readonly interpreter: string | null;
  /** Names of the libraries that it is linked with (DT_NEEDED), in their order. */
  readonly needed: readonly string[];
  /** Name under which others are linked with it (DT_SONAME). */
  readonly soname: string | null;
  /** Folders in which it looks for libraries first (DT_RUNPATH, else DT_RPATH), divided by colons. */
  readonly runPath: string | null;
  /** Kernel modules: the kernel that it was built for, as the module says it. */
  readonly vermagic: string | null;
  /** False when not all that these fields say could be read: then there may be more. */
  readonly whole: boolean;
}

/** Bytes of a file from an offset on. */
export interface ByteRange {
  readonly offset: number;
  readonly bytes: Buffer;
}

const MAGIC = 0x7f454c46;
const MACHINES: Readonly<Record<number, string>> = {
  2: 'sparc',
  3: 'x86',
  8: 'mips',
  20: 'powerpc',
  21: 'powerpc64',
  22: 's390',
  40: 'arm',
  43: 'sparc64',
  50: 'ia64',
  62: 'x86-64',
  183: 'arm64',
};
const LOAD = 1;
const DYNAMIC = 2;
const INTERPRETER = 3;
const USED: readonly number[] = [LOAD, DYNAMIC, INTERPRETER];
const TAG = { needed: 1, strings: 5, soname: 14, rpath: 15, runpath: 29, flags: 0x6ffffffb } as const;
/** DF_1_PIE: a program, though it can be loaded anywhere as a library can. */
const POSITION_INDEPENDENT = 0x08000000;
const MAX_NAME = 1024;
const MAX_NEEDED = 256;

/** null when it is no ELF file, or not even its header is there. */
export function readElf(ranges: readonly ByteRange[]): ElfFacts | null {
  const image = imageOf(ranges);
  const ident = image.bytes(0, 16);
  if (ident?.readUInt32BE(0) !== MAGIC) return null;
  const [, , , , width, order] = ident;
  if ((width !== 1 && width !== 2) || (order !== 1 && order !== 2)) return null;
  const read = readerOf(image, order === 2, width === 2);
  const machine = read.half(18);
  const kind = read.half(16);
  if (machine === null || kind === null) return null;
  const linked = kind === 2 || kind === 3 ? readLinks(read, image) : UNLINKED;
  return {
    bits: width === 2 ? 64 : 32,
    machine: MACHINES[machine] ?? `machine-${machine}`,
    type: typeOf(kind, linked),
    interpreter: linked.interpreter,
    needed: linked.needed,
    soname: linked.soname,
    runPath: linked.runPath,
    vermagic: null,
    whole: linked.whole,
  };
}

interface Links {
  readonly interpreter: string | null;
  readonly needed: readonly string[];
  readonly soname: string | null;
  readonly runPath: string | null;
  readonly independent: boolean;
  readonly whole: boolean;
}

const UNLINKED: Links = {
  interpreter: null,
  needed: [],
  soname: null,
  runPath: null,
  independent: false,
  whole: true,
};

function typeOf(kind: number, linked: Links): ElfFacts['type'] {
  if (kind === 1) return 'object';
  if (kind === 2) return 'program';
  if (kind === 4) return 'core';
  if (kind !== 3) return 'other';
  // The C library has an interpreter, too: it prints its version when it is called.
  if (linked.soname !== null) return 'library';
  return linked.interpreter !== null || linked.independent ? 'program' : 'library';
}

type Image = ReturnType<typeof imageOf>;
type Reader = ReturnType<typeof readerOf>;

function imageOf(ranges: readonly ByteRange[]) {
  /** As much as is there from an offset on, at most so many bytes. */
  function some(offset: number, most: number): Buffer | null {
    for (const range of ranges) {
      const from = offset - range.offset;
      if (from >= 0 && from < range.bytes.length) return range.bytes.subarray(from, from + most);
    }
    return null;
  }
  return {
    some,
    bytes(offset: number, length: number): Buffer | null {
      const found = some(offset, length);
      return found?.length === length ? found : null;
    },
    /** A text that a NUL ends; null when its end is not there. */
    text(offset: number): string | null {
      const found = some(offset, MAX_NAME);
      const end = found?.indexOf(0) ?? -1;
      return found === null || end === -1 ? null : found.toString('utf8', 0, end);
    },
  };
}

function readerOf(image: Image, isBig: boolean, isWide: boolean) {
  const half = (offset: number): number | null => {
    const bytes = image.bytes(offset, 2);
    return bytes && (isBig ? bytes.readUInt16BE(0) : bytes.readUInt16LE(0));
  };
  const word = (offset: number): number | null => {
    const bytes = image.bytes(offset, 4);
    return bytes && (isBig ? bytes.readUInt32BE(0) : bytes.readUInt32LE(0));
  };
  /** An address or size of the file's own width; null also where it is too large to be true. */
  const size = (offset: number): number | null => {
    if (!isWide) return word(offset);
    const bytes = image.bytes(offset, 8);
    if (bytes === null) return null;
    const value = isBig ? bytes.readBigUInt64BE(0) : bytes.readBigUInt64LE(0);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null;
  };
  return { half, word, size, isWide };
}

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/** The program headers, and whether all are there. */
function readSegments(read: Reader): { readonly segments: readonly Segment[]; readonly whole: boolean } {
  const [at, entrySize, count] = read.isWide
    ? [read.size(32), read.half(54), read.half(56)]
    : [read.word(28), read.half(42), read.half(44)];
  const least = read.isWide ? 56 : 32;
  if (at === null || entrySize === null || count === null) return { segments: [], whole: false };
  if (count > 0 && entrySize < least) return { segments: [], whole: false };
  const segments: Segment[] = [];
  let whole = true;
  for (let i = 0; i < count; i++) {
    const entry = at + i * entrySize;
    const type = read.word(entry);
    // The first that is not there: those behind it are not, either.
    if (type === null) return { segments, whole: false };
    const [offset, address, size] = read.isWide
      ? [read.size(entry + 8), read.size(entry + 16), read.size(entry + 32)]
      : [read.word(entry + 4), read.word(entry + 8), read.word(entry + 16)];
    if (offset !== null && address !== null && size !== null) segments.push({ type, offset, address, size });
    else if (USED.includes(type)) whole = false;
  }
  return { segments, whole };
}

function readLinks(read: Reader, image: Image): Links {
  const { segments, whole } = readSegments(read);
  const loader = segments.find(({ type }) => type === INTERPRETER);
  const interpreter = loader === undefined ? null : image.text(loader.offset);
  const dynamic = segments.find(({ type }) => type === DYNAMIC);
  const known = { ...UNLINKED, interpreter, whole: whole && (loader === undefined || interpreter !== null) };
  return dynamic === undefined
    ? known
    : { ...known, ...readDynamic(read, image, segments, dynamic, known.whole) };
}

/** Follows the dynamic section to the names that it points to. */
function readDynamic(
  read: Reader,
  image: Image,
  segments: readonly Segment[],
  { offset, size }: Segment,
  isWhole: boolean,
): Omit<Links, 'interpreter'> {
  const step = read.isWide ? 16 : 8;
  const values = new Map<number, number[]>();
  let whole = false;
  for (let at = offset; at < offset + size; at += step) {
    const tag = read.size(at);
    const value = read.size(at + step / 2);
    if (read.half(at) === null) break;
    if (tag === 0) {
      whole = isWhole;
      break;
    }
    if (tag === null || value === null) continue;
    const same = values.get(tag);
    if (same) same.push(value);
    else values.set(tag, [value]);
  }
  const strings = fileOffset(segments, values.get(TAG.strings)?.[0]);
  const namesOf = (tag: number): string[] =>
    (values.get(tag) ?? []).slice(0, MAX_NEEDED).flatMap((value) => {
      const name = strings === null ? null : image.text(strings + value);
      if (name === null) whole = false;
      return name === null || name === '' ? [] : [name];
    });
  const needed = namesOf(TAG.needed);
  const [soname = null] = namesOf(TAG.soname);
  const [runPath = null] = [...namesOf(TAG.runpath), ...namesOf(TAG.rpath)];
  const flags = values.get(TAG.flags)?.[0] ?? 0;
  return { needed, soname, runPath, independent: (flags & POSITION_INDEPENDENT) !== 0, whole };
}

/** Where the bytes of an address lie in the file. */
function fileOffset(segments: readonly Segment[], address: number | undefined): number | null {
  if (address === undefined) return null;
  const holder = segments.find(
    (one) => one.type === LOAD && address >= one.address && address < one.address + one.size,
  );
  return holder === undefined ? null : holder.offset + address - holder.address;
}
