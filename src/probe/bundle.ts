import { AuditError } from '../model/errors.ts';
import { parseBoundary, parseHeader, type Begin, type BundleHeader, type End } from './boundary.ts';
import { inflate } from './inflate.ts';
import { MarkReader, type Stretch } from './mark-reader.ts';
import type { ProbeSection } from './section.ts';

const MIB = 1024 * 1024;
/** Nothing that a login script prints before the program starts is longer. */
const MOST_NOISE = MIB;
const MOST_OF_A_SECTION = 128 * MIB;
const MOST_OF_A_BUNDLE = 512 * MIB;
/** What a section may be longer than its limit: its status line, a note on what was cut. */
const SLACK = 64 * 1024;

/** What was received of one bundle. */
export interface Bundle {
  readonly token: string;
  readonly header: BundleHeader;
  readonly sections: readonly ProbeSection[];
  /** The closing line came, its count is right, and nothing is wrong with any section. */
  readonly complete: boolean;
  /** Seconds from the first section to the last on the host's clock; null when the closing line is missing. */
  readonly seconds: number | null;
  readonly bytesReceived: number;
  /** What stood before the magic line, such as the output of a login script; at most 4 KiB. */
  readonly noise: Buffer;
  /** What is wrong with the bundle itself, a sentence each. */
  readonly problems: readonly string[];
}

export interface Progress {
  readonly bytes: number;
  /** The section that is being received, `collector part`. */
  readonly section: string | null;
  readonly done: number;
  readonly total: number | null;
}

