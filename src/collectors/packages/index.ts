import { defineCollector } from '../define.ts';
import { parsePackages } from './parse.ts';

export const packages = defineCollector({
  id: 'packages',
  title: 'Installed packages',
  parts: [
    {
      id: 'list',
      seconds: 60,
      maxBytes: 32 * 1024 * 1024,
      answers: 'which packages are installed',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parsePackages,
});
