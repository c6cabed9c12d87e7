import type { Format, Parsed } from './format.ts';
import { makeWriter, unquote, type Writer } from './writer.ts';

/** One word of a format with braces, and where it lies. */
interface Token {
  readonly type: 'word' | 'open' | 'close' | 'equals' | 'end-of-line' | 'comment' | 'broken';
  readonly start: number;
  readonly end: number;
}

/** How a format cuts its text; the pattern is tried at one place after the other (sticky). */
interface BraceSyntax {
  /** Comments begin with one of these characters. */
  readonly comments: string;
  /** `=` (or `+=`, `-=`) stands between key and value. */
  readonly equals: boolean;
  /** `[ … ]` is one word, also over several lines. */
  readonly lists: boolean;
}

/** Formats of nested `name { key value }`: sections are joined from the names before the braces. */
function braceFormat(label: Pick<Format, 'name' | 'files' | 'ignoreCase'>, syntax: BraceSyntax): Format {
  return { ...label, parse: (text) => parseBraces(text, syntax) };
}

interface Open {
  readonly name: string;
  readonly block: number;
  readonly line: number;
}

function parseBraces(text: string, syntax: BraceSyntax): Parsed {
  const writer = makeWriter();
  const tokens = tokenize(text, syntax);
  const sections: Open[] = [];
  let blocks = 0;
  let done = 0;
  const flush = (end: number) => {
    writer.plain(text.slice(done, end));
    done = end;
  };
  for (let at = 0; at < tokens.length;) {
    const statement = takeStatement(tokens, at);
    const { words, next, opens } = statement;
    const token = tokens[at];
    at = next;
    if (token === undefined) break;
    if (token.type === 'close') {
      flush(token.start);
      if (sections.pop() === undefined) writer.fail('a brace is closed that was not opened', '}');
      flush(token.end);
    } else if (opens !== null) {
      flush(token.start);
      const name = words.map(({ start, end }) => unquote(text.slice(start, end))).join(' ');
      if (name === '') writer.fail('expected a name before the brace', '{');
      sections.push({ name, block: ++blocks, line: writer.line });
      flush(opens.end);
    } else if (words.length > 0) {
      writeSetting(writer, text, done, words, sections, syntax);
      done = words.at(-1)?.end ?? done;
    } else {
      if (token.type === 'broken') writer.fail('a quote is not closed', text.slice(token.start, token.end));
      flush(token.end);
    }
  }
  flush(text.length);
  for (const open of sections)
    writer.fail(`the brace after "${open.name}" is not closed`, open.name, open.line);
  return writer.finish();
}

/** Words up to the end of the line, a brace or a comment; an opening brace may stand on the next line. */
function takeStatement(
  tokens: readonly Token[],
  from: number,
): { readonly words: readonly Token[]; readonly next: number; readonly opens: Token | null } {
  const words: Token[] = [];
  let at = from;
  for (; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.type === 'word' || token?.type === 'broken') words.push(token);
    else if (token?.type !== 'equals' || words.length !== 1) break;
  }
  let ahead = at;
  while (words.length > 0 && tokens[ahead]?.type === 'end-of-line') ahead++;
  const brace = tokens[ahead];
  if (brace?.type === 'open' && (ahead === at || words.length <= 2))
    return { words, next: ahead + 1, opens: brace };
  return { words, next: words.length === 0 ? at + 1 : at, opens: null };
}

function writeSetting(
  writer: Writer,
  text: string,
  done: number,
  words: readonly Token[],
  sections: readonly Open[],
  syntax: BraceSyntax,
): void {
  const [key, ...rest] = words;
  if (key === undefined) return;
  const last = words.at(-1) ?? key;
  if (words.some(({ type }) => type === 'broken'))
    writer.fail('a quote is not closed', text.slice(key.start, last.end));
  else if (rest.length === 0 && syntax.equals)
    writer.fail('expected key = value', text.slice(key.start, key.end));
  const start = rest[0]?.start ?? last.end;
  const raw = text.slice(start, last.end);
  const ahead = text.slice(done, key.start).split('\n').length - 1;
  writer.entry(
    text.slice(done, last.end),
    {
      section: sections.map(({ name }) => name),
      block: sections.at(-1)?.block ?? 0,
      key: unquote(text.slice(key.start, key.end)),
      value: rest.length === 1 ? unquote(raw) : raw,
    },
    rest.length === 0 ? null : [start - done, last.end - done],
    ahead,
  );
}

