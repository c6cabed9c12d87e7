import { defineCollector } from '../define.ts';
import { parseKernel } from './parse.ts';

export const kernel = defineCollector({
  id: 'kernel',
  title: 'Kernel and modules',
  parts: [
    {
      id: 'modules',
      seconds: 20,
      maxBytes: 2 * 1024 * 1024,
      answers: 'which kernel modules are loaded and how modprobe and sysctl are set up',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseKernel,
});
