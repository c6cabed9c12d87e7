/** Data types of an rpm header entry (rpmTagType). */
const TYPE = { char: 1, int16: 3, int32: 4, string: 6, bin: 7, stringArray: 8, i18n: 9 } as const;

/** Value of one tag; the kind says how rpm stores it. */
export type TagValue =
  | { readonly kind: 'char' | 'int16' | 'int32'; readonly values: readonly number[] }
  | { readonly kind: 'string' | 'i18n'; readonly value: string }
  | { readonly kind: 'bin'; readonly value: Uint8Array }
  | { readonly kind: 'stringArray'; readonly values: readonly Buffer[] };

const WIDTH = { char: 1, int16: 2, int32: 4 } as const;
const MAGIC = Buffer.from([0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0]);

/**
 * An rpm header with its magic, as `rpmdb --importdb` reads it: index entries sorted by tag, then the store.
 * Layout as in the rpm reference, "Header structure"; no region tags, like a header written by rpm 3.
 */
export function encodeHeader(tags: ReadonlyMap<number, TagValue>): Buffer {
  const index: Buffer[] = [];
  const store: Buffer[] = [];
  let offset = 0;
  for (const [tag, value] of [...tags].sort(([a], [b]) => a - b)) {
    const padding = paddingFor(value, offset);
    if (padding > 0) store.push(Buffer.alloc(padding));
    const { bytes, count } = encodeValue(value);
    const entry = Buffer.alloc(16);
    entry.writeInt32BE(tag, 0);
    entry.writeInt32BE(TYPE[value.kind], 4);
    entry.writeInt32BE(offset + padding, 8);
    entry.writeInt32BE(count, 12);
    index.push(entry);
    store.push(bytes);
    offset += padding + bytes.length;
  }
  const lengths = Buffer.alloc(8);
  lengths.writeInt32BE(index.length, 0);
  lengths.writeInt32BE(offset, 4);
  return Buffer.concat([MAGIC, lengths, ...index, ...store]);
}

function paddingFor(value: TagValue, offset: number): number {
  if (value.kind !== 'int16' && value.kind !== 'int32') return 0;
  const width = WIDTH[value.kind];
  return (width - (offset % width)) % width;
}

function encodeValue(value: TagValue): { bytes: Buffer; count: number } {
  switch (value.kind) {
    case 'string':
    case 'i18n':
      return { bytes: Buffer.from(`${value.value}\0`, 'utf8'), count: 1 };
    case 'bin':
      return { bytes: Buffer.from(value.value), count: value.value.length };
    case 'stringArray':
      return {
        bytes: Buffer.concat(value.values.flatMap((text) => [text, Buffer.from([0])])),
        count: value.values.length,
      };
    case 'char':
    case 'int16':
    case 'int32':
      return { bytes: encodeNumbers(value.values, WIDTH[value.kind]), count: value.values.length };
  }
}

function encodeNumbers(values: readonly number[], width: 1 | 2 | 4): Buffer {
  const bytes = Buffer.alloc(values.length * width);
  values.forEach((value, i) => {
    if (width === 1) bytes.writeUInt8(value & 0xff, i);
    else if (width === 2) bytes.writeUInt16BE(value & 0xffff, i * 2);
    else bytes.writeUInt32BE(value >>> 0, i * 4);
  });
  return bytes;
}
