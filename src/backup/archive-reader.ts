import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { ByteReader } from '../fetch/byte-reader.ts';
import { readTar, type TarEntry } from '../fetch/tar-reader.ts';
import { decryptStream } from './encryption.ts';

/**
 * The members of an archive, in its order, to its very end: only there the checksum of gzip and the last seal of age are looked at.
 * @param identityFile secret keys of age; null = the archive is not encrypted
 * @throws AuditError `identity-invalid`, `identity-wrong`; any other error when the archive is damaged
 */
export async function* readArchive(path: string, identityFile: string | null): AsyncGenerator<TarEntry> {
  const file = createReadStream(path);
  const unpacked = createGunzip();
  const fail = (error: Error): void => {
    unpacked.destroy(error);
  };
  try {
    const packed = identityFile === null ? file : await decryptStream(file, identityFile);
    file.on('error', fail);
    packed.on('error', fail).pipe(unpacked);
    const chunks = (unpacked as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    const bytes = new ByteReader(async () => {
      const next = await chunks.next();
      return next.done === true ? null : next.value;
    });
    yield* readTar(bytes);
    while ((await bytes.some(65_536)) !== null);
  } finally {
    unpacked.destroy();
    file.destroy();
  }
}
