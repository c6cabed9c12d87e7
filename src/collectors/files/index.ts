import { defineCollector } from '../define.ts';
import { parseFiles } from './parse.ts';

export const files = defineCollector({
  id: 'files',
  title: 'Files of the root file system',
  parts: [
    {
      id: 'root',
      seconds: 1800,
      maxBytes: 96 * 1024 * 1024,
      answers: 'which files are unowned, changed or missing',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseFiles,
});
