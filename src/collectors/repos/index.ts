import { defineCollector } from '../define.ts';
import { parseRepos } from './parse.ts';

export const repos = defineCollector({
  id: 'repos',
  title: 'Package repositories',
  parts: [
    {
      id: 'yum',
      seconds: 20,
      maxBytes: 4_000_000,
      answers: 'which package repositories and yum plug-ins are set up',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseRepos,
});
