import { defineCollector } from '../define.ts';
import { parsePlugins } from './parse.ts';

export const plugins = defineCollector({
  id: 'plugins',
  title: 'Plug-ins and hooks',
  parts: [
    {
      id: 'files',
      seconds: 30,
      maxBytes: 8_000_000,
      answers: 'which plug-ins, storage drivers, hooks and first-boot scripts the host has',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parsePlugins,
});
