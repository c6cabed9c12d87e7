import type { CertificateItem } from '../../model/inventory.ts';
import type { Collected, Parts } from '../define.ts';
import { contentOf, excerptOf, readSection, type PartGap, type Reading, type ShownFile } from '../reading.ts';
import { readCertificates } from './x509.ts';

/*
 * PEM files below /etc/xensource, /etc/stunnel, /etc/openvswitch and /etc/pki, of which the host sends the blocks
 * `-----BEGIN CERTIFICATE-----` … `-----END CERTIFICATE-----` and nothing else; the same on 6.0 to 6.5. They are read here,
 * so no openssl runs on the host. One item a certificate: the first of a file is `certificate:<path>`, the others of a chain
 * `certificate:<path>#2` and so on, at most eight a file. A file without such a block gives nothing. Key sizes in bits, times in UTC.
 * Texts of /etc/issue, /etc/motd and of stunnel become contents.
 * Gaps: a block that is no certificate; a file with more than eight. Learnt from RFC 7468 and xapi's init script, which makes
 * /etc/xensource/xapi-ssl.pem: key and certificate in one file.
 */
export function parseCertificates(parts: Parts): Collected {
  const reading = readSection(parts['files']);
  const isPem = ({ body }: ShownFile) => body.subarray(0, MARK.length).equals(MARK);
  const pems = reading.files.filter(isPem);
  const items: CertificateItem[] = [];
  const gaps: PartGap[] = withoutCuts(reading, pems);
  for (const file of pems) readFile(file, items, gaps);
  if (reading.complete && parts['files']?.status !== 0) {
    gaps.push({
      origin: '/etc/pki',
      reason: 'denied',
      detail: 'some files with certificates could not be read',
    });
  }
  return { items, gaps, contents: reading.files.filter((file) => !pems.includes(file)).map(contentOf) };
}

const MARK = Buffer.from('-----BEGIN CERTIFICATE-----');

/** Here a cut file means more certificates than were sent, which gets a gap in its own words. */
function withoutCuts(reading: Reading, pems: readonly ShownFile[]): PartGap[] {
  const cut = new Set(pems.filter(({ truncated }) => truncated).map(({ path }) => path));
  return reading.gaps.filter(({ origin }) => !cut.has(origin));
}

function readFile(file: ShownFile, items: CertificateItem[], gaps: PartGap[]): void {
  const certificates = readCertificates(file.body.toString('latin1'));
  certificates.forEach((certificate, index) => {
    const name = index === 0 ? file.path : `${file.path}#${index + 1}`;
    if (!certificate) {
      gaps.push({
        origin: name,
        reason: 'unparsable',
        detail: 'whose certificate it is and until when it holds',
      });
      return;
    }
    const { subject, issuer, notAfter, keyBits, signatureAlgorithm } = certificate;
    const excerpt = excerptOf(`subject: ${subject}; until ${notAfter ?? 'unknown'}`);
    items.push({
      kind: 'certificate',
      id: `certificate:${name}`,
      evidence: [{ origin: file.path, excerpt }],
      path: file.path,
      subject,
      issuer,
      notAfter,
      keyBits,
      signatureAlgorithm,
    });
  });
  if (certificates.length === 0 || file.truncated) {
    const isCut = file.sizeBytes === null;
    gaps.push({
      origin: file.path,
      reason: isCut ? 'cut-off' : file.truncated ? 'too-large' : 'unparsable',
      detail: `only ${certificates.length} of its certificates could be read`,
    });
  }
}
