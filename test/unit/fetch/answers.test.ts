import { describe, expect, test } from 'vitest';
import { readAttributes, readDigests, readOddDigests, readStates } from '../../../src/fetch/answers.ts';

const HEX = 'ab'.repeat(32);
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('what the host says of files', () => {
  test.each([
    ['1 2 3 8 5 10.5 11.5 f /a b\0', '/a b', { identity: '1:2', links: 3, hasHoles: false, sizeBytes: 5 }],
    ['1 2 1 0 5 10 11 f /new\nline\0', '/new\nline', { hasHoles: true, moment: '5 10 11', type: 'f' }],
    ['1 2 1 0 5 10 11 l /link\0', '/link', { hasHoles: false, type: 'l' }],
    ['1 2 1 8 5 10 11 f /\xe9\0', '/\xe9', { links: 1 }],
  ])('state %j', (text, name, state) => {
    expect(readStates(bytes(text)).get(name)).toMatchObject(state);
  });

  test.each(['', '\0\0', '1 2 f /a\0', 'x 2 1 0 5 10 11 f /a\0', '1 2 1 0 5 10 11 f \0'])(
    'a state that is none, %j, is passed over',
    (text) => {
      expect(readStates(bytes(text)).size).toBe(0);
    },
  );

  test('digests, of names as they are', () => {
    const text = `${HEX}  /a\n${HEX} */b  c\nsha256sum: /d: Permission denied\n\\${HEX}  /e\\\\\n`;

    expect([...readDigests(bytes(text))]).toEqual([
      ['/a', HEX],
      ['/b  c', HEX],
    ]);
  });

  test('digests, of names with line breaks and backslashes', () => {
    const text = `${HEX}  -\n/a\nb\0${HEX}  -\n/c\\\0not a digest\n/d\0`;

    expect([...readOddDigests(bytes(text))]).toEqual([
      ['/a\nb', HEX],
      ['/c\\', HEX],
    ]);
  });

  test('attributes, with names that are escaped', () => {
    const text =
      '# file: /a\\012b\nsecurity.selinux=0x6100\nuser.empty\n\n# file: /c\nuser.x=0xff\n\ngarbage=zz\n';

    expect(Object.fromEntries(readAttributes(bytes(text)))).toEqual({
      '/a\nb': { 'security.selinux': Buffer.from([0x61, 0]), 'user.empty': Buffer.alloc(0) },
      '/c': { 'user.x': Buffer.from([0xff]) },
    });
  });
});
