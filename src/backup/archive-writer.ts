import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open, type FileHandle } from 'node:fs/promises';
import { createGzip, type Gzip } from 'node:zlib';
import { encryptStream } from './encryption.ts';
import { encodeHead, endOfArchive, paddingOf, type MemberHead } from './tar-writer.ts';

export interface WrittenArchive {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Writes a `.tar.gz`, encrypted when there are recipients, as it comes; memory does not grow with it. */
export class ArchiveWriter {
  private readonly file: FileHandle;
  private readonly gzip: Gzip = createGzip({ level: 6 });
  private readonly hash = createHash('sha256');
  private readonly written: Promise<void>;
  private sizeBytes = 0;
  /** Of the archive before it is packed. */
  private length = 0;

  private constructor(file: FileHandle, recipients: readonly string[]) {
    this.file = file;
    this.written = this.writeOut(recipients);
    // Who writes hears of a failure; until then it must not end the program.
    this.written.catch(() => undefined);
  }

  /** @param path of a file that does not exist; it is made for its owner alone */
  static async create(path: string, recipients: readonly string[]): Promise<ArchiveWriter> {
    return new ArchiveWriter(await open(path, 'wx', 0o600), recipients);
  }

  /** @param content exactly `head.size` bytes */
  async add(head: MemberHead, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = []): Promise<void> {
    await this.push(encodeHead(head));
    let came = 0;
    for await (const chunk of content) {
      came += chunk.length;
      await this.push(chunk);
    }
    if (came !== head.size) throw new Error(`a member of ${head.size} bytes was given ${came}`);
    await this.push(paddingOf(head.size));
  }

  /** Ends the archive and sees to it that it is on the disk. */
  async finish(): Promise<WrittenArchive> {
    await this.push(endOfArchive(this.length));
    this.gzip.end();
    await this.written;
    await this.file.sync();
    await this.file.close();
    return { sizeBytes: this.sizeBytes, sha256: this.hash.digest('hex') };
  }

  /** Ends the writing; the file is the caller's to remove. */
  async abandon(): Promise<void> {
    this.gzip.destroy();
    await this.written.catch(() => undefined);
    await this.file.close().catch(() => undefined);
  }

  private async push(bytes: Uint8Array): Promise<void> {
    this.length += bytes.length;
    if (bytes.length === 0 || this.gzip.write(bytes)) return;
    await Promise.race([once(this.gzip, 'drain'), this.written]);
  }

  private async writeOut(recipients: readonly string[]): Promise<void> {
    try {
      const stream = recipients.length === 0 ? this.gzip : await encryptStream(this.gzip, recipients);
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        this.hash.update(chunk);
        this.sizeBytes += chunk.length;
        await this.file.writeFile(chunk);
      }
    } catch (error) {
      this.gzip.destroy();
      throw error;
    }
  }
}
