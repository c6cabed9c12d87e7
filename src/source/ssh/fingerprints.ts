import { createHash } from 'node:crypto';

/** Fingerprints of a public key blob, as `ssh-keygen -l` prints them: new servers by SHA-256, old ones by MD5. */
interface Fingerprints {
  /** `SHA256:` and base64 without padding. */
  readonly sha256: string;
  /** `MD5:` and hex pairs with colons. */
  readonly md5: string;
}

export function fingerprintsOf(blob: Buffer): Fingerprints {
  const sha256 = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return { sha256: `SHA256:${sha256}`, md5: `MD5:${md5Pairs(blob)}` };
}

function md5Pairs(blob: Buffer): string {
  try {
    return createHash('md5')
      .update(blob)
      .digest('hex')
      .replace(/..(?=.)/g, '$&:');
  } catch {
    // A Node in FIPS mode has no MD5.
    return 'not available on this machine';
  }
}

/** The key type that a public key blob names (`ssh-rsa`, …); null when the blob is malformed. */
export function keyTypeOf(blob: Buffer): string | null {
  if (blob.length < 4) return null;
  const length = blob.readUInt32BE(0);
  if (length < 1 || length > 64 || blob.length < 4 + length) return null;
  const type = blob.toString('latin1', 4, 4 + length);
  return /^[a-z0-9@.-]+$/.test(type) ? type : null;
}
