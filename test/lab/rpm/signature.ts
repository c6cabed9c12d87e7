import { createHash } from 'node:crypto';

/**
 * A version 3 DSA/SHA1 signature packet (RFC 4880, 5.2.2) as CentOS 5 packages carry them. Its numbers are made up: nothing
 * verifies against it, but `%{DSAHEADER:pgpsig}` prints algorithm, time and key id.
 */
export function encodeDsaSignature(keyId: string, time: number): Buffer {
  const seconds = Buffer.alloc(4);
  seconds.writeUInt32BE(time);
  const noise = (salt: string): Buffer => {
    const bytes = createHash('sha1').update(`${salt}${keyId}${time}`).digest();
    bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
    return Buffer.concat([Buffer.from([0, 159]), bytes]);
  };
  const VERSION = 3;
  const HASHED_LENGTH = 5;
  const BINARY_DOCUMENT = 0;
  const DSA = 17;
  const SHA1 = 2;
  const body = Buffer.concat([
    Buffer.from([VERSION, HASHED_LENGTH, BINARY_DOCUMENT]),
    seconds,
    Buffer.from(keyId, 'hex'),
    Buffer.from([DSA, SHA1, 0x12, 0x34]),
    noise('r'),
    noise('s'),
  ]);
  const OLD_FORMAT_SIGNATURE = 0x88;
  return Buffer.concat([Buffer.from([OLD_FORMAT_SIGNATURE, body.length]), body]);
}
