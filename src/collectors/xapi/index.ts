import { defineCollector } from '../define.ts';
import { parseXapi } from './parse.ts';

export const xapi = defineCollector({
  id: 'xapi',
  title: 'Pool, storage repositories and virtual machines',
  parts: [
    {
      id: 'records',
      // A busy master takes up to a minute an answer; after that the rest is left, and what came counts.
      seconds: 240,
      maxBytes: 32_000_000,
      answers: 'what the pool database says of the pool, its storage and its virtual machines',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseXapi,
});
