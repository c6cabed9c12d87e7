import { ByteReader } from './byte-reader.ts';
import {
  readAttributes,
  readDigests,
  readOddDigests,
  readStates,
  type ByName,
  type HostState,
} from './answers.ts';
import { SectionReader, type SectionMark } from './section-reader.ts';
import { TarDamage } from './tar-header.ts';
import { readTar, type TarEntry } from './tar-reader.ts';

/** The line on which the program tells what it works with. */
export interface FetchHeader {
  readonly uid: number | null;
  /** `sha256sum`, `sha1sum`, `md5sum`; null = the host can take no digest. */
  readonly digestTool: string | null;
  /** Whether extended attributes can be read. */
  readonly hasAttributes: boolean;
}

/** The answer of one command. */
export interface FetchedFact {
  readonly name: string;
  /** As it was run. */
  readonly command: string;
  readonly text: Buffer;
  /** Exit status; null = there is no such command, or it was not told. */
  readonly status: number | null;
  /** There is no such command. */
  readonly isMissing: boolean;
  readonly isCut: boolean;
}

/** What the host said of a list of paths, beside their content. */
export interface TakenList {
  readonly before: ByName<HostState>;
  readonly after: ByName<HostState>;
  readonly digests: ByName<string>;
  readonly attributes: ByName<Readonly<Record<string, Buffer>>>;
  /** What tar said on its standard error, at most 8 KiB a call. */
  readonly said: string;
  /** The end of a sentence when the answer is not whole; null = it is. */
  readonly damage: string | null;
}

/** The two ends of a channel on which the program runs. */
export interface Channel {
  readonly stdout: AsyncIterable<Uint8Array>;
  send(data: Uint8Array): Promise<void>;
}

/** The stream ended before the program had said what it was asked; the message is the end of a sentence. */
export class FetchLost extends Error {}

/** Sections that are held in memory: state and digests of at most some thousand names. */
const LARGEST_SECTION = 64 * 1024 * 1024;
/** A minute, and what a slow disk and a slow line need. */
const SLOWEST_BYTES_PER_SECOND = 50_000;

/** Speaks with the program of fetch.sh. One request at a time. */
export class FetchSession {
  private readonly channel: Channel;
  private readonly reader: SectionReader;
  private readonly token: string;

  /** @param token hexadecimal digits that the program was started with */
  constructor(channel: Channel, token: string) {
    this.channel = channel;
    this.token = token;
    this.reader = new SectionReader(channel.stdout, token);
  }

  /** All bytes that came. */
  get received(): number {
    return this.reader.received;
  }

  /** Waits until the program is ready. @throws FetchLost */
  async start(): Promise<FetchHeader> {
    const mark = await this.reader.mark();
    if (mark?.words[0] !== 'header') throw new FetchLost('the program did not answer');
    const { bytes } = await this.reader.text(4096);
    const value = (key: string): string | null =>
      new RegExp(`^${key} (.+)$`, 'm').exec(bytes.toString('latin1'))?.[1] ?? null;
    await this.until('ready');
    const uid = value('uid');
    return {
      uid: uid === null ? null : Number(uid),
      digestTool: value('sum'),
      hasAttributes: value('attributes') !== null,
    };
  }

  /** Asks for the fixed list of facts. @throws FetchLost */
  async facts(): Promise<readonly FetchedFact[]> {
    await this.request('facts');
    const facts: FetchedFact[] = [];
    for (let mark = await this.next(); mark.words[0] !== 'ready'; mark = await this.next()) {
      if (mark.words[0] !== 'fact') continue;
      const { bytes, cut } = await this.reader.text(LARGEST_SECTION);
      const end = await this.next();
      if (end.words[0] !== 'exit') throw new FetchLost('it broke off in the middle of an answer');
      facts.push(factOf(mark.words, bytes, cut, end));
    }
    return facts;
  }

  /**
   * Asks for paths, whole. `take` is given each member as it comes and reads as much of it as it wants.
   * @param paths absolute, as bytes; at most some hundred
   * @param sizeBytes how much is to be expected: the time that the host is given
   * @throws FetchLost, and what `take` throws
   */
  async take(
    paths: readonly Uint8Array[],
    sizeBytes: number,
    take: (entry: TarEntry) => Promise<void>,
  ): Promise<TakenList> {
    const list = Buffer.concat(paths.flatMap((path) => [path, Buffer.of(0)]));
    const seconds = 60 + Math.ceil(sizeBytes / SLOWEST_BYTES_PER_SECOND);
    await this.request(`take ${list.length} ${seconds}`, list);
    const taken = new Taken();
    for (let mark = await this.next(); mark.words[0] !== 'taken'; mark = await this.next()) {
      if (mark.words[0] === 'archive') await this.archive(take, taken);
      else taken.hear(mark.words[0] ?? '', (await this.reader.text(LARGEST_SECTION)).bytes);
    }
    await this.until('ready');
    return taken;
  }

  /** Tells the program that nothing more is wanted. @throws FetchLost */
  async end(): Promise<void> {
    await this.request('end');
    await this.until('close');
  }

  /** An archive that breaks off costs what was to come in it, not what stands behind it. */
  private async archive(take: (entry: TarEntry) => Promise<void>, taken: Taken): Promise<void> {
    try {
      for await (const entry of readTar(new ByteReader(() => this.reader.bytes()))) await take(entry);
    } catch (error) {
      if (!(error instanceof TarDamage)) throw error;
      taken.damage ??= error.message;
    }
  }

  private async request(words: string, data: Uint8Array = Buffer.alloc(0)): Promise<void> {
    // The line break before it ends whatever was left of a list that the host gave up.
    await this.channel.send(Buffer.concat([Buffer.from(`\n${this.token} ${words}\n`), data]));
  }

  private async until(word: string): Promise<void> {
    while ((await this.next()).words[0] !== word);
  }

  private async next(): Promise<SectionMark> {
    const mark = await this.reader.mark();
    if (mark === null) throw new FetchLost('the answer broke off');
    return mark;
  }
}

class Taken implements TakenList {
  readonly before = new Map<string, HostState>();
  readonly after = new Map<string, HostState>();
  readonly digests = new Map<string, string>();
  readonly attributes = new Map<string, Readonly<Record<string, Buffer>>>();
  said = '';
  damage: string | null = null;

  hear(section: string, bytes: Buffer): void {
    if (section === 'before') merge(this.before, readStates(bytes));
    if (section === 'after') merge(this.after, readStates(bytes));
    if (section === 'digests') merge(this.digests, readDigests(bytes));
    if (section === 'odd-digests') merge(this.digests, readOddDigests(bytes));
    if (section === 'attributes') merge(this.attributes, readAttributes(bytes));
    if (section === 'said') this.said += bytes.toString('utf8');
  }
}

function merge<T>(into: Map<string, T>, more: ByName<T>): void {
  for (const [name, value] of more) into.set(name, value);
}

function factOf(begin: readonly string[], bytes: Buffer, isCut: boolean, end: SectionMark): FetchedFact {
  const [, name = '', ...command] = begin;
  const [, status = '', cut] = end.words;
  const text = bytes.toString('latin1').replace(/\n+$/, '');
  return {
    name: name.replace(/[^a-z0-9-]/g, ''),
    command: command.join(' '),
    text: Buffer.from(text === '' ? '' : `${text}\n`, 'latin1'),
    status: /^\d{1,3}$/.test(status) ? Number(status) : null,
    isMissing: status === 'missing',
    isCut: isCut || cut === 'cut',
  };
}
