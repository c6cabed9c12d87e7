import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFiles } from '../../../src/collectors/files/parse.ts';
import type { FileItem } from '../../../src/model/inventory.ts';
import { elfFile } from '../../lab/catalogue/elf.ts';
import { refused, rows, section, shown } from '../../support/sections.ts';

type Row = readonly (string | number)[];

/** As od prints them: words of four bytes. */
function words(bytes: Buffer): string {
  const whole = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  return Array.from({ length: whole.length / 4 }, (_, at) => whole.readUInt32LE(at * 4)).join(' ');
}

/** What find saw: state, type, mode, user, group, size, mtime, uid, gid, links, target, path. */
function there(
  state: string,
  path: string,
  more: Partial<
    Record<'type' | 'mode' | 'user' | 'group' | 'size' | 'mtime' | 'uid' | 'gid' | 'link', string | number>
  > = {},
): Row {
  const {
    type = 'f',
    mode = 644,
    user = 'root',
    group = 'root',
    size = 5,
    mtime = 1000,
    uid = 0,
    gid = 0,
    link = '',
  } = more;
  return ['A', state, type, mode, user, group, size, mtime, uid, gid, 1, link, path];
}

/** What a package says. */
function packaged(
  more: Partial<
    Record<
      | 'digest'
      | 'flags'
      | 'verify'
      | 'number'
      | 'type'
      | 'mode'
      | 'user'
      | 'group'
      | 'size'
      | 'mtime'
      | 'link',
      string | number
    >
  > = {},
): Row {
  const {
    digest = 'd0',
    flags = 0,
    verify = -1,
    number = 1,
    type = 'f',
    mode = 644,
    user = 'root',
    group = 'root',
  } = more;
  return [
    'X',
    '-',
    digest,
    flags,
    verify,
    0,
    number,
    type,
    mode,
    user,
    group,
    more.size ?? 5,
    more.mtime ?? 1000,
    more.link ?? '',
  ];
}

const PACKAGES: readonly Row[] = [
  ['P', 1, 'bash', '(none)', '3.2', '32.el5', 'x86_64'],
  ['P', 2, 'glibc', '1', '2.5', '1', 'i686'],
];
const COUNTS: readonly Row[] = [
  ['N', 'packages', 2],
  ['N', 'owned', 10],
  ['N', 'found', 12],
  ['N', 'assumed', 7],
  ['N', 'torn', 0],
  ['N', 'rpm', 0],
  ['N', 'find', 0],
  ['N', 'deep', 0],
  ['N', 'elf', 0],
];

function parse(records: readonly Row[], blocks: readonly Buffer[] = []) {
  const collected = parseFiles({ root: section([rows(...PACKAGES, ...records, ...COUNTS), ...blocks]) });
  return { ...collected, items: collected.items as FileItem[] };
}

