import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { makeHostKey } from '../../../src/demo/server.ts';

test('a host key that ssh2 could not read again is made anew', () => {
  const good = makeHostKey(() => ssh2.utils.generateKeyPairSync('ed25519'));
  const made = [{ ...good, private: good.private.slice(0, 120) + good.private.slice(160) }, good];

  expect(makeHostKey(() => made.shift() ?? good)).toBe(good);
  expect(made).toEqual([]);
});
