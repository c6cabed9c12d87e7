import { AuditError } from '../model/errors.ts';
import { parseBoundary, parseHeader, type Begin, type BundleHeader, type Close } from './boundary.ts';
import { makeSection } from './make-section.ts';
import { MarkReader } from './mark-reader.ts';
import { Seal } from './seal.ts';
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
  /** Number of sections that the closing line speaks of; null when it is missing. */
  readonly sectionsSent: number | null;
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
  let close: Close | null = null;
  const reader = new MarkReader(stream, (bytes) =>
    options.onProgress?.({ bytes, section, done: sections.size, total: header.sections }),
  );
  const { token, noise } = await findMagic(reader);
  const seal = new Seal(token);
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
      const read = await readSection(reader, { token, mark, seal }, boundary, room);
      room -= read.section.stdout.length;
      if (read.problem !== null) problems.push(`Section ${section}: ${read.problem}`);
      if (read.another) problems.push(ANOTHER);
      if (sections.has(section)) problems.push(`Section ${section} came twice; the second was left out.`);
      else sections.set(section, read.section);
      boundary = read.next;
      continue;
    }
    if (boundary.word === 'end') problems.push('A section ended that had not begun.');
    const stretch = await reader.next(mark, parseBoundary, SLACK);
    if (boundary.word === 'header') {
      header = parseHeader(stretch.before.toString('utf8'));
      seal.header(stretch.before);
    }
    boundary = stretch.boundary;
  }
  problems.push(...closingProblems(close, sections.size, seal, problems.length > 0));
  if (close !== null && (await anotherFollows(reader))) problems.push(ANOTHER);
  await reader.drain();
  return {
    token,
    header,
    sections: [...sections.values()],
    complete: problems.length === 0,
    sectionsSent: close?.count ?? null,
    seconds: close === null ? null : close.hundredths / 100,
    bytesReceived: reader.received,
    noise,
    problems,
  };
}

const ANOTHER =
  'The bundle was altered: another bundle follows in the same file, and only the first one was read. Keep each bundle in a file of its own.';

/** What the closing line says against what came. */
function closingProblems(close: Close | null, found: number, seal: Seal, isKnown: boolean): string[] {
  if (close === null) return ['The bundle is cut off: it ends before its closing line.'];
  if (close.count !== found)
    return [
      `The bundle was altered or damaged: it says that it has ${close.count} sections, but ${found} were found.`,
    ];
  // Where a section is broken already, its lines are no news.
  if (isKnown || seal.matches(close)) return [];
  return [
    'The bundle was altered or damaged: the lines around its sections are not those that were written.',
  ];
}

/** `cat *.bundle` makes no bundle. */
async function anotherFollows(reader: MarkReader): Promise<boolean> {
  const after = await reader.next(MAGIC, magicRest, 0);
  return after.boundary !== null;
}

interface ReadSection {
  readonly section: ProbeSection;
  /** The stream ended in it, and it holds the start of another bundle. */
  readonly another: boolean;
  readonly problem: string | null;
  readonly next: ReturnType<typeof parseBoundary>;
}

interface Reading {
  readonly token: string;
  readonly mark: Buffer;
  readonly seal: Seal;
}

async function readSection(
  reader: MarkReader,
  { token, mark, seal }: Reading,
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
  const stderr = after?.before.subarray(0, end?.stderrBytes ?? 0) ?? Buffer.alloc(0);
  if (end !== null) seal.section(begin, end, stderr);
  const { section, problem } = await makeSection(token, begin, end, body, stderr.toString('utf8'), limit);
  const last = after ?? body;
  const another = last.boundary === null && last.before.includes(MAGIC);
  return { section, problem, another, next: last.boundary };
}

const MAGIC = Buffer.from('dom0-audit-bundle ');

/** Format and token from the rest of the magic line. */
function magicRest(rest: string): RegExpExecArray | null {
  return /^(\d+) ([0-9a-f]{24,64})$/.exec(rest.trimEnd());
}

async function findMagic(reader: MarkReader): Promise<{ token: string; noise: Buffer }> {
  const found = await reader.next(MAGIC, magicRest, MOST_NOISE, true);
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
