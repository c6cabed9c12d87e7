import { X509Certificate } from 'node:crypto';

/** What one certificate says of itself. */
export interface CertificateFacts {
  /** Distinguished names in one line, `CN=host, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601 UTC. */
  readonly notAfter: string | null;
  readonly keyBits: number | null;
  /** Name such as `sha1WithRSAEncryption`, or the dotted object identifier of one that is not listed. */
  readonly signatureAlgorithm: string | null;
}

/** The certificates of a text, in their order; null for one that is none. */
export function readCertificates(text: string): (CertificateFacts | null)[] {
  const pems = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return pems.map(readCertificate);
}

function readCertificate(pem: string): CertificateFacts | null {
  try {
    const certificate = new X509Certificate(pem);
    return {
      subject: oneLine(certificate.subject),
      issuer: oneLine(certificate.issuer),
      notAfter: isoTime(certificate.validTo),
      keyBits: keyBits(certificate),
      signatureAlgorithm: signatureAlgorithm(certificate.raw),
    };
  } catch {
    return null;
  }
}

function oneLine(name: string): string {
  return name.split('\n').join(', ');
}

/** OpenSSL writes `Sep  4 11:22:33 2023 GMT`. */
function isoTime(text: string): string | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString().replace('.000', '');
}

function keyBits(certificate: X509Certificate): number | null {
  try {
    const { modulusLength, namedCurve } = certificate.publicKey.asymmetricKeyDetails ?? {};
    return modulusLength ?? CURVE_BITS[namedCurve ?? ''] ?? null;
  } catch {
    return null;
  }
}

const CURVE_BITS: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };

/** RFC 8017, RFC 5758, RFC 3279. */
const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'md2WithRSAEncryption',
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10040.4.3': 'dsaWithSHA1',
  '1.2.840.10045.4.1': 'ecdsaWithSHA1',
  '1.2.840.10045.4.3.2': 'ecdsaWithSHA256',
  '1.2.840.10045.4.3.3': 'ecdsaWithSHA384',
};

/** The second member of the outer sequence (RFC 5280, 4.1): the library that reads certificates does not give it. */
function signatureAlgorithm(der: Buffer): string | null {
  const outer = derElement(der, 0);
  const signed = outer && derElement(der, outer.bodyStart);
  const algorithm = signed && derElement(der, signed.end);
  const oid = algorithm && derElement(der, algorithm.bodyStart);
  if (!oid || der[algorithm.bodyStart] !== 0x06) return null;
  const dotted = dottedOid(der.subarray(oid.bodyStart, oid.end));
  return SIGNATURES[dotted] ?? dotted;
}

/** Where the content of the element at an offset lies. */
function derElement(der: Buffer, at: number): { bodyStart: number; end: number } | null {
  const first = der[at + 1];
  if (first === undefined) return null;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 4 || at + 2 + lengthBytes > der.length) return null;
  const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
  const bodyStart = at + 2 + lengthBytes;
  return { bodyStart, end: Math.min(bodyStart + length, der.length) };
}

function dottedOid(bytes: Buffer): string {
  const first = bytes[0] ?? 0;
  const numbers = [Math.min(2, Math.floor(first / 40)), first < 80 ? first % 40 : first - 80];
  let value = 0;
  for (const byte of bytes.subarray(1)) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  return numbers.join('.');
}
