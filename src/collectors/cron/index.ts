import { defineCollector } from '../define.ts';
import { parseCron } from './parse.ts';

export const cron = defineCollector({
  id: 'cron',
  title: 'Jobs of cron, anacron and at',
  parts: [
    {
      id: 'tables',
      seconds: 20,
      maxBytes: 2 * 1024 * 1024,
      answers: 'which jobs cron, anacron and at run',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseCron,
});
