/** One start tag. */
export interface XmlTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const MOST_ATTRIBUTES = 400;

/** The start tags of a text, in their order; what is no tag is passed over. Reads each byte a bounded number of times. */
export function* readTags(text: string): Generator<XmlTag> {
  const start = /<([A-Za-z_][\w:.-]*)/g;
  const attribute = /\s+([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
  for (let tag = start.exec(text); tag !== null; tag = start.exec(text)) {
    const attributes = new Map<string, string>();
    attribute.lastIndex = start.lastIndex;
    for (let count = 0; count < MOST_ATTRIBUTES; count++) {
      const found = attribute.exec(text);
      if (found === null) break;
      attributes.set(found[1] ?? '', unescapeXml(found[2] ?? found[3] ?? ''));
      start.lastIndex = attribute.lastIndex;
    }
    yield { name: tag[1] ?? '', attributes };
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
