import { expect, test } from 'vitest';
import type { Item } from '../../../src/model/inventory.ts';
import { loadRelease } from '../../../src/rules/releases/load.ts';
import { restoreFacts } from '../../../src/rules/restore/restore-facts.ts';
import { inventoryOf } from '../../support/inventory.ts';

const DATA = new URL('../../../data/', import.meta.url);
const user = (name: string): Item => ({
  kind: 'user',
  id: `user:${name}`,
  evidence: [],
  name,
  uid: 0,
  gid: 0,
  home: '/root',
  shell: '/bin/sh',
  password: 'set',
});
const PASSWD = 'root:x:0:0::/root:/bin/bash\ntoor:x:0:0::/root:/bin/sh\n';

test.each([
  ['xs-7.0', 'asks by number, so the first of the file counts', { '/etc/passwd': PASSWD }, 'root'],
  ['xs-7.0', 'asks by number, but the file was not collected, so the name that stops it counts', {}, 'toor'],
  ['xs-7.3', 'reads the file itself, so the name that stops it counts', { '/etc/passwd': PASSWD }, 'toor'],
])('of two names for one number: %s %s', (release, _, contents, name) => {
  const facts = restoreFacts(inventoryOf([user('toor'), user('root')], contents), loadRelease(DATA, release));

  expect(facts.users).toEqual([{ name, id: 0 }]);
});
