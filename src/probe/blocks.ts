import type { Block, ProbeSection } from './section.ts';

const SPACE = 0x20;
const NEWLINE = 0x0a;

/**
 * Splits a section's output into its blocks. The probe's prelude writes, each on a line of its own:
 * `<token> file <path>` … text … `<token> eof <bytes> <cut 0|1> <withheld lines>`,
 * `<token> run <label>` … output … `<token> end <status>`, and `<token> gap <reason>\t<origin>\t<detail>`.
 * The newline before such a line belongs to the frame. Escapes in paths: `\n`, `\t`, `\r`, `\\`.
 * What stands between blocks is left out: a part that writes a format of its own reads `stdout` itself.
 */
export function readBlocks(section: ProbeSection): Block[] {
  const blocks: Block[] = [];
  const frames = findFrames(section.stdout, Buffer.from(`${section.token} `));
  frames.forEach((frame, index) => {
    const next = frames[index + 1];
    const bodyEnd = next ? Math.max(frame.bodyStart, next.lineStart - 1) : section.stdout.length;
    const body = section.stdout.subarray(Math.min(frame.bodyStart, bodyEnd), bodyEnd);
    const word = firstWord(frame.line);
    const rest = frame.line.subarray(word.length + 1);
    if (word === 'file') blocks.push(fileBlock(rest, body, next?.line));
    else if (word === 'run')
      blocks.push({ type: 'command', name: rest.toString('utf8'), body, status: endStatus(next?.line) });
    else if (word === 'gap') blocks.push(gapBlock(rest));
  });
  return blocks;
}

interface Frame {
  readonly lineStart: number;
  readonly bodyStart: number;
  /** The line without the token. */
  readonly line: Buffer;
}

function findFrames(bytes: Buffer, mark: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) {
    if (at > 0 && bytes[at - 1] !== NEWLINE) continue;
    const found = bytes.indexOf(NEWLINE, at);
    const end = found === -1 ? bytes.length : found;
    frames.push({
      lineStart: at,
      bodyStart: Math.min(end + 1, bytes.length),
      line: bytes.subarray(at + mark.length, end),
    });
  }
  return frames;
}

function firstWord(line: Buffer): string {
  const space = line.indexOf(SPACE);
  return line.subarray(0, space === -1 ? line.length : space).toString('latin1');
}

function fileBlock(name: Buffer, body: Buffer, end: Buffer | undefined): Block {
  const match = end && /^eof (\d+) ([01]) (\d+)$/.exec(end.toString('latin1'));
  return {
    type: 'file',
    name: unescapeName(name),
    body,
    sizeBytes: match ? Number(match[1]) : null,
    truncated: match ? match[2] === '1' : true,
    withheldLines: match ? Number(match[3]) : 0,
  };
}

function gapBlock(rest: Buffer): Block {
  const [reason = '', origin = '', ...detail] = rest.toString('utf8').split('\t');
  return { type: 'gap', reason, origin, detail: detail.join(' ') };
}

function endStatus(line: Buffer | undefined): number | null {
  const match = line && /^end (\d+)$/.exec(line.toString('latin1'));
  return match ? Number(match[1]) : null;
}

/** Undoes the escapes that the probe puts into a name: `\\`, `\n`, `\t`, `\r`. */
export function unescapeName(name: Buffer): Buffer {
  if (!name.includes(0x5c)) return name;
  const out: number[] = [];
  for (let i = 0; i < name.length; i++) {
    const byte = name[i] ?? 0;
    const after = name[i + 1];
    if (byte !== 0x5c || after === undefined) {
      out.push(byte);
      continue;
    }
    i++;
    out.push(after === 0x6e ? NEWLINE : after === 0x74 ? 0x09 : after === 0x72 ? 0x0d : after);
  }
  return Buffer.from(out);
}
