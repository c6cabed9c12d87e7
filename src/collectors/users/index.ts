import { defineCollector } from '../define.ts';
import { parseUsers } from './parse.ts';

export const users = defineCollector({
  id: 'users',
  title: 'Users and access',
  parts: [
    {
      id: 'accounts',
      seconds: 15,
      maxBytes: 4 * 1024 * 1024,
      answers: 'which users and groups there are, who may use sudo, and how PAM is set up',
    },
    {
      id: 'keys',
      seconds: 15,
      maxBytes: 2 * 1024 * 1024,
      answers: 'with which keys somebody may log in',
    },
  ],
  fragment: new URL('probe.sh', import.meta.url),
  parse: parseUsers,
});
