/** A compiled file, as far as its header and its dynamic section tell. */
export interface MadeElf {
  readonly bits: 32 | 64;
  /** e_machine; by default 3 (x86) or 62 (x86-64). */
  readonly machine?: number;
  readonly type: 'program' | 'library' | 'object';
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly soname?: string;
  readonly runPath?: string;
  /** A program that can be loaded anywhere: DYN with DF_1_PIE. */
  readonly pie?: boolean;
  readonly bigEndian?: boolean;
  /** Bytes of code between the header and what it points to. */
  readonly code?: number;
  /** A kernel module: stands in its .modinfo. */
  readonly vermagic?: string;
}

const TYPE = { object: 1, program: 2, library: 3 } as const;
const PT = { load: 1, dynamic: 2, interpreter: 3 } as const;
const DT = { needed: 1, strings: 5, soname: 14, runpath: 29, flags: 0x6ffffffb } as const;
const PAGE = 0x1000;

/**
 * A small ELF file, written from the System V ABI (chapters 4 and 5): header, program headers, interpreter, code, names,
 * dynamic section. Cannot be run: there is no code in it.
 */
export function elfFile(made: MadeElf): Buffer {
  const wide = made.bits === 64;
  const pen = penOf(made.bigEndian === true, wide);
  const names = nameTable();
  const entries: [tag: number, value: number][] = [
    ...(made.needed ?? []).map((name): [number, number] => [DT.needed, names.add(name)]),
    ...(made.soname === undefined ? [] : [[DT.soname, names.add(made.soname)] as [number, number]]),
    ...(made.runPath === undefined ? [] : [[DT.runpath, names.add(made.runPath)] as [number, number]]),
    ...(made.pie === true ? [[DT.flags, 0x08000000] as [number, number]] : []),
  ];
  const segments = made.type === 'object' ? 0 : 2 + (made.interpreter === undefined ? 0 : 1);
  const headerSize = wide ? 64 : 52;
  const entrySize = wide ? 56 : 32;
  const interpreter = Buffer.from(made.interpreter === undefined ? '' : `${made.interpreter}\0`);
  const interpreterAt = headerSize + segments * entrySize;
  const namesAt = interpreterAt + interpreter.length + (made.code ?? 100);
  const text = names.bytes();
  const dynamicAt = Math.ceil((namesAt + text.length) / 16) * 16;
  const base = made.type === 'program' && made.pie !== true ? 0x400000 : 0;
  const dynamic = Buffer.concat(
    [...entries, [DT.strings, base + namesAt], [0, 0]].map(([tag = 0, value = 0]) =>
      Buffer.concat([pen.size(tag), pen.size(value)]),
    ),
  );
  const size = dynamicAt + dynamic.length;
  const segment = (type: number, offset: number, length: number): Buffer =>
    wide
      ? Buffer.concat([
          pen.word(type),
          pen.word(5),
          ...[offset, base + offset, base + offset, length, length, PAGE].map(pen.size),
        ])
      : Buffer.concat([type, offset, base + offset, base + offset, length, length, 5, PAGE].map(pen.word));
  const header = Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, made.bigEndian === true ? 2 : 1, 1, 0]),
    Buffer.alloc(8),
    pen.half(made.pie === true ? TYPE.library : TYPE[made.type]),
    pen.half(made.machine ?? (wide ? 62 : 3)),
    pen.word(1),
    pen.size(base + headerSize),
    pen.size(segments === 0 ? 0 : headerSize),
    pen.size(0),
    pen.word(0),
    ...[headerSize, entrySize, segments, 0, 0, 0].map(pen.half),
  ]);
  if (segments === 0) {
    const info = Buffer.from(made.vermagic === undefined ? '' : `license=GPL\0vermagic=${made.vermagic}\0`);
    return Buffer.concat([header, Buffer.alloc(made.code ?? 100, 0x90), info]);
  }
  return Buffer.concat([
    header,
    segment(PT.load, 0, size),
    segment(PT.dynamic, dynamicAt, dynamic.length),
    ...(made.interpreter === undefined
      ? []
      : [segment(PT.interpreter, interpreterAt, interpreter.length), interpreter]),
    Buffer.alloc(made.code ?? 100, 0x90),
    text,
    Buffer.alloc(dynamicAt - namesAt - text.length),
    dynamic,
  ]);
}

function penOf(isBig: boolean, isWide: boolean) {
  const fixed = (width: number) => (value: number) => {
    const bytes = Buffer.alloc(width);
    if (width === 8 && isBig) bytes.writeBigUInt64BE(BigInt(value));
    else if (width === 8) bytes.writeBigUInt64LE(BigInt(value));
    else if (isBig) bytes.writeUIntBE(value, 0, width);
    else bytes.writeUIntLE(value, 0, width);
    return bytes;
  };
  return { half: fixed(2), word: fixed(4), size: fixed(isWide ? 8 : 4) };
}

function nameTable() {
  const parts: Buffer[] = [Buffer.from([0])];
  let length = 1;
  return {
    add(name: string): number {
      const at = length;
      const bytes = Buffer.from(`${name}\0`);
      parts.push(bytes);
      length += bytes.length;
      return at;
    },
    bytes: () => Buffer.concat(parts),
  };
}