export interface ReadOptions {
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Reads a bundle as it comes, up to any cut: what was received whole is kept, and the section in which the stream
 * ended is kept as far as it goes.
 * @throws AuditError `bundle-invalid` when there is no magic line, or one of another format.
 */
export async function readBundle(
  stream: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): Promise<Bundle> {
  let section: string | null = null;
  const sections = new Map<string, ProbeSection>();
  const problems: string[] = [];
  let header = parseHeader('');
  let close: { count: number; hundredths: number } | null = null;
  const reader = new MarkReader(stream, (bytes) =>
    options.onProgress?.({ bytes, section, done: sections.size, total: header.sections }),
  );
  const { token, noise } = await findMagic(reader);
  const mark = Buffer.from(`\n${token} `);
  let room = MOST_OF_A_BUNDLE;
  let boundary = (await reader.next(mark, parseBoundary, SLACK)).boundary;
  while (boundary !== null) {
    if (boundary.word === 'close') {
      close = boundary;
      break;
    }
    if (boundary.word === 'begin') {
      section = `${boundary.collector} ${boundary.part}`;
      const read = await readSection(reader, token, mark, boundary, room);
      room -= read.section.stdout.length;
      if (read.problem !== null) problems.push(`Section ${section}: ${read.problem}`);
      if (sections.has(section)) problems.push(`Section ${section} came twice; the second was left out.`);
      else sections.set(section, read.section);
      boundary = read.next;
      continue;
    }
    if (boundary.word === 'end') problems.push('A section ended that had not begun.');
    const stretch = await reader.next(mark, parseBoundary, SLACK);
    if (boundary.word === 'header') header = parseHeader(stretch.before.toString('utf8'));
    boundary = stretch.boundary;
  }
  if (close === null) problems.push('The bundle ends before its closing line.');
  else if (close.count !== sections.size)
    problems.push(`The bundle says that it has ${close.count} sections, but ${sections.size} were found.`);
  await reader.drain();
  return {
    token,
    header,
    sections: [...sections.values()],
    complete: problems.length === 0,
    seconds: close === null ? null : close.hundredths / 100,
    bytesReceived: reader.received,
    noise,
    problems,
  };
}

interface ReadSection {
  readonly section: ProbeSection;
  readonly problem: string | null;
  readonly next: ReturnType<typeof parseBoundary>;
}

async function readSection(
  reader: MarkReader,
  token: string,
  mark: Buffer,
  begin: Begin,
  room: number,
): Promise<ReadSection> {
  const limit = Math.max(0, Math.min(begin.maxBytes + SLACK, MOST_OF_A_SECTION, room));
  // A begin of the next section, or the close, says that this one has no end.
  const body = await reader.next(
    mark,
    (line) => {
      const boundary = parseBoundary(line);
      return boundary?.word === 'header' ? null : boundary;
    },
    limit,
  );
  const end =
    body.boundary?.word === 'end' &&
    body.boundary.collector === begin.collector &&
    body.boundary.part === begin.part
      ? body.boundary
      : null;
  const after = end === null ? null : await reader.next(mark, parseBoundary, SLACK);
  const stderr = after?.before.subarray(0, end?.stderrBytes ?? 0).toString('utf8') ?? '';
  const { section, problem } = await makeSection(token, begin, end, body, stderr, limit);
  return { section, problem, next: after === null ? body.boundary : after.boundary };
}

async function makeSection(
  token: string,
  begin: Begin,
  end: End | null,
  body: Stretch<unknown>,
  stderr: string,
  limit: number,
): Promise<{ section: ProbeSection; problem: string | null }> {
  const unpacked =
    begin.pack === 'gzip'
      ? await inflate(body.before, limit)
      : { bytes: body.before, broken: false, tooLarge: false };
  const tail = splitStatus(unpacked.bytes, token);
  const tooLarge = unpacked.tooLarge || body.overflow;
  const truncated = tooLarge || tail?.cut === true;
  const whole = end !== null && !unpacked.broken && tail !== null && tail.bytes === tail.stdout.length;
  const section: ProbeSection = {
    collector: begin.collector,
    part: begin.part,
    token,
    status: tail?.status ?? null,
    timedOut:
      end !== null && !truncated && (tail?.status ?? null) === null && end.hundredths >= begin.seconds * 100,
    truncated,
    complete: whole,
    seconds: end === null ? null : end.hundredths / 100,
    stdout: tail?.stdout ?? unpacked.bytes,
    stderr,
  };
  return { section, problem: whole ? null : wrong(end, unpacked.broken, tooLarge, tail) };
}

function wrong(end: End | null, broken: boolean, tooLarge: boolean, tail: Tail | null): string {
  if (tooLarge) return 'it holds more than its limit; the rest was not read.';
  if (end === null) return 'it was cut off before its end.';
  if (broken) return 'its data is damaged.';
  return tail === null ? 'its last line is missing.' : 'it does not have the number of bytes that it says.';
}

interface Tail {
  readonly stdout: Buffer;
  /** null: the section was ended by force. */
  readonly status: number | null;
  readonly bytes: number;
  readonly cut: boolean;
}

/** Takes the status line, which the probe's filter writes last, off a section's output. */
function splitStatus(bytes: Buffer, token: string): Tail | null {
  const at = bytes.lastIndexOf(`\n${token} status `);
  if (at === -1) return null;
  const line = bytes.subarray(at + 1 + token.length).toString('latin1');
  const match = /^ status (\d{1,3}|-) (\d{1,12}) ([01])\n$/.exec(line);
  if (!match) return null;
  return {
    stdout: bytes.subarray(0, at),
    status: match[1] === '-' ? null : Number(match[1]),
    bytes: Number(match[2]),
    cut: match[3] === '1',
  };
}

async function findMagic(reader: MarkReader): Promise<{ token: string; noise: Buffer }> {
  const found = await reader.next(
    Buffer.from('dom0-audit-bundle '),
    (rest) => /^(\d+) ([0-9a-f]{24,64})$/.exec(rest.trimEnd()),
    MOST_NOISE,
    true,
  );
  const noise = Buffer.from(found.before.subarray(0, 4096));
  const [, format, token] = found.boundary ?? [];
  if (format === undefined || token === undefined) {
    const start = noise
      .toString('latin1')
      .replaceAll(/[^\x20-\x7e]+/g, ' ')
      .trim()
      .slice(0, 200);
    throw new AuditError(
      'bundle-invalid',
      start === ''
        ? 'This is no bundle: nothing was received.'
        : `This is no bundle; it starts with: ${start}`,
      'A bundle is what the program printed by "dom0-audit probe" writes when it is run on a dom0.',
    );
  }
  if (format !== '1')
    throw new AuditError(
      'bundle-invalid',
      `This bundle has format ${format}, and this version of dom0-audit reads format 1.`,
      'Use the version of dom0-audit that printed the program, or run the program of this version.',
    );
  return { token, noise };
}
