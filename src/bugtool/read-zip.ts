import yauzl from 'yauzl';
import { readBody, sentenceOf } from './read-tar.ts';
import type { Entry, MemberStore } from './member-store.ts';

const ENCRYPTED = 1;

/**
 * Reads a zip archive. Its list of contents is at its end, so that nothing is read of one that was cut off. Only what is of use is unpacked,
 * and yauzl stops where more comes out than the list says.
 */
export async function readZip(path: string, store: MemberStore): Promise<void> {
  const file = await openZip(path);
  try {
    for (;;) {
      const found = await nextEntry(file);
      if (found === null) break;
      await readEntry(file, found, store);
    }
  } catch (error) {
    store.problems.push(sentenceOf(error));
  } finally {
    file.close();
  }
}

async function readEntry(file: yauzl.ZipFile, found: yauzl.Entry, store: MemberStore): Promise<void> {
  // Not decoded by yauzl, which would refuse the whole archive for one odd name.
  const name = (found.fileName as unknown as Buffer).toString('utf8');
  const entry: Entry = {
    name,
    isFile: !name.endsWith('/') && !isLink(found) && (found.generalPurposeBitFlag & ENCRYPTED) === 0,
    isFolder: name.endsWith('/'),
    sizeBytes: found.uncompressedSize,
    modified: null,
  };
  const wanted = store.wants(entry);
  if (wanted === null) return;
  try {
    const stream = await openEntry(file, found);
    const body = await readBody(counted(stream, store), store.room);
    store.keep(wanted, entry, body.bytes, body.cut);
  } catch (error) {
    store.problems.push(`${wanted}: ${sentenceOf(error)}`);
  }
}

async function* counted(stream: AsyncIterable<Buffer>, store: MemberStore): AsyncGenerator<Buffer> {
  for await (const piece of stream) {
    store.count(piece.length);
    yield piece;
  }
}

/** A link as Unix zips mark it: in the upper half of the external attributes. */
function isLink(entry: yauzl.Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

function openZip(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true };
    yauzl.open(path, options, (error, file) => {
      if (error) reject(error);
      else resolve(file);
    });
  });
}

/** The next entry; null after the last. */
function nextEntry(file: yauzl.ZipFile): Promise<yauzl.Entry | null> {
  return new Promise((resolve, reject) => {
    const forget = (): void => {
      file.off('entry', onEntry).off('end', onEnd).off('error', onError);
    };
    const onEntry = (entry: yauzl.Entry): void => {
      forget();
      resolve(entry);
    };
    const onEnd = (): void => {
      forget();
      resolve(null);
    };
    const onError = (error: Error): void => {
      forget();
      reject(error);
    };
    file.on('entry', onEntry).on('end', onEnd).on('error', onError);
    file.readEntry();
  });
}

function openEntry(file: yauzl.ZipFile, entry: yauzl.Entry): Promise<AsyncIterable<Buffer>> {
  return new Promise((resolve, reject) => {
    file.openReadStream(entry, (error, stream) => {
      if (error) reject(error);
      else resolve(stream as AsyncIterable<Buffer>);
    });
  });
}
