import { defineCollector } from '../define.ts';
import { parseNetwork } from './parse.ts';

export const network = defineCollector({
  id: 'network',
  title: 'Network',
  parts: [
    {
      id: 'state',
      seconds: 60,
      maxBytes: 16_000_000,
      answers: 'how the network and the firewall are set up, in files and in force',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseNetwork,
});
