import { defineCollector } from '../define.ts';
import { parseMounts } from './parse.ts';

export const mounts = defineCollector({
  id: 'mounts',
  title: 'File systems and swap',
  parts: [
    {
      id: 'tables',
      seconds: 15,
      maxBytes: 2 * 1024 * 1024,
      answers: 'which file systems are mounted or in fstab, and which swap there is',
    },
    {
      id: 'space',
      seconds: 15,
      maxBytes: 256 * 1024,
      answers: 'how full the local file systems are',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseMounts,
});