function tokenize(text: string, syntax: BraceSyntax): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    const start = at;
    if (char === '\n') tokens.push({ type: 'end-of-line', start, end: ++at });
    else if (/\s/.test(char)) at++;
    else if (syntax.comments.includes(char)) {
      at = lineEnd(text, at);
      tokens.push({ type: 'comment', start, end: at });
    } else if (char === '{' || char === '}')
      tokens.push({ type: char === '{' ? 'open' : 'close', start, end: ++at });
    else if (syntax.equals && /^[+-]?=/.test(text.slice(at, at + 2))) {
      at += char === '=' ? 1 : 2;
      tokens.push({ type: 'equals', start, end: at });
    } else {
      const word = readWord(text, at, syntax);
      at = word.end;
      tokens.push({ type: word.closed ? 'word' : 'broken', start, end: at });
    }
  }
  return tokens;
}

function readWord(text: string, start: number, syntax: BraceSyntax): { end: number; closed: boolean } {
  const first = text[start] ?? '';
  if (first === '"') {
    for (let at = start + 1; at < text.length; at++) {
      if (text[at] === '\\') at++;
      else if (text[at] === '"') return { end: at + 1, closed: true };
      else if (text[at] === '\n' && !syntax.lists) break;
    }
    return { end: lineEnd(text, start), closed: false };
  }
  if (first === '[' && syntax.lists) return readList(text, start, syntax);
  const stop = syntax.equals ? /[\s{}=]/ : /[\s{}]/;
  let at = start + 1;
  while (at < text.length && !stop.test(text[at] ?? '')) at++;
  return { end: at, closed: true };
}

/** A list with its strings and comments; its closing bracket ends it, whatever is in the strings. */
function readList(text: string, start: number, syntax: BraceSyntax): { end: number; closed: boolean } {
  for (let at = start + 1; at < text.length;) {
    const char = text[at] ?? '';
    if (char === ']') return { end: at + 1, closed: true };
    if (char === '"') at = readWord(text, at, syntax).end;
    else if (syntax.comments.includes(char)) at = lineEnd(text, at);
    else at++;
  }
  return { end: lineEnd(text, start), closed: false };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/**
 * multipath.conf of device-mapper-multipath 0.4.7 to 0.4.9: `devices { device { vendor "X" } }`. Section: `devices`, `device`;
 * entries of one stanza share their block. Comments begin with `#` or `!`. Sections and keywords after multipath.conf(5).
 */
export const multipath = braceFormat(
  {
    name: 'multipath',
    files: ['/etc/multipath.conf', '/etc/multipath.xenserver/multipath.conf', '/etc/multipath/conf.d/*.conf'],
    ignoreCase: false,
  },
  { comments: '#!', equals: false, lists: false },
);

/** lvm.conf(5): `devices { filter = [ "a/sda/" ] }`. Section: `devices`; lists are one value, brackets included. */
export const lvm = braceFormat(
  { name: 'lvm', files: ['/etc/lvm/lvm.conf', '/etc/lvm/master/lvm.conf'], ignoreCase: false },
  { comments: '#', equals: true, lists: true },
);

/** xinetd.conf(5): `service name { key = value }`. Section: `service name` or `defaults`. */
export const xinetd = braceFormat(
  { name: 'xinetd', files: ['/etc/xinetd.conf', '/etc/xinetd.d/*'], ignoreCase: false },
  { comments: '#', equals: true, lists: false },
);
