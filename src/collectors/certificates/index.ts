import { defineCollector } from '../define.ts';
import { parseCertificates } from './parse.ts';

export const certificates = defineCollector({
  id: 'certificates',
  title: 'Certificates and banners',
  parts: [
    {
      id: 'files',
      seconds: 30,
      maxBytes: 6_000_000,
      answers: 'which certificates the host shows and trusts, and what its login banners say',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseCertificates,
});