describe('parseFiles', () => {
  test('reads an unowned file with everything that the disk says of it', () => {
    const { items, gaps, counts } = parse([
      there('U', '/root/x.sh', { mode: 4755, user: 'joe', uid: 500, group: '77', gid: 77 }),
    ]);

    expect(gaps).toEqual([]);
    expect(counts).toEqual({ assumedUnchanged: 7, ownedPaths: 10 });
    expect(items).toEqual([
      {
        kind: 'file',
        id: 'file:/root/x.sh',
        evidence: [{ origin: 'find / -xdev', excerpt: 'owned by no package' }],
        path: '/root/x.sh',
        type: 'file',
        state: 'unowned',
        package: null,
        config: false,
        mode: '104755',
        user: 'joe',
        group: null,
        uid: 500,
        gid: 77,
        sizeBytes: 5,
        mtime: '1970-01-01T00:16:40Z',
        linkTarget: null,
        linkLeadsTo: null,
        changes: [],
        hiddenChanges: [],
        digest: null,
        hardLinks: 1,
      },
    ]);
  });

  test.each([
    ['size', { size: 6 }, {}, null, ['size', 'digest']],
    ['size and time', { size: 6, mtime: 1001 }, {}, null, ['size', 'digest', 'mtime']],
    ['content, by its digest alone', {}, {}, 'd1', ['digest']],
    ['time, with the right digest', { mtime: 1001 }, {}, 'd0', []],
    ['time, with no digest at hand', { mtime: 1001 }, {}, null, ['mtime']],
    ['mode', { mode: 755 }, {}, 'd0', ['mode']],
    ['owner', { user: 'joe', group: 'joe' }, {}, 'd0', ['user', 'group']],
    ['target of a link', { type: 'l', link: 'b' }, { type: 'l', link: 'a' }, null, ['link']],
    ['type: a link for a file', { type: 'l', link: 'b', mode: 777 }, {}, null, ['type']],
    ['type: a folder for a file', { type: 'd', mode: 755 }, {}, null, ['type', 'mode']],
    ['nothing but size and time of a folder', { type: 'd', size: 9, mtime: 5 }, { type: 'd' }, null, []],
    [
      'nothing but the time of a link',
      { type: 'l', link: 'a', mtime: 5 },
      { type: 'l', link: 'a' },
      null,
      [],
    ],
    ['size of a %ghost', { size: 900 }, { flags: 64 }, null, []],
    ['mode of a %ghost', { mode: 600 }, { flags: 64 }, null, ['mode']],
  ])('finds a change of %s', (_, actual, expected, digest, changes) => {
    const { items } = parse([
      there('C', '/a', actual),
      packaged(expected),
      ...(digest === null ? [] : [['H', digest, '/a']]),
    ]);

    expect(items[0]).toMatchObject({
      package: 'bash-3.2-32.el5.x86_64',
      changes,
      state: changes.length > 0 ? 'changed' : 'unchanged',
    });
  });

  test.each([
    [-1, []],
    [4_294_967_295, []],
    [4_294_967_295 - 1 - 2 - 32, ['size', 'digest', 'mtime']],
    [0, ['size', 'digest', 'mtime', 'mode', 'user', 'group']],
    [1 + 2 + 32, ['mode', 'user', 'group']],
  ])('with verify flags %i calls %j hidden', (verify, hiddenChanges) => {
    const { items } = parse([
      there('C', '/etc/passwd', { size: 9, mtime: 2, mode: 600, user: 'a', group: 'b' }),
      packaged({ verify, flags: 1 }),
    ]);

    expect(items[0]).toMatchObject({ config: true, hiddenChanges });
  });

  test('takes the package that a path of several packages differs least from', () => {
    const { items } = parse([
      there('C', '/lib/x', { mode: 755 }),
      packaged({ size: 99, mode: 700 }),
      packaged({ number: 2 }),
    ]);

    expect(items[0]).toMatchObject({ package: 'glibc-1:2.5-1.i686', changes: ['mode'] });
  });

  test('reads a missing file', () => {
    const { items } = parse([['M', '/usr/bin/gone'], packaged({ flags: 1 })]);

    expect(items).toEqual([
      expect.objectContaining({
        path: '/usr/bin/gone',
        state: 'missing',
        type: 'file',
        mode: null,
        config: true,
        package: 'bash-3.2-32.el5.x86_64',
      }),
    ]);
  });

  test('lists an unchanged file that an installer can touch', () => {
    const { items } = parse([there('K', '/etc/resolv.conf'), packaged(), ['H', 'd0', '/etc/resolv.conf']]);

    expect(items[0]).toMatchObject({ state: 'unchanged', changes: [], digest: 'd0' });
  });

  test('does not call a folder unowned that rpm made for the files in it', () => {
    const { items } = parse([there('D', '/etc/sysconfig', { type: 'd', mode: 755 })]);

    expect(items[0]).toMatchObject({ state: 'unchanged', package: null, type: 'directory', mode: '40755' });
  });

  test('knows where a link leads', () => {
    const { items } = parse([
      there('U', '/a', { type: 'l', link: 'nowhere', mode: 777 }),
      there('U', '/b', { type: 'l', link: '/etc', mode: 777 }),
      ['L', 'N', '/a'],
      ['L', 'd', '/b'],
    ]);

    expect(items.map(({ mode, linkTarget, linkLeadsTo }) => [mode, linkTarget, linkLeadsTo])).toEqual([
      ['120777', 'nowhere', 'dangling'],
      ['120777', '/etc', 'directory'],
    ]);
  });

  describe('of a packaged path below a folder that became a link', () => {
    const alias: Row = ['O', '/data/opt/x', '/opt/x'];
    const actual = there('Z', '/data/opt/x').filter((_, index) => index !== 1);

    test('calls the real file owned, though find saw it as unowned', () => {
      const { items } = parse([there('U', '/data/opt/x'), alias, packaged(), ['Z', ...actual.slice(1)]]);

      expect(items).toEqual([
        expect.objectContaining({
          path: '/data/opt/x',
          state: 'unchanged',
          package: 'bash-3.2-32.el5.x86_64',
        }),
      ]);
    });

    test('calls it missing under its packaged name when nothing is there', () => {
      const { items } = parse([alias, packaged()]);

      expect(items).toEqual([expect.objectContaining({ path: '/opt/x', state: 'missing' })]);
    });

    test('leaves alone what another package owns at the real place', () => {
      const { items } = parse([
        there('C', '/data/opt/x', { mode: 600 }),
        packaged({ number: 2 }),
        alias,
        packaged({ mode: 700 }),
        ['Z', ...actual.slice(1)],
      ]);

      expect(items).toEqual([expect.objectContaining({ package: 'glibc-1:2.5-1.i686', changes: ['mode'] })]);
    });
  });

  test('gives names back as they are, bytes that are no text percent-encoded', () => {
    const line = Buffer.from(rows(there('U', '/tmp/NAME'))).toString('latin1');
    const bytes = Buffer.from(line.replace('NAME', 'a\xff%\\n\\t\\\\b'), 'latin1');

    const { items } = parseFiles({ root: section([bytes]) });

    expect(items).toEqual([
      expect.objectContaining({ path: '/tmp/a%FF%25%0A%09\\b', pathEncoding: 'percent' }),
    ]);
  });

  test('gives the text of files, and an empty one for a changed file that is empty now', () => {
    const { contents, gaps } = parse(
      [there('C', '/etc/empty', { size: 0 }), packaged({ flags: 1 })],
      [shown('/etc/x', 'text\n'), shown('/etc/big', 'abc', { size: 900, withheld: 2 })],
    );

    expect(contents).toEqual([
      { path: '/etc/x', text: 'text\n', sizeBytes: 5, truncated: false, withheldLines: 0 },
      { path: '/etc/big', text: 'abc', sizeBytes: 900, truncated: true, withheldLines: 2 },
      { path: '/etc/empty', text: '', sizeBytes: 0, truncated: false, withheldLines: 0 },
    ]);
    expect(gaps).toEqual([expect.objectContaining({ origin: '/etc/big', reason: 'too-large' })]);
  });

  test('does not take a record inside a text for a record', () => {
    const { items } = parse([], [shown('/etc/x', rows(there('U', '/forged')))]);

    expect(items).toEqual([]);
  });

  const without = (name: string, ...values: readonly Row[]): readonly Row[] => [
    ...COUNTS.filter(([, key]) => key !== name),
    ...values,
  ];
  test.each<[string, readonly Row[], string]>([
    [
      'rpm did not answer in time',
      without('packages', ['N', 'packages', 0], ['N', 'rpm', 'failed 137']),
      'timed-out',
    ],
    [
      'rpm had not answered before',
      without('packages', ['N', 'packages', 0], ['N', 'rpm', 'skipped']),
      'timed-out',
    ],
    [
      'there is no rpm',
      without('packages', ['N', 'packages', 0], ['N', 'rpm', 'failed 127']),
      'missing-tool',
    ],
    ['rpm may not be asked', without('packages', ['N', 'packages', 0], ['N', 'rpm', 'failed 1']), 'denied'],
    ['rpm printed nothing', without('packages', ['N', 'packages', 0]), 'unparsable'],
    ['rpm ended with an error', without('rpm', ['N', 'rpm', 1]), 'unparsable'],
    ['find was ended', without('find', ['N', 'find', 137]), 'timed-out'],
    ['records came broken', without('torn', ['N', 'torn', 3]), 'unparsable'],
    ['a record has another shape', [...COUNTS, ['U', 'x']], 'unparsable'],
    ['packaged paths lie on another disk', [...COUNTS, ['E', 4, 'ext3', '/var/log']], 'not-collected'],
    [
      'programs were not looked at, as by the program of an earlier version',
      COUNTS.filter(([, key]) => key !== 'elf'),
      'not-collected',
    ],
    ['there were more programs than are looked at', [...COUNTS, ['N', 'elf-over', 5]], 'too-large'],
    ['a program could not be read', [...COUNTS, there('U', '/opt/x'), ['F', '/opt/x']], 'denied'],
    ['a digest could not be taken', [...COUNTS, there('?', '/etc/x', {}), packaged()], 'denied'],
  ])('says so when %s', (_, records, reason) => {
    const { gaps } = parseFiles({ root: section([rows(...records)]) });

    expect(gaps).toEqual([expect.objectContaining({ reason })]);
  });

  describe('of compiled files', () => {
    const program = elfFile({
      bits: 32,
      type: 'program',
      interpreter: '/lib/ld-linux.so.2',
      needed: ['libssl.so.6'],
    });
    const module = elfFile({ bits: 64, type: 'object' });

    test('reads what they are and need', () => {
      const { items, gaps } = parse([
        there('U', '/opt/new\\nline', { size: program.length }),
        ['F', '/opt/new\\nline'],
        ['W', 0, words(program)],
      ]);

      expect(gaps).toEqual([]);
      expect(items[0]?.elf).toMatchObject({
        bits: 32,
        type: 'program',
        needed: ['libssl.so.6'],
        whole: true,
      });
    });

    test.each([
      ['/lib/modules/x/a.ko', ['V', 'vermagic=2.6.32 SMP mod_unload '], 'module', '2.6.32 SMP mod_unload'],
      ['/lib/modules/x/a.ko', ['V', 'something else'], 'module', null],
      ['/usr/lib/a.o', ['V', 'vermagic=2.6.32'], 'object', null],
    ])('takes %s with %j for a %s of %s', (path, said, type, vermagic) => {
      const { items } = parse([
        there('U', path, { size: module.length }),
        ['F', path],
        ['W', 0, words(module)],
        said,
      ]);

      expect(items[0]?.elf).toMatchObject({ type, vermagic });
    });

    test('says once how many it could read only in part, and which is the first', () => {
      const cut = program.subarray(0, 60);
      const { items, gaps } = parse(
        ['/a', '/b'].flatMap((path): Row[] => [
          there('U', path, { size: 60 }),
          ['F', path],
          ['W', 0, words(cut)],
        ]),
      );

      expect(items.map(({ elf }) => elf?.whole)).toEqual([false, false]);
      expect(gaps).toEqual([
        {
          origin: 'ELF headers',
          reason: 'unparsable',
          detail: 'which libraries 2 compiled files need, such as /a; the header is damaged or cut off',
        },
      ]);
    });

    test.each([
      ['no number', '127 x'],
      ['a word that is too large', '4294967296'],
    ])('counts words with %s as broken', (_, text) => {
      const { gaps } = parse([there('U', '/a'), ['F', '/a'], ['W', 0, text]]);

      expect(gaps.map(({ reason }) => reason)).toEqual(['unparsable', 'denied']);
    });
  });

  test('is silent about packaged paths on file systems that the kernel makes up', () => {
    expect(
      parse([
        ['E', 9, 'proc', '/proc'],
        ['E', 1, 'tmpfs', '/dev/shm'],
      ]).gaps,
    ).toEqual([]);
  });

  test('passes on what the probe could not do', () => {
    const { gaps } = parse([], [refused('too-large', '/opt/x', '7 files were not read')]);

    expect(gaps).toEqual([{ origin: '/opt/x', reason: 'too-large', detail: '7 files were not read' }]);
  });

  test('never throws, whatever the records', () => {
    const field = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('A', 'X', 'M', 'O', 'Z', 'P', 'H', 'U', 'F', 'W', 'V', 'f', '/x', '1', '0 4294967296'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(field, { maxLength: 15 }), { maxLength: 8 }), (records) => {
        const clean = records.map((fields) => fields.map((one) => one.replaceAll(/[\t\n]/g, ' ')));

        const { items, gaps } = parseFiles({ root: section([rows(...clean)]) });

        const odd = clean.filter(
          ([kind]) => !['X', 'T', 'H', 'L', 'Z', 'P', 'N', 'E', 'O', 'F', 'W', 'V'].includes(kind ?? ''),
        ).length;
        expect(items.length + (gaps.length > 0 ? odd : 0)).toBeGreaterThanOrEqual(Math.min(odd, 1));
      }),
    );
  });
});
