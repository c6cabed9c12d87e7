import { defineCollector } from '../define.ts';
import { parseBoot } from './parse.ts';

export const boot = defineCollector({
  id: 'boot',
  title: 'Boot loader',
  parts: [
    {
      id: 'loader',
      seconds: 10,
      maxBytes: 1024 * 1024,
      answers: 'the boot menu and the arguments of Xen and of the dom0 kernel',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseBoot,
});
