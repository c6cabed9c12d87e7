export interface XmlElement {
  readonly attributes: ReadonlyMap<string, string>;
  /** Text up to the next tag, trimmed, entities undone. */
  readonly text: string;
}

/**
 * Elements of one name, wherever they stand. Enough for the flat records that XenServer writes, in time linear in the text;
 * a tag that does not end closes the search.
 */
export function findElements(text: string, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const open = `<${name}`;
  for (let at = text.indexOf(open); at !== -1; at = text.indexOf(open, at)) {
    const start = at + open.length;
    if (!/[\s/>]/.test(text.charAt(start))) {
      at = start;
      continue;
    }
    const end = tagEnd(text, start);
    if (end === -1) break;
    const next = text.indexOf('<', end);
    found.push({
      attributes: readAttributes(text.slice(start, end)),
      text: undoEntities(text.slice(end + 1, next === -1 ? text.length : next)).trim(),
    });
    at = end;
  }
  return found;
}

/** Place of the `>` that ends the tag; one inside quotes does not count. */
function tagEnd(text: string, from: number): number {
  let quote = '';
  for (let i = from; i < text.length; i++) {
    const c = text.charAt(i);
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '>') return i;
  }
  return -1;
}

function readAttributes(tag: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (let i = 0; i < tag.length;) {
    const equals = tag.indexOf('=', i);
    if (equals === -1) break;
    let open = equals + 1;
    while (/\s/.test(tag.charAt(open))) open++;
    const quote = tag.charAt(open);
    const close = quote === '"' || quote === "'" ? tag.indexOf(quote, open + 1) : -1;
    if (close === -1) break;
    attributes.set(tag.slice(i, equals).trim(), undoEntities(tag.slice(open + 1, close)));
    i = close + 1;
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function undoEntities(text: string): string {
  return text.replace(/&(\w{1,5}|#\d{1,6});/g, (whole, word: string) => {
    if (word.startsWith('#')) return String.fromCodePoint(Math.min(Number(word.slice(1)), 0x10ffff));
    return ENTITIES[word] ?? whole;
  });
}
