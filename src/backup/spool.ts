import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** One content that lies in the spool. */
export interface Spooled {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** The digest by the other algorithm that was asked for; null = none was. */
  readonly otherDigest: string | null;
  readonly offset: number;
  readonly nonce: Buffer;
}

const READ_BYTES = 256 * 1024;

/**
 * Where files wait until the host's digest has come, so that a file which changed meanwhile never gets into the archive. On
 * disk, since they may be large; encrypted with a key that is only in memory, since the archive may be meant to be encrypted;
 * and without a name, so that nothing of it is left whatever happens.
 */
export class Spool {
  private readonly file: FileHandle;
  private readonly key = randomBytes(32);
  private end = 0;

  private constructor(file: FileHandle) {
    this.file = file;
  }

  static async open(folder: string): Promise<Spool> {
    const path = join(folder, `.dom0-audit-spool-${randomBytes(6).toString('hex')}`);
    const file = await open(path, 'wx+', 0o600);
    await rm(path);
    return new Spool(file);
  }

  /** @param algorithm another digest to take, such as `sha1`; null = none */
  async write(content: AsyncIterable<Uint8Array>, algorithm: string | null): Promise<Spooled> {
    const nonce = randomBytes(16);
    const offset = this.end;
    const cipher = createCipheriv('aes-256-ctr', this.key, nonce);
    const sha256 = createHash('sha256');
    const other = algorithm === null ? null : createHash(algorithm);
    for await (const chunk of content) {
      sha256.update(chunk);
      other?.update(chunk);
      await this.append(cipher.update(chunk));
    }
    const sizeBytes = this.end - offset;
    return {
      sizeBytes,
      sha256: sha256.digest('hex'),
      otherDigest: other?.digest('hex') ?? null,
      offset,
      nonce,
    };
  }

  async *read({ offset, sizeBytes, nonce }: Spooled): AsyncGenerator<Buffer> {
    const decipher = createCipheriv('aes-256-ctr', this.key, nonce);
    const buffer = Buffer.alloc(Math.min(READ_BYTES, sizeBytes));
    for (let done = 0; done < sizeBytes;) {
      const wanted = Math.min(buffer.length, sizeBytes - done);
      const { bytesRead } = await this.file.read(buffer, 0, wanted, offset + done);
      if (bytesRead === 0) throw new Error('the spool is shorter than what was written to it');
      done += bytesRead;
      yield decipher.update(buffer.subarray(0, bytesRead));
    }
  }

  /** Forgets all contents. */
  async clear(): Promise<void> {
    this.end = 0;
    await this.file.truncate(0);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async append(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, this.end);
      done += bytesWritten;
      this.end += bytesWritten;
    }
  }
}
