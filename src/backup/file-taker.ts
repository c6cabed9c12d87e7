import { encodePath } from '../lib/path-bytes.ts';
import type { FetchHeader, FetchSession, TakenList } from '../fetch/fetch-session.ts';
import type { TarEntry } from '../fetch/tar-reader.ts';
import type { BackupEntry } from '../model/backup.ts';
import type { ArchiveWriter } from './archive-writer.ts';
import { batchesOf } from './batches.ts';
import { keyOf, overFile, overTotal, type ChosenPath } from './choose.ts';
import { absentEntry, takenEntry, typeOf } from './entry.ts';
import { ROOT_FOLDER } from './names.ts';
import type { Spool, Spooled } from './spool.ts';
import { judgeAttempt, reasonFor, type Attempt } from './verdict.ts';

/** A file that changes is taken so often; then its last copy is kept, and marked. */
const ATTEMPTS = 3;

export interface TakerSettings {
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Told after each request how many paths and bytes are in the archive. */
  readonly onProgress: (paths: number, bytes: number) => void;
}

/** One member of the host's archive that is in hand. */
interface Arrival {
  readonly head: TarEntry;
  /** null = no regular file. */
  readonly content: Spooled | null;
}

/** Why a member was not read. */
interface Refusal {
  readonly because: string;
}

/** A name of an inode that is in the archive already. */
interface FirstName {
  readonly one: ChosenPath;
  readonly sha256: string;
}

/** Takes files off the host and puts them into the archive, each with its entry of the manifest. */
export class FileTaker {
  readonly entries: BackupEntry[] = [];
  private readonly session: FetchSession;
  private readonly header: FetchHeader;
  private readonly archive: ArchiveWriter;
  private readonly spool: Spool;
  private readonly settings: TakerSettings;
  private readonly firstNames = new Map<string, FirstName>();
  private totalBytes = 0;

  constructor(
    session: FetchSession,
    header: FetchHeader,
    archive: ArchiveWriter,
    spool: Spool,
    settings: TakerSettings,
  ) {
    this.session = session;
    this.header = header;
    this.archive = archive;
    this.spool = spool;
    this.settings = settings;
  }

  /**
   * Folders come last: whoever unpacks the archive sets their times when nothing more is put into them.
   * @throws FetchLost, and errors of the disk here
   */
  async takeAll(chosen: readonly ChosenPath[]): Promise<void> {
    let round = chosen.filter(({ type }) => type !== 'directory');
    for (let attempt = 1; round.length > 0; attempt++) {
      const again: ChosenPath[] = [];
      for (const batch of batchesOf(round, attempt === 1 ? undefined : 1))
        again.push(...(await this.takeBatch(batch, attempt)));
      round = again;
    }
    for (const batch of batchesOf(chosen.filter(({ type }) => type === 'directory')))
      await this.takeBatch(batch, ATTEMPTS);
  }

  /** @returns what is to be taken again */
  private async takeBatch(batch: readonly ChosenPath[], attempt: number): Promise<ChosenPath[]> {
    const asked = new Set(batch.map(keyOf));
    const arrivals = new Map<string, Arrival | Refusal>();
    const paths = batch.map(({ path, pathEncoding }) => encodePath(path, pathEncoding));
    const size = batch.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
    const list = await this.session.take(paths, size, async (head) => {
      const key = memberKey(head.name);
      if (asked.has(key) && !arrivals.has(key)) arrivals.set(key, await this.receive(head, arrivals));
    });
    const again: ChosenPath[] = [];
    for (const one of batch)
      if (!(await this.settle(one, arrivals.get(keyOf(one)), list, attempt))) again.push(one);
    await this.spool.clear();
    this.settings.onProgress(this.entries.length, this.totalBytes);
    return again;
  }

  /** Another name of a file that came just before has its content. */
  private async receive(
    head: TarEntry,
    arrivals: ReadonlyMap<string, Arrival | Refusal>,
  ): Promise<Arrival | Refusal> {
    if (head.type === '1') {
      const first = arrivals.get(memberKey(head.linkName));
      if (first === undefined)
        return { because: 'Another name of the same file was to come before it, and did not.' };
      return 'because' in first ? first : { head, content: first.content };
    }
    const type = typeOf(head);
    if (type === 'unknown') return { because: 'It is of a kind that no archive can hold.' };
    if (type !== 'file') return { head, content: null };
    const { fileBytes, totalBytes } = this.settings;
    if (head.size > fileBytes) return { because: overFile(head.size, fileBytes) };
    if (this.totalBytes + head.size > totalBytes) return { because: overTotal(totalBytes) };
    return { head, content: await this.spool.write(head.content(), this.otherAlgorithm()) };
  }

