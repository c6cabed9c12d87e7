import { defineCollector } from '../define.ts';
import { parseStorage } from './parse.ts';

export const storage = defineCollector({
  id: 'storage',
  title: 'Disks and storage',
  parts: [
    {
      id: 'state',
      seconds: 30,
      maxBytes: 8_000_000,
      answers: 'which disks and paths the host has, and how multipath, iSCSI, LVM, md and DRBD are set up',
    },
    {
      id: 'devices',
      seconds: 180,
      maxBytes: 16_000_000,
      answers: 'what the partition tables hold, and which volume groups and local storage there are',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseStorage,
});
