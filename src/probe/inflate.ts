import { constants, createGunzip } from 'node:zlib';

export interface Inflated {
  readonly bytes: Buffer;
  /** The data is broken: what could be read until there. */
  readonly broken: boolean;
  /** More than the limit came out; the rest was not read. */
  readonly tooLarge: boolean;
}

/** Unpacks one gzip member as far as it goes. Never rejects, and never gives back more than `limit` bytes. */
export function inflate(packed: Uint8Array, limit: number): Promise<Inflated> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let length = 0;
    const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
    const settle = (broken: boolean, tooLarge: boolean): void => {
      gunzip.destroy();
      resolve({ bytes: Buffer.concat(parts, length), broken, tooLarge });
    };
    gunzip.on('data', (part: Buffer) => {
      const room = limit - length;
      parts.push(part.length > room ? part.subarray(0, room) : part);
      length += Math.min(part.length, room);
      if (part.length > room) settle(false, true);
    });
    gunzip.on('error', () => {
      settle(true, false);
    });
    gunzip.on('end', () => {
      settle(false, false);
    });
    gunzip.end(packed);
  });
}