  /** The host's algorithm when it is not the one that is always taken. */
  private otherAlgorithm(): string | null {
    const algorithm = this.header.digestTool?.replace(/sum$/, '') ?? 'sha256';
    return algorithm === 'sha256' ? null : algorithm;
  }

  /** @returns false when it is to be taken again */
  private async settle(
    one: ChosenPath,
    arrival: Arrival | Refusal | undefined,
    list: TakenList,
    attempt: number,
  ): Promise<boolean> {
    if (arrival !== undefined && 'because' in arrival) {
      this.entries.push(absentEntry(one, 'left-out', arrival.because));
      return true;
    }
    const judged = this.judge(one, arrival, list);
    const isLast = attempt >= ATTEMPTS;
    if (arrival === undefined) {
      if (judged.result === 'missing' && judged.mayRetry && !isLast) return false;
      const entry = absentEntry(one, 'failed', judged.result === 'good' ? '' : judged.because);
      this.entries.push(judged.result === 'missing' && judged.isAway ? { ...entry, away: true } : entry);
      return true;
    }
    if (judged.result !== 'good' && !isLast) return false;
    await this.keep(one, arrival, list, judged);
    return true;
  }

  private judge(one: ChosenPath, arrival: Arrival | undefined, list: TakenList): Attempt {
    const key = keyOf(one);
    const content = arrival?.content ?? null;
    return judgeAttempt({
      before: list.before.get(key) ?? null,
      after: list.after.get(key) ?? null,
      hasCome: arrival !== undefined,
      arrived: content === null ? null : (content.otherDigest ?? content.sha256),
      onHost: list.digests.get(key) ?? null,
      damage: list.damage,
      said: reasonFor(one.path, list.said),
    });
  }

  private async keep(
    one: ChosenPath,
    { head, content }: Arrival,
    list: TakenList,
    judged: Attempt,
  ): Promise<void> {
    const key = keyOf(one);
    const state = list.before.get(key);
    const attributes = list.attributes.get(key) ?? {};
    const first =
      content === null ? null : this.firstNameOf(one, state?.identity, state?.links ?? 1, content.sha256);
    await this.archive.add(
      {
        ...head,
        type: first === null ? (content === null ? head.type : '0') : '1',
        name: memberName(one),
        linkName: first === null ? (content === null ? head.linkName : Buffer.alloc(0)) : memberName(first),
        size: first === null ? (content?.sizeBytes ?? 0) : 0,
        attributes,
      },
      first === null && content !== null ? this.spool.read(content) : [],
    );
    if (first === null) this.totalBytes += content?.sizeBytes ?? 0;
    const digest = list.digests.get(key) ?? null;
    const other = this.otherAlgorithm();
    this.entries.push(
      takenEntry(one, head, {
        status: judged.result === 'good' ? 'taken' : 'changed-while-read',
        because: judged.result === 'good' ? null : changedSentence(judged.because),
        sha256: content?.sha256 ?? null,
        hostSha256: other === null ? digest : null,
        hostDigest: other === null || digest === null ? null : `${other}:${digest}`,
        hardLinkTo: first?.path ?? null,
        isSparse: content !== null && (head.isSparse || state?.hasHoles === true),
        sizeBytes: content?.sizeBytes ?? 0,
        attributes,
      }),
    );
  }

  /** The name under which the same file with the same content is in the archive; remembers this one when there is none. */
  private firstNameOf(
    one: ChosenPath,
    identity: string | undefined,
    links: number,
    sha256: string,
  ): ChosenPath | null {
    if (identity === undefined || links < 2) return null;
    const first = this.firstNames.get(identity);
    if (first === undefined) {
      this.firstNames.set(identity, { one, sha256 });
      return null;
    }
    // An entry names the other path in its own encoding, so both must have the same.
    return first.sha256 === sha256 && first.one.pathEncoding === one.pathEncoding ? first.one : null;
  }
}

function changedSentence(because: string): string {
  return `It was taken ${ATTEMPTS} times, and each time ${because}: its bytes may be of no one moment.`;
}

function memberName(one: ChosenPath): Buffer {
  return Buffer.concat([Buffer.from(ROOT_FOLDER), Buffer.from(keyOf(one), 'latin1')]);
}

/** Tar ends the name of a folder with a slash. */
function memberKey(name: Buffer): string {
  const text = name.toString('latin1');
  return text.length > 1 && text.endsWith('/') ? text.slice(0, -1) : text;
}
