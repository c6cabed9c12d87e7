import { defineCollector } from '../define.ts';
import { parseLogging } from './parse.ts';

export const logging = defineCollector({
  id: 'logging',
  title: 'Logs, time, SNMP and mail',
  parts: [
    {
      id: 'files',
      seconds: 30,
      maxBytes: 12_000_000,
      answers: 'how logs, time keeping, SNMP and outgoing mail are set up',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseLogging,
});
