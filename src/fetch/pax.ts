const BLANK = 0x20;
const EQUALS = 0x3d;

/**
 * The records `<length> <key>=<value>\n` of a pax header (POSIX.1-2001, pax). A record whose length is not true ends
 * the reading; what came before it counts.
 */
export function readPax(content: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < content.length;) {
    const blank = content.indexOf(BLANK, at);
    const digits = blank === -1 ? '' : content.toString('latin1', at, blank);
    const length = /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : 0;
    const equals = content.indexOf(EQUALS, blank);
    const end = at + length;
    if (length === 0 || equals === -1 || equals >= end || end > content.length) return records;
    records.set(
      content.toString('utf8', blank + 1, equals),
      Buffer.from(content.subarray(equals + 1, end - 1)),
    );
    at = end;
  }
  return records;
}

/** One record; its length counts its own digits. */
export function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
